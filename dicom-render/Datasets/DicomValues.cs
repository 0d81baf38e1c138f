using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using DicomRender.CharacterSets;

namespace DicomRender.Datasets;

/// <summary>Values of an element as text or numbers (PS3.5 6.2).</summary>
internal static class DicomValues
{
    public static IReadOnlyList<string> Strings(DicomElement element, CharacterSet characterSet)
    {
        if (!VrRules.IsText(element.Vr) && element.Vr != Vr.UN) return NumbersAsText(element);
        var bytes = element.GetBytes().Span;
        if (bytes.IsEmpty) return [];
        var text = VrRules.UsesCharacterSet(element.Vr)
            ? characterSet.Decode(bytes, element.Vr == Vr.PN)
            : Encoding.Latin1.GetString(bytes);
        // Padding by NUL may stand between values too; it means nothing, and databases refuse it.
        if (text.Contains('\0')) text = text.Replace("\0", "", StringComparison.Ordinal);
        if (VrRules.IsSingleText(element.Vr)) return [text.TrimEnd(' ')];
        var values = text.Split('\\');
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = values[i].Trim(' ');
            if (element.Vr == Vr.PN) values[i] = values[i].TrimEnd('='); // Empty groups at the end say nothing (PS3.5 6.2.1.1).
        }
        return values;
    }

    public static IReadOnlyList<double> Numbers(DicomElement element)
    {
        if (element.Vr is Vr.DS or Vr.IS or Vr.UN or Vr.LO or Vr.SH or Vr.CS) return TextAsNumbers(element);
        if (!IsNumber(element.Vr)) return [];
        var bytes = element.GetBytes().Span;
        var unit = element.Vr == Vr.AT ? 4 : VrRules.UnitSize(element.Vr);
        var numbers = new double[bytes.Length / unit];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = Number(element.Vr, bytes[(i * unit)..]);
        return numbers;
    }

    private static bool IsNumber(Vr vr) =>
        vr is Vr.US or Vr.SS or Vr.OW or Vr.UL or Vr.SL or Vr.OL or Vr.FL or Vr.OF or Vr.FD or Vr.OD or Vr.UV or Vr.OV or Vr.SV or Vr.AT;

    public static double Number(Vr vr, ReadOnlySpan<byte> bytes) => vr switch
    {
        Vr.US or Vr.OW => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        Vr.SS => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        Vr.UL or Vr.OL => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        Vr.SL => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        Vr.FL or Vr.OF => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        Vr.FD or Vr.OD => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        Vr.UV or Vr.OV => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        Vr.SV => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        Vr.AT => (uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16 | BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]),
        _ => double.NaN,
    };

    private static double[] TextAsNumbers(DicomElement element)
    {
        var bytes = element.GetBytes().Span;
        if (bytes.IsEmpty) return [];
        var parts = Encoding.Latin1.GetString(bytes).Split('\\');
        return Array.ConvertAll(parts, part =>
            double.TryParse(part.AsSpan().Trim(" \0"), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number) ? number : double.NaN);
    }

    private static string[] NumbersAsText(DicomElement element)
    {
        if (VrRules.IsBytes(element.Vr) || !IsNumber(element.Vr)) return [];
        var numbers = Numbers(element);
        var format = element.Vr == Vr.AT ? "X8" : null;
        return [.. numbers.Select(number =>
            format is null ? number.ToString("R", CultureInfo.InvariantCulture)
                : ((uint)number).ToString(format, CultureInfo.InvariantCulture))];
    }
}
