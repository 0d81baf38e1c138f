using System.Globalization;
using System.IO.Compression;
using System.Xml;
using System.Xml.Linq;

namespace Bff.Support.Knowledge;

/// <summary>
/// One table as a workbook (ECMA-376 SpreadsheetML): written with inline strings, which no spreadsheet takes for formulas; read from the first sheet, cells as
/// text. Bounded against archives that unpack without end, and without DTDs.
/// </summary>
internal static class SheetXlsx
{
    private const long MostUnpacked = 256L << 20;
    private const int MostColumns = 64;
    private static readonly XNamespace Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    private static readonly (string Path, string Xml)[] Frame =
    [
        ("[Content_Types].xml",
            """<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"""),
        ("_rels/.rels",
            """<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"""),
        ("xl/workbook.xml",
            """<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="知识库" sheetId="1" r:id="rId1"/></sheets></workbook>"""),
        ("xl/_rels/workbook.xml.rels",
            """<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"""),
    ];

    public static byte[] Write(IEnumerable<IReadOnlyList<string>> rows)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, xml) in Frame)
            {
                using var part = new StreamWriter(zip.CreateEntry(path).Open());
                part.Write(xml);
            }
            using var sheet = XmlWriter.Create(zip.CreateEntry("xl/worksheets/sheet1.xml").Open(), new XmlWriterSettings { CloseOutput = true, CheckCharacters = false });
            sheet.WriteStartElement("worksheet", Main.NamespaceName);
            sheet.WriteStartElement("sheetData");
            foreach (var row in rows)
            {
                sheet.WriteStartElement("row");
                foreach (var cell in row)
                {
                    sheet.WriteStartElement("c");
                    sheet.WriteAttributeString("t", "inlineStr");
                    sheet.WriteStartElement("is");
                    sheet.WriteStartElement("t");
                    sheet.WriteAttributeString("xml", "space", null, "preserve");
                    sheet.WriteString(string.Concat(cell.Where(XmlConvert.IsXmlChar)));
                    sheet.WriteEndElement();
                    sheet.WriteEndElement();
                    sheet.WriteEndElement();
                }
                sheet.WriteEndElement();
            }
            sheet.WriteEndElement();
            sheet.WriteEndElement();
        }
        return file.ToArray();
    }

    /// <summary>The rows of the first sheet.</summary>
    /// <exception cref="InvalidDataException">No workbook, damaged, or too large.</exception>
    public static List<string[]> Read(byte[] bytes)
    {
        try
        {
            using var zip = Open(bytes);
            if (zip.Entries.Sum(e => e.Length) > MostUnpacked) throw new InvalidDataException("表格太大。");
            var shared = zip.GetEntry("xl/sharedStrings.xml") is { } strings ? Load(strings).Root!.Elements(Main + "si").Select(Text).ToArray() : [];
            var sheet = zip.GetEntry("xl/worksheets/sheet1.xml") ?? throw new InvalidDataException("表格里没有第一个工作表。");
            return [.. Load(sheet).Descendants(Main + "row").Select(row => Cells(row, shared))];
        }
        catch (Exception e) when (e is XmlException or FormatException or OverflowException or IndexOutOfRangeException or IOException)
        {
            throw new InvalidDataException("不是可以读取的 Excel 文件。", e);
        }
    }

    /// <summary>The framework words a file that is no archive in English.</summary>
    private static ZipArchive Open(byte[] bytes)
    {
        try
        {
            return new ZipArchive(new MemoryStream(bytes), ZipArchiveMode.Read);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException("不是可以读取的 Excel 文件。", e);
        }
    }

    private static string[] Cells(XElement row, string[] shared)
    {
        var cells = new List<string>();
        foreach (var cell in row.Elements(Main + "c"))
        {
            var column = cell.Attribute("r") is { } place ? Column(place.Value) : cells.Count;
            if (column >= MostColumns) continue;
            while (cells.Count < column) cells.Add("");
            cells.Add((string?)cell.Attribute("t") switch
            {
                "s" => shared[int.Parse(cell.Element(Main + "v")!.Value, CultureInfo.InvariantCulture)],
                "inlineStr" => cell.Element(Main + "is") is { } text ? Text(text) : "",
                _ => cell.Element(Main + "v")?.Value ?? "",
            });
        }
        return [.. cells];
    }

    /// <summary>AB12 is column 27.</summary>
    private static int Column(string place) => place.TakeWhile(char.IsAsciiLetter).Aggregate(0, (column, letter) => Math.Min(MostColumns + 1, column * 26 + char.ToUpperInvariant(letter) - 'A' + 1)) - 1;

    /// <summary>Text of a string item: its own, or that of its runs; pronunciation hints are not part of it.</summary>
    private static string Text(XElement item) => string.Concat(item.Elements(Main + "t").Concat(item.Elements(Main + "r").Elements(Main + "t")).Select(t => t.Value));

    private static XDocument Load(ZipArchiveEntry entry)
    {
        // What an archive says of its lengths need not be true.
        using var stream = entry.Open();
        using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MostUnpacked });
        return XDocument.Load(reader);
    }
}
