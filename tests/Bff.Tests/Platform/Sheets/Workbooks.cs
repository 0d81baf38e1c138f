using System.IO.Compression;
using System.Text;

namespace Bff.Tests.Platform.Sheets;

/// <summary>Workbooks made by hand, for what no library would write.</summary>
internal static class Workbooks
{
    public static string Sheet(string rows) =>
        $"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>""";

    public static byte[] Workbook(string rows, string strings = "<si><t>甲</t></si>",
        CompressionLevel compression = CompressionLevel.Optimal) =>
        Archive(compression, 0, ("xl/worksheets/other.xml", Sheet(rows)),
            ("xl/texts.xml", $"""<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{strings}</sst>"""));

    public static byte[] Archive(params (string Path, string Xml)[] parts) => Archive(CompressionLevel.Optimal, 0, parts);

    /// <summary>
    /// A workbook as another program might lay it out: the first sheet's part is not called sheet1, the second's is. Before the content of
    /// the parts given: so many megabytes of spaces.
    /// </summary>
    public static byte[] Archive(CompressionLevel compression, int megabytes, params (string Path, string Xml)[] parts)
    {
        const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const string Kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
        const string Main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
        (string, string)[] frame =
        [
            ("[Content_Types].xml", $"""<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="{Kind}worksheet+xml"/><Override PartName="/book.xml" ContentType="{Kind}sheet.main+xml"/><Override PartName="/xl/texts.xml" ContentType="{Kind}sharedStrings+xml"/><Override PartName="/xl/looks.xml" ContentType="{Kind}styles+xml"/></Types>"""),
            ("_rels/.rels", $"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="{Office}/officeDocument" Target="book.xml"/></Relationships>"""),
            ("book.xml", $"""<workbook {Main} xmlns:r="{Office}"><sheets><sheet name="第一" sheetId="7" r:id="x2"/><sheet name="第二" sheetId="1" r:id="x1"/></sheets></workbook>"""),
            ("_rels/book.xml.rels", $"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="x1" Type="{Office}/worksheet" Target="xl/worksheets/sheet1.xml"/><Relationship Id="x2" Type="{Office}/worksheet" Target="xl/worksheets/other.xml"/><Relationship Id="x3" Type="{Office}/sharedStrings" Target="xl/texts.xml"/><Relationship Id="x4" Type="{Office}/styles" Target="xl/looks.xml"/></Relationships>"""),
            ("xl/worksheets/sheet1.xml", Sheet("""<row><c t="str"><v>第二个工作表</v></c></row>""")),
            ("xl/looks.xml", $"""<styleSheet {Main}><numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot; h:mm"/><numFmt numFmtId="171" formatCode="[Red]0&quot;days&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="20"/><xf numFmtId="171"/></cellXfs></styleSheet>"""),
        ];
        var spaces = Encoding.UTF8.GetBytes(new string(' ', 1 << 20));
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (path, xml) in frame.Concat(parts).Append(("xl/texts.xml", $"<sst {Main}/>")).DistinctBy(p => p.Item1))
            {
                using var part = zip.CreateEntry(path, compression).Open();
                if (parts.Contains((path, xml)))
                    for (var i = 0; i < megabytes; i++) part.Write(spaces);
                part.Write(Encoding.UTF8.GetBytes(xml));
            }
        return file.ToArray();
    }
}
