namespace Chatbot.Training;

/// <summary>A question and the intent it belongs to.</summary>
/// <param name="Intent">Name, not empty.</param>
/// <param name="Text">As a patient would type it.</param>
public sealed record LabelledText(string Intent, string Text);

/// <summary>One normalised question stored under several intents. The majority wins, then the first by name.</summary>
/// <param name="Text">The normalised question.</param>
/// <param name="Winner">The intent that answers it.</param>
/// <param name="Losers">The others, in ordinal order.</param>
public sealed record Conflict(string Text, string Winner, IReadOnlyList<string> Losers);

/// <summary>A trained model and what its editors should know about the knowledge base.</summary>
/// <param name="Model">Ready to answer.</param>
/// <param name="Learnt">
/// The model as ML.NET saves it (a zip), which <see cref="Chatbot.Model.ModelFile"/> stores; empty where there is one intent only.
/// </param>
/// <param name="Conflicts">Questions that belong to more than one intent.</param>
/// <param name="Unreadable">Questions in which nothing could be read (empty, only emoji); they taught nothing.</param>
/// <param name="HeldOutAccuracy">Share in [0,1] of held-out questions whose best intent was right; NaN when there were too few questions to
/// hold any out.</param>
public sealed record TrainingResult(
    Model.IntentModel Model, byte[] Learnt, IReadOnlyList<Conflict> Conflicts, IReadOnlyList<LabelledText> Unreadable, double HeldOutAccuracy)
{
    /// <summary>The model to be stored; see <see cref="Chatbot.Model.ModelFile"/>.</summary>
    public byte[] ToBytes() => Chatbot.Model.ModelFile.Save(Model, Learnt);
}
