using Chatbot.Words;

namespace Chatbot.Danger;

/// <summary>The built-in words, rules and examples.</summary>
public static class DangerData
{
    /// <summary>Lines that are not danger though they may look it: what a new phrase is tried on.</summary>
    public static IReadOnlyList<string> Harmless { get; } = [.. Examples.Where(e => e.Kind is null).Select(e => e.Text)];

    internal static IEnumerable<(string Concept, string[] Words)> Lexicon => WordData.Lexicon("lexicon.tsv");

    /// <summary>What the learnt detector learns from; null is harmless.</summary>
    internal static IReadOnlyList<(DangerKind? Kind, string Text)> Examples =>
        [.. WordData.Rows("examples.tsv").Select(cells => (Kind(cells[0]), cells[1]))];

    internal static IReadOnlyList<Rule> Rules(Lexicon lexicon) => [.. WordData.Rows("rules.tsv").Select(cells => RuleOf(cells, lexicon))];

    private static Rule RuleOf(string[] cells, Lexicon lexicon)
    {
        var parts = cells[2].Split(' ').Select(part => part.Split('|').Select(lexicon.Concept)
            .Aggregate(default(ConceptSet), (set, concept) => set.With(ConceptSet.Of(concept))));
        return new Rule(Kind(cells[0]) ?? throw new InvalidDataException(cells[0]), cells[1] == "sure", [.. parts]);
    }

    private static DangerKind? Kind(string name) => name switch
    {
        "emergency" => DangerKind.Emergency,
        "self-harm" => DangerKind.SelfHarm,
        "harmless" => null,
        _ => throw new InvalidDataException(name),
    };
}
