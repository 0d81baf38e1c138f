using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using Bff.Platform.Sheets;
using FsCheck;
using FsCheck.Fluent;
using static Bff.Tests.Platform.Sheets.Workbooks;

namespace Bff.Tests.Platform.Sheets;

/// <summary>
/// Tables in files: what is written is what is read, what a person sees is what is read, and no stranger's file does harm.
/// </summary>
public sealed class SheetTests
{
    private const string Unreadable = "不是可以读取的 Excel 文件。";

    private static string Text(byte[] file) => Encoding.UTF8.GetString(file);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    [Fact]
    public void A_cell_that_looks_like_a_formula_is_harmless_and_comes_back_as_it_was()
    {
        string[] cells = ["=1+1", "@cmd", "-2", "普通", "＝1", "'x", "'", "\"=1\""];
        Assert.Equal("\ufeff'=1+1,'@cmd,'-2,普通,'＝1,''x,'',\"\"\"=1\"\"\"\r\n", Text(SheetText.Csv([cells])));
        Assert.Equal(cells, Assert.Single(SheetText.ReadCsv(SheetText.Csv([cells]))));
        Assert.Equal(cells, Assert.Single(SheetText.ReadTsv(SheetText.Tsv([cells]))));
        Assert.Equal(["'引'", "a'"], Assert.Single(SheetText.ReadCsv(Bytes("'引',a'\r\n")))); // A person's own apostrophes stay.
    }

