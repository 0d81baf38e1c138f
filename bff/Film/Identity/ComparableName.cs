using System.Collections.Frozen;
using System.Text;

namespace Bff.Film.Identity;

/// <summary>Whether two texts are the same, different, or cannot be held against each other.</summary>
internal enum Likeness
{
    Unknown,
    Same,
    Different,
}

/// <summary>
/// A person's name as it is compared: its Chinese and its Latin writing apart, without what systems write in different ways: case, width,
/// padding, separators, accents. A Chinese name is not held against a Latin one: the same sounds are the names of many.
/// </summary>
internal readonly struct ComparableName
{
    /// <summary>Letters with accents, each row behind the letter it is told by; the product runs without tables of Unicode's forms.</summary>
    private static readonly FrozenDictionary<char, char> Plains = new[]
    {
        "AÀÁÂÃÄÅĀĂĄǍ", "CÇĆĈĊČ", "DĎĐ", "EÈÉÊËĒĔĖĘĚ", "GĜĞĠĢ", "HĤĦ", "IÌÍÎÏĨĪĬĮİǏ", "JĴ", "KĶ", "LĹĻĽŁ", "NÑŃŅŇ", "OÒÓÔÕÖØŌŎŐǑ", "RŔŖŘ",
        "SŚŜŞŠ", "TŢŤ", "UÙÚÛÜŨŪŬŮŰŲǓǕǗǙǛ", "WŴ", "YÝŶŸ", "ZŹŻŽ",
    }.SelectMany(row => row[1..].Select(letter => (letter, Plain: row[0]))).ToFrozenDictionary(pair => pair.letter, pair => pair.Plain);

    private readonly string? _han, _latin;
    private readonly bool _isUnreadable;

    /// <param name="name">Groups parted by <c>=</c>, components by <c>^</c>; the first group of either writing counts.</param>
    public ComparableName(string? name)
    {
        foreach (var group in (name ?? "").Split('='))
        {
            // A replaced character is one that could not be read: such a group says nothing for certain.
            var isUnreadable = group.Contains('\uFFFD', StringComparison.Ordinal);
            _isUnreadable |= isUnreadable;
            var letters = Letters(group);
            if (isUnreadable || letters.Length == 0) continue;
            if (IsHan(letters)) _han ??= letters;
            else _latin ??= letters;
        }
    }

    /// <summary>It names nobody.</summary>
    public bool IsEmpty => _han is null && _latin is null && !_isUnreadable;

    /// <summary>One text for all ways to write it.</summary>
    public string Key => $"{_han}={_latin}";

    public Likeness CompareTo(ComparableName other)
    {
        if (_han is not null && other._han is not null) return _han == other._han ? Likeness.Same : Likeness.Different;
        if (_latin is not null && other._latin is not null) return _latin == other._latin ? Likeness.Same : Likeness.Different;
        return Likeness.Unknown;
    }

    /// <summary>Trimmed, in one width and case; null when nothing is left.</summary>
    public static string? Plain(string? text)
    {
        var plain = Narrow(text ?? "").Trim().ToUpperInvariant();
        return plain.Length == 0 ? null : plain;
    }

    /// <summary>The letters of family, given and middle name; titles before and after are written by some systems and not by others.</summary>
    private static string Letters(string group)
    {
        var letters = new StringBuilder(group.Length);
        foreach (var rune in string.Concat(Narrow(group).Split('^').Take(3)).EnumerateRunes())
        {
            if (!Rune.IsLetterOrDigit(rune)) continue; // Also accents that stand by themselves.
            var upper = Rune.ToUpperInvariant(rune);
            if (upper.IsBmp && Plains.TryGetValue((char)upper.Value, out var plain)) letters.Append(plain);
            else letters.Append(upper);
        }
        return letters.ToString();
    }

    /// <summary>Full width letters and spaces as the ordinary ones.</summary>
    private static string Narrow(string text) => string.Create(text.Length, text, (narrow, wide) =>
    {
        for (var i = 0; i < wide.Length; i++)
            narrow[i] = wide[i] is >= '\uFF01' and <= '\uFF5E' ? (char)(wide[i] - 0xFEE0) : wide[i] == '\u3000' ? ' ' : wide[i];
    });

    private static bool IsHan(string letters)
    {
        foreach (var rune in letters.EnumerateRunes())
            if (rune.Value is >= 0x2E80 and <= 0x2FDF or >= 0x3400 and <= 0x9FFF or >= 0xF900 and <= 0xFAFF or >= 0x20000 and <= 0x3FFFF
                || rune.Value == '〇') return true;
        return false;
    }
}
