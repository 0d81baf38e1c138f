using System.Text;

namespace DicomRender.CharacterSets;

/// <summary>Specific Character Set (PS3.3 C.12.1.1.2, PS3.5 6.1): how the bytes of text become characters.</summary>
internal sealed class CharacterSet
{
    /// <summary>Some writers begin UTF-8 so, and some that convert text carry it along.</summary>
    private const char ByteOrderMark = '\uFEFF';

    private readonly Encoding? _whole;
    private readonly Iso2022? _switched;

    private CharacterSet(string name, Encoding? whole, Iso2022? switched)
    {
        Name = name;
        (_whole, _switched) = (whole, switched);
    }

    /// <summary>No character set given: ASCII, and Latin-1 for what should not be there.</summary>
    public static CharacterSet Default { get; } = new("", null, new Iso2022(CodeElement.Ascii, null));

    /// <summary>ISO_IR 192.</summary>
    public static CharacterSet Utf8 { get; } = new("ISO_IR 192", Encoding.UTF8, null);

    /// <summary>GB18030, which holds GBK and GB2312.</summary>
    public static CharacterSet Gb18030 { get; } = new("GB18030", CodeElement.CodePage(54936), null);

    /// <summary>The defined terms as they stand, or empty.</summary>
    public string Name { get; }

    /// <summary>Text that is only supposed to be ASCII or Latin-1: where high bytes may turn out to be something else.</summary>
    public bool IsWestern => _switched is { IsWestern: true };

    /// <summary>Text in which high bytes are Chinese: under which UTF-8 may turn up.</summary>
    public bool IsChinese => this == Gb18030 || _switched is { IsChinese: true };

    /// <summary>Reads the values of (0008,0005), forgiving the usual misspellings.</summary>
    /// <returns>Null when the element is absent or empty.</returns>
    public static CharacterSet? Parse(IReadOnlyList<string> terms)
    {
        if (terms.Count == 0 || terms.All(string.IsNullOrEmpty)) return null;
        var name = string.Join('\\', terms);
        var first = Normal(terms[0]);
        if (first.Contains("UTF8", StringComparison.Ordinal) || first.EndsWith("IR192", StringComparison.Ordinal)) return Utf8;
        // Which holds for any of the terms: an escape that a writer of these puts in is passed over, and ASCII is part of them.
        if (terms.Any(term => IsGbk(Normal(term)))) return Gb18030;
        var fallback = terms.Skip(1).Select(term => CodeElement.FromTerm(Normal(term)))
            .FirstOrDefault(element => element is { IsTwoByte: true, IsHigh: true });
        var low = first.EndsWith("IR13", StringComparison.Ordinal) ? CodeElement.JisRoman : CodeElement.Ascii;
        return CodeElement.FromTerm(first) switch
        {
            { IsHigh: true } high => new(name, null, new Iso2022(low, high) { Undesignated = fallback }),
            _ => new(name, null, new Iso2022(CodeElement.Ascii, null) { Undesignated = fallback }),
        };
    }

    /// <summary>Decodes a whole value; separators are still in it.</summary>
    public string Decode(ReadOnlySpan<byte> bytes, bool isPersonName)
    {
        if (!bytes.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E)) return Encoding.ASCII.GetString(bytes);
        if (HasByteOrderMark(bytes) && IsUtf8(bytes)) return Utf8.Text(bytes, isPersonName);
        return Text(bytes, isPersonName);
    }

    /// <summary>Whether the bytes begin as only UTF-8 does.</summary>
    public static bool HasByteOrderMark(ReadOnlySpan<byte> bytes) => bytes is [0xEF, 0xBB, 0xBF, ..];

    /// <summary>Whether the bytes are well-formed UTF-8.</summary>
    public static bool IsUtf8(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes);

    private string Text(ReadOnlySpan<byte> bytes, bool isPersonName)
    {
        var text = _whole is null ? _switched!.Decode(bytes, isPersonName) : _whole.GetString(Iso2022.WithoutEscapes(bytes));
        return text.Contains(ByteOrderMark) ? text.Replace(ByteOrderMark.ToString(), "", StringComparison.Ordinal) : text;
    }

    private static bool IsGbk(string term) =>
        term.Contains("GB18030", StringComparison.Ordinal) || term.Contains("GBK", StringComparison.Ordinal) || term is "GB2312" or "ISO2022GB2312";

    private static string Normal(string term) => string.Concat(term.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
}
