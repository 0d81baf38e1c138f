using System.Collections.Frozen;

namespace Wayfinding.Search;

/// <summary>
/// Readings of characters in letters without tones, and matching of what people type: whole syllables, their initials, or both mixed.
/// </summary>
internal static class Pinyin
{
    // Characters that signs in hospitals use with more than one reading; the table holds the commonest.
    private static readonly FrozenDictionary<char, string[]> Also = new Dictionary<char, string[]>
    {
        ['血'] = ["xue", "xie"],
        ['重'] = ["zhong", "chong"],
        ['长'] = ["chang", "zhang"],
        ['行'] = ["xing", "hang"],
        ['调'] = ["tiao", "diao"],
        ['大'] = ["da", "dai"],
        ['单'] = ["dan", "shan"],
        ['会'] = ["hui", "kuai"],
        ['传'] = ["chuan", "zhuan"],
        ['乐'] = ["le", "yue"],
        ['区'] = ["qu", "ou"],
        ['咳'] = ["ke", "hai"],
        ['给'] = ["gei", "ji"],
        ['率'] = ["lv", "shuai"],
        ['女'] = ["nv", "nu"],
        ['绿'] = ["lv", "lu"],
        ['便'] = ["bian", "pian"],
        ['参'] = ["can", "shen"],
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<char, string[]> Readings = Read();

    /// <summary>How a character is read; a letter or digit reads as itself, anything unknown as nothing.</summary>
    public static string[] Of(char c) =>
        Readings.TryGetValue(c, out var readings) ? readings : char.IsAsciiLetterOrDigit(c) ? [c.ToString()] : [];

    /// <summary>The commonest reading of a text, joined.</summary>
    public static string Join(string text) => string.Concat(text.Select(c => Of(c) is [var first, ..] ? first : c.ToString()));

    /// <summary>
    /// Whether the typed text covers characters of the name from <paramref name="at"/> on: Han characters stand for themselves, letters for
    /// syllables (the last may be unfinished) or initials. Answers whether it does, and whether initials alone did it.
    /// </summary>
    public static bool Matches(ReadOnlySpan<char> typed, string name, int at, out bool initialsAlone)
    {
        initialsAlone = true;
        return Match(typed, name, at, ref initialsAlone);
    }

    private static bool Match(ReadOnlySpan<char> typed, string name, int at, ref bool initials)
    {
        if (typed.IsEmpty) return true;
        if (at == name.Length) return false;
        if (typed[0] == name[at] && Match(typed[1..], name, at + 1, ref initials)) return true;
        foreach (var reading in Of(name[at]))
        {
            if (reading.Length > 1 && typed.StartsWith(reading) && Match(typed[reading.Length..], name, at + 1, ref initials))
                return Whole(out initials);
            if (reading.Length > 1 && typed.Length > 1 && reading.AsSpan().StartsWith(typed)) return Whole(out initials);
            if (typed[0] == reading[0] && Match(typed[1..], name, at + 1, ref initials)) return true;
        }
        return false;
    }

    private static bool Whole(out bool initials)
    {
        initials = false;
        return true;
    }

    private static FrozenDictionary<char, string[]> Read()
    {
        var readings = new Dictionary<char, string[]>();
        foreach (var group in PinyinTable.Groups.Split(';'))
        {
            var letters = 0;
            while (char.IsAscii(group[letters])) letters++;
            foreach (var c in group.AsSpan(letters)) readings[c] = [group[..letters]];
        }
        foreach (var (c, all) in Also) readings[c] = all;
        return readings.ToFrozenDictionary();
    }
}
