using System.Text;

namespace DicomRender.CharacterSets;

/// <summary>Text in which escape sequences switch code tables (PS3.5 6.1.2.4, 6.1.2.5). Separators and line ends switch back.</summary>
/// <param name="G0">The lower half at the start of every component.</param>
/// <param name="G1">The upper half at the start, or null for none.</param>
internal sealed record Iso2022(CodeElement G0, CodeElement? G1)
{
    private const byte Escape = 0x1B;

    /// <summary>Read high bytes so while no table was selected for them: writers forget the escape.</summary>
    public CodeElement? Undesignated { get; init; }

    public bool IsWestern => (G1 is null || G1 == CodeElement.Latin1) && Undesignated is null;

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
            var table = rest[0] >= 0x80 ? high ?? Undesignated ?? CodeElement.Latin1 : low;
            if (table.IsTwoByte && rest[0] > 0x20 && rest.Length > 1)
            {
                text.Append(Pair(table, rest[0], rest[1]));
                i += 2;
                continue;
            }
            if (Resets(rest[0], isPersonName)) (low, high) = (G0, G1);
            text.Append(rest[0] < 0x80 ? ((char)rest[0]).ToString() : table.Encoding.GetString(rest[..1]));
            i++;
        }
        return text.ToString();
    }

    private static string Pair(CodeElement table, byte first, byte second)
    {
        Span<byte> pair = [(byte)(first | 0x80), table.LowTrail ? (byte)(second & 0x7F) : (byte)(second | 0x80)];
        return table.Encoding.GetString(pair);
    }

    private static bool Resets(byte value, bool isPersonName) => value switch
    {
        (byte)'\\' or (byte)'\t' or (byte)'\n' or (byte)'\f' or (byte)'\r' => true,
        (byte)'^' or (byte)'=' => isPersonName,
        _ => false,
    };
}
