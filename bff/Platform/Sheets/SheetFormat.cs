using System.Globalization;
using System.Text.RegularExpressions;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Bff.Platform.Sheets;

/// <summary>What the style of a workbook's cell makes of a number: a date, a time of day, both, or (neither) a number.</summary>
public readonly partial record struct SheetFormat(bool Date, bool Time)
{
    private const int DaysTo1904 = 1462;

    /// <summary>The formats by the number cells name them with.</summary>
    public static List<SheetFormat> Read(WorkbookStylesPart? part)
    {
        var (own, formats, ofCells) = (new Dictionary<uint, string>(), new List<SheetFormat>(), false);
        if (part is null) return formats;
        using var xml = OpenXmlReader.Create(part);
        while (xml.Read())
        {
            if (xml.ElementType == typeof(CellFormats)) ofCells = !xml.IsEndElement;
            if (!xml.IsStartElement || (xml.ElementType != typeof(NumberingFormat) && xml.ElementType != typeof(CellFormat))) continue;
            var attributes = xml.Attributes.ToDictionary(a => a.LocalName, a => a.Value);
            var id = uint.Parse(attributes.GetValueOrDefault("numFmtId") ?? "0", CultureInfo.InvariantCulture);
            if (xml.ElementType == typeof(NumberingFormat)) own[id] = attributes.GetValueOrDefault("formatCode") ?? "";
            else if (ofCells) formats.Add(own.TryGetValue(id, out var code) ? Of(code) : Known(id));
        }
        return formats;
    }

    /// <summary>The number as a person sees it.</summary>
    public string Text(string number, bool from1904)
    {
        if (number.All(char.IsAsciiDigit) && !Date && !Time) return number;
        var value = double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture);
        var days = Date && from1904 ? value + DaysTo1904 : value;
        // Serial numbers of days end with the year 9999; what is beyond is shown as it is kept.
        if ((!Date && !Time) || !(days is >= 0 and < 2958466)) return value.ToString("G15", CultureInfo.InvariantCulture);
        var time = DateTime.FromOADate(Math.Round(days * 86400) / 86400);
        return time.ToString((Date, Time, time.Second) switch
        {
            (true, false, _) => "yyyy-MM-dd",
            (true, true, 0) => "yyyy-MM-dd HH:mm",
            (true, true, _) => "yyyy-MM-dd HH:mm:ss",
            (_, _, 0) => "HH:mm",
            _ => "HH:mm:ss"
        }, CultureInfo.InvariantCulture);
    }

    private static SheetFormat Of(string code)
    {
        var letters = Decoration().Replace(code, "").ToLowerInvariant();
        var time = letters.AsSpan().ContainsAny('h', 's');
        return new(letters.AsSpan().ContainsAny('y', 'd') || (!time && letters.Contains('m', StringComparison.Ordinal)), time);
    }

    /// <summary>ECMA-376, 18.8.30: the formats that are not written down, those of Chinese among them.</summary>
    private static SheetFormat Known(uint id) =>
        new(id is (>= 14 and <= 17) or 22 or (>= 27 and <= 31) or 36 or (>= 50 and <= 54) or 57 or 58,
            id is (>= 18 and <= 22) or (>= 32 and <= 35) or (>= 45 and <= 47) or 55 or 56);

    /// <summary>
    /// Quoted text, escaped signs, colours and conditions (but not elapsed hours, minutes and seconds), and what "General" spells.
    /// </summary>
    [GeneratedRegex(@"""[^""]*""|[\\_*].|\[(?![hms]+\])[^\]]*\]|General", RegexOptions.IgnoreCase)]
    private static partial Regex Decoration();
}
