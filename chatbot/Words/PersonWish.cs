namespace Chatbot.Words;

/// <summary>
/// Hears that a patient wants a person, in whatever words (帮我接客服, 叫个人来讲, rengong kefu, talk to a human), and neither that one is
/// refused (我不要转人工) nor that somebody asks about them (人工客服几点上班).
/// </summary>
internal static class PersonWish
{
    private const int LongestBareName = 4;
    private const int LongestWish = 40;
    private static readonly Lexicon Known = new(WordData.Lexicon("person.tsv"));
    private static readonly ConceptSet Person = Of("PERSON"), Someone = Of("SOMEONE"), Wish = Of("WISH"), Refuse = Of("REFUSE"),
        About = Of("ABOUT");

    /// <summary>Whether a person is asked for.</summary>
    public static bool IsIn(string message)
    {
        var items = Items.Read(message);
        return IsIn(items) || (Items.Spoken(items) is { } spoken && IsIn(spoken));
    }

    private static bool IsIn(List<Item> items)
    {
        var wished = false;
        foreach (var clause in Clauses.Of(items, Known.Find(items), turn: 127))
        {
            var said = clause.Concepts;
            if (!said.Overlaps(Person) && !said.Overlaps(Someone)) continue;
            // A refusal or a question about people anywhere: he knows what he wants, and it is not this.
            if (said.Overlaps(Refuse) && clause.Hits.Any(h => h.Concepts.Overlaps(Refuse) && IsBefore(h, clause))) return false;
            if (said.Overlaps(About)) continue;
            wished |= said.Overlaps(Someone) || (said.Overlaps(Wish) && clause.Length <= LongestWish) || clause.Length <= LongestBareName;
        }
        return wished;
    }

    /// <summary>Whether what is refused is the person: 不要转人工, but not 我不要机器人 我要人工.</summary>
    private static bool IsBefore(Hit refusal, Clause clause) =>
        clause.Hits.Any(h => (h.Concepts.Overlaps(Person) || h.Concepts.Overlaps(Someone))
            && h.Start >= refusal.End && h.Start - refusal.End <= 4);

    private static ConceptSet Of(string concept) => ConceptSet.Of(Known.Concept(concept));
}
