using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Bff.Platform.Sheets;

/// <summary>
/// One table as a workbook: written with inline strings, which no spreadsheet takes for formulas; read row by row from the first sheet,
/// cells as the text a person sees.
/// Nothing of a stranger's file is loaded as a tree, and what it unpacks to is bounded.
/// </summary>
public static partial class SheetXlsx
{
    private const long MostUnpacked = 128L << 20;
    private const int MostParts = 1000;
    private const int MostColumns = 64;
    private const int LastRow = 1 << 20;

    public static byte[] Write(IEnumerable<IReadOnlyList<string>> rows, string name = "Sheet1")
    {
        using var file = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(file, SpreadsheetDocumentType.Workbook))
        {
            var workbook = document.AddWorkbookPart();
            var sheet = workbook.AddNewPart<WorksheetPart>();
            workbook.Workbook = new Workbook(new DocumentFormat.OpenXml.Spreadsheet.Sheets(
                new Sheet { Name = name, SheetId = 1, Id = workbook.GetIdOfPart(sheet) }));
            var (text, empty) = (new Text { Space = SpaceProcessingModeValues.Preserve }, new Cell());
            var full = new Cell { DataType = CellValues.InlineString, InlineString = new InlineString(text) };
            using var xml = OpenXmlWriter.Create(sheet);
            xml.WriteStartElement(new Worksheet());
            xml.WriteStartElement(new SheetData());
            foreach (var row in rows)
            {
                xml.WriteStartElement(new Row());
                foreach (var cell in row)
                {
                    text.Text = Coded(cell);
                    xml.WriteElement(cell.Length == 0 ? empty : full);
                }
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        return file.ToArray();
    }

    /// <summary>The rows of the first sheet, one after the other; rows left out of the file are empty ones.</summary>
    /// <exception cref="UnreadableSheetException">No workbook, damaged, or too large.</exception>
    public static IEnumerable<string[]> Read(byte[] file)
    {
        using var rows = Rows(file).GetEnumerator();
        while (true)
        {
            try
            {
                if (!rows.MoveNext()) yield break;
            }
            catch (Exception e) when (e is OpenXmlPackageException or XmlException or InvalidDataException or FormatException
            or ArgumentException or InvalidOperationException or OverflowException or IOException or NotSupportedException)
            {
                throw new UnreadableSheetException("不是可以读取的 Excel 文件。", inner: e);
            }
            yield return rows.Current;
        }
    }

    private static IEnumerable<string[]> Rows(byte[] file)
    {
        Bound(file);
        using var document = SpreadsheetDocument.Open(new MemoryStream(file, writable: false), isEditable: false,
            new OpenSettings { MaxCharactersInPart = MostUnpacked });
        var workbook = document.WorkbookPart ?? throw new FormatException("No workbook.");
        var (sheet, from1904) = FirstSheet(workbook);
        var (strings, formats) = (Strings(workbook.SharedStringTablePart), SheetFormat.Read(workbook.WorkbookStylesPart));
        using var xml = OpenXmlReader.Create(sheet);
        var (number, cells, cell, text) = (0, new List<string>(), default(Place), new StringBuilder());
        while (xml.Read())
        {
            if (xml.ElementType == typeof(Row))
            {
                if (xml.IsStartElement)
                {
                    cells.Clear();
                    var last = Attribute(xml, "r") is { } r ? int.Parse(r, CultureInfo.InvariantCulture) : number + 1;
                    if (last > LastRow) throw new FormatException("No such row.");
                    for (; number < last - 1; number++) yield return [];
                }
                if (!xml.IsEndElement) continue;
                number++;
                yield return [.. cells];
            }
            else if (xml.ElementType == typeof(Cell))
            {
                if (xml.IsStartElement)
                {
                    text.Clear();
                    cell = new(Attribute(xml, "r") is { } at ? Column(at) : cells.Count, Attribute(xml, "t"), Attribute(xml, "s"));
                }
                if (!xml.IsEndElement || cell.Column >= MostColumns) continue;
                while (cells.Count < cell.Column) cells.Add("");
                cells.Add(Seen(cell, text.ToString(), strings, formats, from1904));
            }
            else if (xml.IsStartElement && (xml.ElementType == typeof(CellValue) || xml.ElementType == typeof(Text)))
            {
                text.Append(xml.GetText());
            }
        }
    }

    /// <summary>The lengths an archive claims are what .NET unpacks of it at most.</summary>
    private static void Bound(byte[] file)
    {
        using var zip = new ZipArchive(new MemoryStream(file, writable: false), ZipArchiveMode.Read);
        if (zip.Entries.Count > MostParts || zip.Entries.Sum(e => e.Length) > MostUnpacked) throw new UnreadableSheetException("表格文件太大。");
    }

    private static (WorksheetPart Sheet, bool From1904) FirstSheet(WorkbookPart workbook)
    {
        var from1904 = false;
        using var xml = OpenXmlReader.Create(workbook);
        while (xml.Read())
        {
            if (!xml.IsStartElement) continue;
            if (xml.ElementType == typeof(WorkbookProperties)) from1904 = Attribute(xml, "date1904") is "1" or "true";
            else if (xml.ElementType == typeof(Sheet) && Attribute(xml, "id") is { } id
                && workbook.GetPartById(id) is WorksheetPart sheet) return (sheet, from1904);
        }
        throw new UnreadableSheetException("表格文件里没有工作表。");
    }

    /// <summary>The texts cells share, without hints for pronunciation.</summary>
    private static List<string> Strings(SharedStringTablePart? part)
    {
        var (strings, text, hint) = (new List<string>(), new StringBuilder(), false);
        if (part is null) return strings;
        using var xml = OpenXmlReader.Create(part);
        while (xml.Read())
        {
            if (xml.ElementType == typeof(PhoneticRun)) hint = !xml.IsEndElement;
            else if (xml.ElementType == typeof(Text) && xml.IsStartElement && !hint) text.Append(xml.GetText());
            else if (xml.ElementType == typeof(SharedStringItem) && xml.IsEndElement)
            {
                strings.Add(Plain(text.ToString()));
                text.Clear();
            }
        }
        return strings;
    }

    private static string Seen(Place cell, string text, List<string> strings, List<SheetFormat> formats, bool from1904) => cell.Type switch
    {
        "s" => text.Length == 0 ? "" : strings[int.Parse(text, CultureInfo.InvariantCulture)],
        "b" => text is "1" or "true" ? "TRUE" : "FALSE",
        "inlineStr" or "str" => Plain(text),
        null or "n" when text.Length > 0 =>
            (cell.Style is { } s ? formats.ElementAtOrDefault(int.Parse(s, CultureInfo.InvariantCulture)) : default).Text(text, from1904),
        _ => text,
    };

    /// <summary>AB12 is column 27.</summary>
    private static int Column(string place) =>
        place.TakeWhile(char.IsAsciiLetter)
            .Aggregate(0, (column, letter) => Math.Min(MostColumns + 1, column * 26 + char.ToUpperInvariant(letter) - 'A' + 1)) - 1;

    /// <summary>Characters that XML cannot hold, and what looks like their code, as SpreadsheetML codes them (ST_Xstring).</summary>
    private static string Coded(string text) =>
        Special().Replace(text, c => string.Create(CultureInfo.InvariantCulture, $"_x{(int)c.Value[0]:X4}_"));

    private static string Plain(string text) =>
        Code().Replace(text, c => ((char)int.Parse(c.ValueSpan.Slice(2, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture))
            .ToString());

    private static string? Attribute(OpenXmlReader xml, string name)
    {
        foreach (var attribute in xml.Attributes)
            if (attribute.LocalName == name)
                return attribute.Value;
        return null;
    }

    [GeneratedRegex(
        @"_(?=x[0-9A-Fa-f]{4}_)|[\0-\x08\x0B-\x1F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]")]
    private static partial Regex Special();

    [GeneratedRegex("_x[0-9A-Fa-f]{4}_")]
    private static partial Regex Code();

    private readonly record struct Place(int Column, string? Type, string? Style);
}