    [Fact]
    public void Any_table_survives_csv_and_xlsx()
    {
        var cells = Gen.ArrayOf(Gen.Elements('甲', '"', ',', '\n', '\r', '\t', ';', '=', '\'', '＝', '_', ' ', 'x', '\u0001'), 6)
            .Select(c => new string(c));
        var rows = Gen.ArrayOf(Gen.ArrayOf(cells, 3), 4).ToArbitrary();
        Prop.ForAll(rows, table =>
        {
            var wanted = table.Select(r => string.Join('|', r)).ToArray();
            return wanted.SequenceEqual(SheetText.ReadCsv(SheetText.Csv(table)).Select(r => string.Join('|', r)))
                && wanted.SequenceEqual(SheetXlsx.Read(SheetXlsx.Write(table)).Select(r => string.Join('|', r)));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Rare_characters_survive_a_workbook()
    {
        string[] cells = ["𠮷😀", "_x0041_", "\u0000\u001f", "\uffff", "<&>", "", "  "];
        Assert.Equal(cells, Assert.Single(SheetXlsx.Read(SheetXlsx.Write([cells]))));
    }

    [Theory]
    [InlineData("a,\"x,\"\"y\"\"\r\nz\"\r\n", "a|x,\"y\"\r\nz")]
    [InlineData("\ufeffa,b\n\nc,\n", "a|b//c|")]
    [InlineData("a\rb", "a/b")]
    [InlineData("5\" tube,\"c\"d\n", "5\" tube|cd")]
    [InlineData("sep=;\n1;2\n", "sep=;/1;2")]
    [InlineData("", "")]
    public void Csv_is_read_as_spreadsheets_write_it(string text, string rows) =>
        Assert.Equal(rows, string.Join('/', SheetText.ReadCsv(Bytes(text)).Select(r => string.Join('|', r))));

    [Fact]
    public void What_excel_saves_as_unicode_text_is_read_too() =>
        Assert.Equal(["意图", "问法"], Assert.Single(
            SheetText.ReadTsv([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("意图\t问法\r\n")])));

    [Fact]
    public void A_quote_that_is_never_closed_is_named_with_its_row()
    {
        var error = Assert.Throws<UnreadableSheetException>(() => SheetText.ReadCsv(Bytes("a,b\r\nc,\"open\r\ne,f\r\n")).ToList());
        Assert.Equal((2, "引号没有闭合。", "第 2 行：引号没有闭合。"), (error.Row, error.Message, error.Sentence));
    }

    [Fact]
    public void The_first_sheet_is_the_first_in_order_whatever_its_part_is_called()
    {
        var file = Workbook(
            """<row r="2"><c r="B2" t="s"><v>1</v></c><c r="C2" t="inlineStr"><is><r><t>粗</t></r><r><t xml:space="preserve">体 </t></r></is></c></row>""",
            strings: """<si><t>0</t></si><si><t>共享</t><rPh sb="0" eb="1"><t>gong</t></rPh></si>""");
        Assert.Equal(["", "|共享|粗体 "], SheetXlsx.Read(file).Select(r => string.Join('|', r)));
    }

    [Theory]
    [InlineData("""<c><v>13800138000</v></c>""", "13800138000")]
    [InlineData("""<c><v>0.30000000000000004</v></c>""", "0.3")]
    [InlineData("""<c t="n"><v>-1.5E-3</v></c>""", "-0.0015")]
    [InlineData("""<c t="b"><v>1</v></c>""", "TRUE")]
    [InlineData("""<c t="b"><v>0</v></c>""", "FALSE")]
    [InlineData("""<c t="str"><f>"甲"&amp;"乙"</f><v>甲乙</v></c>""", "甲乙")]
    [InlineData("""<c t="e"><v>#N/A</v></c>""", "#N/A")]
    [InlineData("""<c t="d"><v>2026-01-05</v></c>""", "2026-01-05")]
    [InlineData("""<c s="1"><v>46027</v></c>""", "2026-01-05")]
    [InlineData("""<c s="2"><v>46027.5</v></c>""", "2026-01-05 12:00")]
    [InlineData("""<c s="3"><v>0.354166666666667</v></c>""", "08:30")]
    [InlineData("""<c s="4"><v>46027</v></c>""", "46027")]
    [InlineData("""<c s="1"><v>-1</v></c>""", "-1")]
    [InlineData("""<c s="99"><v>7</v></c>""", "7")]
    [InlineData("""<c s="1"/>""", "")]
    public void A_cell_is_read_as_a_person_sees_it(string cell, string seen) =>
        Assert.Equal(seen, Assert.Single(Assert.Single(SheetXlsx.Read(Workbook($"<row>{cell}</row>")))));

    [Theory]
    [InlineData("<row><c t=\"s\"><v>5</v></c></row>")]
    [InlineData("<row><c><v>many</v></c></row>")]
    [InlineData("<row r=\"99999999\"><c><v>1</v></c></row>")]
    [InlineData("<row><c>")]
    public void A_damaged_sheet_is_refused(string rows) =>
        Assert.Equal(Unreadable, Assert.Throws<UnreadableSheetException>(() => SheetXlsx.Read(Workbook(rows)).ToList()).Message);

    [Fact]
    public void An_entity_is_not_expanded()
    {
        var file = Archive(("xl/worksheets/other.xml", """<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row><c t="str"><v>&e;</v></c></row></sheetData></worksheet>"""));
        Assert.Equal(Unreadable, Assert.Throws<UnreadableSheetException>(() => SheetXlsx.Read(file).ToList()).Message);
    }

    [Fact]
    public void A_bomb_is_refused_whether_it_tells_its_size_or_not()
    {
        var parts = ("xl/worksheets/other.xml", Sheet("<row><c><v>1</v></c></row>"));
        var file = Archive(CompressionLevel.Optimal, 200, parts);
        Assert.InRange(file.Length, 1, 1 << 20);
        Assert.Equal("表格文件太大。", Assert.Throws<UnreadableSheetException>(() => SheetXlsx.Read(file).ToList()).Message);

        // The same, with 1 KB wherever it said 200 MB.
        var size = BitConverter.GetBytes((200u << 20) + (uint)Bytes(parts.Item2).Length);
        for (var at = file.AsSpan().IndexOf(size); at >= 0; at = file.AsSpan().IndexOf(size)) Assert.True(
            BitConverter.TryWriteBytes(file.AsSpan(at), 1024u));
        Assert.Equal(Unreadable, Assert.Throws<UnreadableSheetException>(() => SheetXlsx.Read(file).ToList()).Message);
    }

    [Fact]
    public void Random_bytes_are_no_workbook() =>
        Prop.ForAll(Gen.ArrayOf(Gen.Choose(0, 255).Select(i => (byte)i)).ToArbitrary(), bytes =>
            Record.Exception(() => SheetXlsx.Read(bytes).Count()) is UnreadableSheetException { Message: Unreadable })
                .QuickCheckThrowOnFailure();

    [Fact]
    public void A_workbook_damaged_anywhere_is_read_or_refused()
    {
        var good = Workbook("""<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>46027</v></c></row>""",
            compression: CompressionLevel.NoCompression);
        var damage = Gen.Choose(0, good.Length - 1).SelectMany(at => Gen.Choose(0, 255).Select(b => (At: at, Value: (byte)b)));
        Prop.ForAll(Gen.ArrayOf(damage, 3).ToArbitrary(), changes =>
        {
            var file = (byte[])good.Clone();
            foreach (var (at, value) in changes) file[at] = value;
            return Record.Exception(() => SheetXlsx.Read(file).Count()) is null or UnreadableSheetException { Message: [>= '\u4e00', ..] };
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    public static TheoryData<string, Func<IEnumerable<IReadOnlyList<string>>, byte[]>, Func<byte[], IEnumerable<string[]>>> Formats => new()
    {
        { "csv", SheetText.Csv, SheetText.ReadCsv },
        { "tsv", SheetText.Tsv, SheetText.ReadTsv },
        { "xlsx", rows => SheetXlsx.Write(rows), SheetXlsx.Read },
    };

    [Theory]
    [MemberData(nameof(Formats), DisableDiscoveryEnumeration = true)]
    public void A_hundred_thousand_rows_are_read_one_by_one(string format, Func<IEnumerable<IReadOnlyList<string>>, byte[]> write,
        Func<byte[], IEnumerable<string[]>> read)
    {
        var file = write(Enumerable.Range(0, 100_000).Select(i => new[] { "意图", "问法" + i, "答案" }));
        using var rows = read(file).GetEnumerator();
        var first = First(rows);
        var count = 1;
        while (count < 50_000 && rows.MoveNext()) count++;
        GC.Collect();
        Assert.False(first.IsAlive, format + " keeps the rows it has given.");
        while (rows.MoveNext()) Assert.Equal("问法" + count++, rows.Current[1]);
        Assert.Equal(100_000, count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference First(IEnumerator<string[]> rows)
    {
        Assert.True(rows.MoveNext());
        return new WeakReference(rows.Current);
    }
}
