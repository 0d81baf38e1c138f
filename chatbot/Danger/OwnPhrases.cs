using Chatbot.Words;

namespace Chatbot.Danger;

/// <summary>Phrases that editors have added, found in a message as the built-in words are: over spaces and marks, in either script.</summary>
public sealed class OwnPhrases
{
    /// <summary>How many characters or words a star stands for at most.</summary>
    public const int WidestGap = 6;

    private readonly (DangerPhrase Phrase, List<Item>[] Parts)[] _phrases;

    /// <param name="phrases">What editors have written; one in which nothing can be read is left out.</param>
    public OwnPhrases(IEnumerable<DangerPhrase> phrases) => _phrases =
    [
        .. phrases.Select(p => (p, p.Text.Split('*').Select(Items.Read).Where(part => part.Count > 0).ToArray()))
            .Where(p => p.Item2.Length > 0),
    ];

    /// <summary>None.</summary>
    public static OwnPhrases None { get; } = new([]);

    /// <summary>Whether any of them stands in a text, whatever its clause says.</summary>
    public bool IsIn(string text) => Find(Items.Read(text)).Any();

    /// <summary>Those in the items, each with its first item.</summary>
    internal IEnumerable<(DangerPhrase Phrase, int Start)> Find(List<Item> items)
    {
        foreach (var (phrase, parts) in _phrases)
            if (Find(items, parts) is >= 0 and var start) yield return (phrase, start);
    }

    private static int Find(List<Item> items, List<Item>[] parts)
    {
        for (var start = 0; start + parts[0].Count <= items.Count; start++)
            if (IsAt(items, start, parts[0]) && Follow(items, start + parts[0].Count, parts.AsSpan(1))) return start;
        return -1;
    }

    private static bool Follow(List<Item> items, int from, ReadOnlySpan<List<Item>> parts)
    {
        if (parts.IsEmpty) return true;
        for (var at = from; at <= from + WidestGap && at + parts[0].Count <= items.Count; at++)
            if (IsAt(items, at, parts[0]) && Follow(items, at + parts[0].Count, parts[1..])) return true;
        return false;
    }

    private static bool IsAt(List<Item> items, int at, List<Item> part)
    {
        for (var i = 0; i < part.Count; i++)
            if (items[at + i].Han != part[i].Han || items[at + i].Word != part[i].Word) return false;
        return true;
    }
}
