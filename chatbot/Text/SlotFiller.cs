namespace Chatbot.Text;

/// <summary>One name of one thing that a slot can hold.</summary>
/// <param name="Slot">Such as <c>department</c>, <c>doctor</c>, <c>hospital</c>, <c>item</c>.</param>
/// <param name="Value">The canonical value, such as a code.</param>
/// <param name="Aliases">What patients say for it; at least two characters count.</param>
public sealed record SlotEntry(string Slot, string Value, IReadOnlyList<string> Aliases);

/// <summary>A slot filled from a message.</summary>
/// <param name="Slot">The slot's name.</param>
/// <param name="Value">The canonical value; a date is <c>yyyy-MM-dd</c>, a period <c>am</c>, <c>pm</c> or <c>evening</c>.</param>
/// <param name="Text">The words that filled it, normalised.</param>
public sealed record FilledSlot(string Slot, string Value, string Text);

/// <summary>
/// Fills slots by dictionary, longest name first, and dates by rule. Immutable; build one for each version of the dictionary.
/// </summary>
public sealed class SlotFiller
{
    /// <summary>Name of the slot for a day.</summary>
    public const string Date = "date";

    /// <summary>Name of the slot for a part of the day.</summary>
    public const string Period = "period";

    private const int ShortestAlias = 2;
    private readonly Dictionary<char, List<(string Alias, SlotEntry Entry)>> _byFirst = [];

    /// <param name="entries">The dictionary; of equal names the first wins.</param>
    public SlotFiller(IEnumerable<SlotEntry> entries)
    {
        foreach (var entry in entries)
            foreach (var alias in entry.Aliases.Append(entry.Value).Select(TextNormalizer.Normalize).Where(a => a.Length >= ShortestAlias))
            {
                if (!_byFirst.TryGetValue(alias[0], out var list)) _byFirst.Add(alias[0], list = []);
                list.Add((alias, entry));
            }
        foreach (var list in _byFirst.Values.ToArray())
        {
            var sorted = list.OrderByDescending(a => a.Alias.Length).ToArray();
            list.Clear();
            list.AddRange(sorted);
        }
    }

    /// <summary>Fills every slot that the message names; of several names for one slot the first counts.</summary>
    /// <param name="message">As typed.</param>
    /// <param name="today">What 今天 means.</param>
    public IReadOnlyList<FilledSlot> Fill(string message, DateOnly today)
    {
        var found = new List<FilledSlot>();
        var text = TextNormalizer.Normalize(message);
        for (var i = 0; i < text.Length;)
        {
            if (LongestAt(text, i) is not ({ } alias, { } entry))
            {
                i++;
                continue;
            }
            if (!found.Exists(f => f.Slot == entry.Slot)) found.Add(new FilledSlot(entry.Slot, entry.Value, alias));
            i += alias.Length;
        }
        if (ChineseDates.Find(message, today) is not { } day) return found;
        found.Add(new FilledSlot(Date, day.Day.ToString("yyyy-MM-dd"), day.Text));
        if (day.Period is not null) found.Add(new FilledSlot(Period, day.Period, day.Text));
        return found;
    }

    /// <summary>What the patient said before, with what the message says now: the newer value of a slot replaces the older.</summary>
    public static IReadOnlyList<FilledSlot> Merge(IReadOnlyList<FilledSlot> before, IReadOnlyList<FilledSlot> now) =>
        [.. before.Where(b => !now.Any(n => n.Slot == b.Slot)), .. now];

    private (string Alias, SlotEntry Entry)? LongestAt(string text, int at)
    {
        if (!_byFirst.TryGetValue(text[at], out var candidates)) return null;
        foreach (var candidate in candidates)
            if (text.AsSpan(at).StartsWith(candidate.Alias) && IsWord(text, at, candidate.Alias)) return candidate;
        return null;
    }

    private static bool IsWord(string text, int at, string alias) =>
        !char.IsAsciiLetterOrDigit(alias[0])
        || ((at == 0 || !char.IsAsciiLetterOrDigit(text[at - 1]))
            && (at + alias.Length == text.Length || !char.IsAsciiLetterOrDigit(text[at + alias.Length])));
}
