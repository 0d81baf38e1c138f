using System.Text;

namespace DicomRender.CharacterSets;

/// <summary>Text in which escape sequences switch code tables (PS3.5 6.1.2.4, 6.1.2.5). Separators and line ends switch back.</summary>
/// <param name="G0">The lower half at the start of every component.</param>
/// <param name="G1">The upper half at the start, or null for none.</param>
internal sealed record Iso2022(CodeElement G0, CodeElement? G1)
{
    private const byte Escape = 0x1B, ShiftOut = 0x0E, ShiftIn = 0x0F;

    /// <summary>Read high bytes so while no table was selected for them: writers forget the escape.</summary>
    public CodeElement? Undesignated { get; init; }

    public bool IsWestern => (G1 is null || G1 == CodeElement.Latin1) && Undesignated is null;

    public bool IsChinese => (G1 ?? Undesignated) is { IsGbk: true };

    public string Decode(ReadOnlySpan<byte> bytes, bool isPersonName)
    {
        var text = new StringBuilder(bytes.Length);
        var (low, high) = (G0, G1);
        for (var i = 0; i < bytes.Length;)
        {
            var rest = bytes[i..];
            if (rest[0] == Escape && CodeElement.FromEscape(rest) is { } selected)
            {
                if (selected.Element.IsHigh) high = selected.Element;
                else low = selected.Element;
                i += selected.Length;
                continue;
            }
            if (EscapeLength(rest) is > 0 and var passedOver)
            {
                i += passedOver;
                continue;
            }
            var table = rest[0] >= 0x80 ? high ?? Undesignated ?? CodeElement.Latin1 : low;
            var length = table.LengthAt(rest);
            if (length == 1 && Resets(rest[0], isPersonName)) (low, high) = (G0, G1);
            text.Append(length == 1 && rest[0] < 0x80 ? ((char)rest[0]).ToString() : table.Decode(rest[..length]));
            i += length;
        }
        return text.ToString();
    }

    /// <summary>The bytes but for escape sequences, which are no characters in any set.</summary>
    public static byte[] WithoutEscapes(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.ContainsAny(Escape, ShiftOut, ShiftIn)) return bytes.ToArray();
        var kept = new List<byte>(bytes.Length);
        for (var i = 0; i < bytes.Length;)
        {
            var length = EscapeLength(bytes[i..]);
            if (length == 0) kept.Add(bytes[i]);
            i += Math.Max(1, length);
        }
        return [.. kept];
    }

    /// <summary>ESC, intermediate bytes, a final byte (ISO/IEC 2022 13.2), also of a table that is not known here; 0 where there is none.</summary>
    private static int EscapeLength(ReadOnlySpan<byte> bytes)
    {
        if (bytes[0] is ShiftOut or ShiftIn) return 1;
        if (bytes[0] != Escape) return 0;
        var end = 1;
        while (end < bytes.Length && end < 4 && bytes[end] is >= 0x20 and <= 0x2F) end++;
        // A space or a lone ESC begins nothing: the escape alone is passed over.
        return end < bytes.Length && end > 1 && bytes[end] is >= 0x30 and <= 0x7E ? end + 1 : 1;
    }

    private static bool Resets(byte value, bool isPersonName) => value switch
    {
        (byte)'\\' or (byte)'\t' or (byte)'\n' or (byte)'\f' or (byte)'\r' => true,
        (byte)'^' or (byte)'=' => isPersonName,
        _ => false,
    };
}
