namespace Bff.Support.Answering;

/// <summary>An answer that an agent may send.</summary>
/// <param name="Probability">In [0,1].</param>
internal sealed record Suggestion(string Intent, string Text, double Probability);
