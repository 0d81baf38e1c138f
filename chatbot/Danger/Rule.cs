using Chatbot.Words;

namespace Chatbot.Danger;

/// <summary>A row of the rules.</summary>
/// <param name="Kind">What rings.</param>
/// <param name="Sure">Whether it rings by itself.</param>
/// <param name="Parts">Concepts that stand near one another; of each set one.</param>
internal sealed record Rule(DangerKind Kind, bool Sure, ConceptSet[] Parts);
