using System.Text;

namespace DicomRender.CharacterSets;

/// <summary>One code table of PS3.3 tables C.12-2 to C.12-4, for the lower (G0) or the upper (G1) half of the bytes.</summary>
/// <param name="IsHigh">Belongs to G1, bytes 0xA0 to 0xFF; else to G0, bytes 0x21 to 0x7E.</param>
/// <param name="IsTwoByte">Every character takes two bytes.</param>
/// <param name="Encoding">A code page that holds the table in its upper half.</param>
/// <param name="LowTrail">The code page wants the second byte in its lower half (JIS X 0212 in code page 20932).</param>
internal sealed record CodeElement(bool IsHigh, bool IsTwoByte, Encoding Encoding, bool LowTrail = false)
{
    public static readonly CodeElement Ascii = new(false, false, Encoding.Latin1);
    public static readonly CodeElement JisRoman = new(false, false, Encoding.Latin1);
    public static readonly CodeElement Latin1 = new(true, false, Encoding.Latin1);
    private static readonly CodeElement Latin2 = new(true, false, CodePage(28592));
    private static readonly CodeElement Latin3 = new(true, false, CodePage(28593));
    private static readonly CodeElement Latin4 = new(true, false, CodePage(28594));
    private static readonly CodeElement Cyrillic = new(true, false, CodePage(28595));
    private static readonly CodeElement Arabic = new(true, false, CodePage(28596));
    private static readonly CodeElement Greek = new(true, false, CodePage(28597));
    private static readonly CodeElement Hebrew = new(true, false, CodePage(28598));
    private static readonly CodeElement Latin5 = new(true, false, CodePage(28599));
    private static readonly CodeElement Latin9 = new(true, false, CodePage(28605));
    private static readonly CodeElement Thai = new(true, false, CodePage(874));
    private static readonly CodeElement Katakana = new(true, false, CodePage(932));
    private static readonly CodeElement JisX0208 = new(false, true, CodePage(20932));
    private static readonly CodeElement JisX0212 = new(false, true, CodePage(20932), LowTrail: true);
    private static readonly CodeElement KsX1001 = new(true, true, CodePage(949));
    private static readonly CodeElement Gb2312 = new(true, true, CodePage(54936)) { IsGbk = true };
    private static readonly CodeElement Gb2312Low = new(false, true, CodePage(54936));

    /// <summary>
    /// GB 2312 in the upper half, and what writers take for it: GBK, whose second bytes begin at 0x40, and GB 18030 with its fours.
    /// </summary>
    public bool IsGbk { get; private init; }

    /// <summary>How many of the bytes make the next character, at least 1.</summary>
    public int LengthAt(ReadOnlySpan<byte> bytes)
    {
        if (!IsTwoByte || bytes.Length < 2 || bytes[0] <= 0x20) return 1;
        if (!IsGbk) return 2;
        if (bytes[0] is 0x80 or 0xFF) return 1;
        return bytes[1] switch
        {
            >= 0x40 and not 0x7F and not 0xFF => 2,
            >= 0x30 and <= 0x39 when bytes is [_, _, >= 0x81 and <= 0xFE, >= 0x30 and <= 0x39, ..] => 4,
            _ => 1, // Half a character: what follows is its own.
        };
    }

    /// <summary>The character of as many bytes as <see cref="LengthAt"/> says.</summary>
    public string Decode(ReadOnlySpan<byte> character)
    {
        if (IsGbk || character.Length == 1) return Encoding.GetString(character);
        return Encoding.GetString([(byte)(character[0] | 0x80), (byte)(LowTrail ? character[1] & 0x7F : character[1] | 0x80)]);
    }

    public static Encoding CodePage(int number) => CodePagesEncodingProvider.Instance.GetEncoding(number) ?? Encoding.Latin1;

    /// <summary>The element a defined term stands for, letters and digits only, such as ISOIR100 or ISO2022IR58.</summary>
    public static CodeElement? FromTerm(string term)
    {
        var number = term[(term.LastIndexOf('R') + 1)..];
        return number switch
        {
            "13" => Katakana,
            "58" => Gb2312,
            "87" => JisX0208,
            "100" => Latin1,
            "101" => Latin2,
            "109" => Latin3,
            "110" => Latin4,
            "126" => Greek,
            "127" => Arabic,
            "138" => Hebrew,
            "144" => Cyrillic,
            "148" => Latin5,
            "149" => KsX1001,
            "159" => JisX0212,
            "165" => Gb2312, // GB 2312 with additions of CCITT.
            "166" => Thai,
            "203" => Latin9,
            _ => null,
        };
    }

    /// <summary>The element an escape sequence selects, and the length of the sequence with its ESC; null when it is unknown.</summary>
    public static (CodeElement Element, int Length)? FromEscape(ReadOnlySpan<byte> bytes) => bytes[1..Math.Min(4, bytes.Length)] switch
    {
        [(byte)'(', (byte)'B', ..] => (Ascii, 3),
        [(byte)'(', (byte)'J', ..] => (JisRoman, 3),
        [(byte)')', (byte)'I', ..] => (Katakana, 3),
        [(byte)'$', (byte)'B' or (byte)'@', ..] => (JisX0208, 3),
        [(byte)'$', (byte)'(', (byte)'D'] => (JisX0212, 4),
        [(byte)'$', (byte)')', (byte)'A' or (byte)'E'] => (Gb2312, 4),
        [(byte)'$', (byte)'(', (byte)'A' or (byte)'E'] => (Gb2312Low, 4),
        [(byte)'$', (byte)'A', ..] => (Gb2312Low, 3),
        [(byte)'$', (byte)')', (byte)'C'] => (KsX1001, 4),
        [(byte)'-', var final, ..] when HighTable(final) is { } table => (table, 3),
        _ => null,
    };

    private static CodeElement? HighTable(byte final) => (char)final switch
    {
        'A' => Latin1,
        'B' => Latin2,
        'C' => Latin3,
        'D' => Latin4,
        'F' => Greek,
        'G' => Arabic,
        'H' => Hebrew,
        'L' => Cyrillic,
        'M' => Latin5,
        'T' => Thai,
        'b' => Latin9,
        _ => null,
    };
}
