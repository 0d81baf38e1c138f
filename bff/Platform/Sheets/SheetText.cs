using System.Text.Unicode;
using CsvHelper;

namespace Bff.Platform.Sheets;

/// <summary>
/// Tables as text for spreadsheets. A cell that a spreadsheet would run as a formula is written behind an apostrophe and read back without
/// it, so that what was written
/// is what is read. CsvHelper's own guard knows ASCII only and cannot be undone; OWASP's list (CSV injection) has the full-width signs too.
/// </summary>
public static class SheetText
{
    private const string Formula = "=+-@\t\r\n＝＋－＠";

    private static readonly string MarkedOrFormula = "'" + Formula;

    /// <summary>RFC 4180 in UTF-8 with a byte order mark, which Excel needs to read Chinese.</summary>
    public static byte[] Csv(IEnumerable<IReadOnlyList<string>> rows) =>
        Write(rows, new CsvWriterOptions { WriteByteOrderMark = true, ValidateFieldCount = false });

    /// <summary>Tab separated UTF-8; tabs and line ends within a cell become spaces.</summary>
    public static byte[] Tsv(IEnumerable<IReadOnlyList<string>> rows) =>
        Write(rows.Select(r => r.Select(OneLine).ToArray()),
            new CsvWriterOptions { Mode = CsvMode.NoEscape, Separator = '\t', NewLine = "\n", ValidateFieldCount = false });

    /// <summary>
    /// The rows of an RFC 4180 file, one after the other, empty lines too; UTF-8, or UTF-16 where its mark says so. Stray quotes are text.
    /// </summary>
    /// <exception cref="UnreadableSheetException">Other bytes, or a quote that is never closed.</exception>
    public static IEnumerable<string[]> ReadCsv(byte[] file) =>
        Read(file, new CsvReaderOptions { Separator = ',', HasHeader = false, SkipEmptyLines = false });

    /// <summary>The rows of lines of tab-separated cells, encoded as for <see cref="ReadCsv"/>.</summary>
    /// <exception cref="UnreadableSheetException">Other bytes.</exception>
    public static IEnumerable<string[]> ReadTsv(byte[] file) =>
        Read(file, new CsvReaderOptions { Separator = '\t', Mode = CsvMode.NoEscape, HasHeader = false, SkipEmptyLines = false });

    private static byte[] Write(IEnumerable<IReadOnlyList<string>> rows, CsvWriterOptions options)
    {
        using var file = new MemoryStream();
        using (var writer = CsvWriter.Create(file, options, leaveOpen: true))
            foreach (var row in rows)
            {
                foreach (var cell in row) writer.WriteField(Inert(cell));
                writer.EndRecord();
            }
        return file.ToArray();
    }

    private static IEnumerable<string[]> Read(byte[] file, CsvReaderOptions options)
    {
        if (file is not ([0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]) && !Utf8.IsValid(file)) throw new UnreadableSheetException("文件不是 UTF-8 编码。");
        var unclosed = false;
        using var reader = CsvReader.Create(file,
            options with { OnMalformedRecord = r => unclosed |= r.Reason == CsvMalformedReason.UnterminatedQuote });
        while (reader.Read())
        {
            if (unclosed) throw new UnreadableSheetException("引号没有闭合。", (int)reader.RowNumber);
            var cells = new string[reader.FieldCount];
            for (var i = 0; i < cells.Length; i++) cells[i] = Original(reader.GetString(i));
            yield return cells;
        }
    }

    private static string Inert(string cell) =>
        cell.Length > 0 && MarkedOrFormula.Contains(cell[0], StringComparison.Ordinal) ? "'" + cell : cell;

    /// <summary>What <see cref="Inert"/> was given; an apostrophe before anything else is a person's.</summary>
    private static string Original(string cell) =>
        cell is ['\'', var next, ..] && MarkedOrFormula.Contains(next, StringComparison.Ordinal) ? cell[1..] : cell;

    private static string OneLine(string cell) => cell.Replace('\t', ' ').Replace('\r', ' ').Replace('\n', ' ');
}
