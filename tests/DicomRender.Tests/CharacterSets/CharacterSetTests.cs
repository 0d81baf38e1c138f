using System.Text;
using DicomRender.Datasets;
using DicomRender.Parsing;
using DicomRender.Tests.Parsing;

namespace DicomRender.Tests.CharacterSets;

public sealed class CharacterSetTests
{
    private static readonly Encoding Gbk = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;

    private static DicomFile WithName(string? terms, ReadOnlySpan<byte> name)
    {
        var file = RawDicom.File();
        if (terms is not null) file.Explicit(0x0008, 0x0005, "CS", terms);
        return file.Explicit(0x0008, 0x0060, "CS", "CT").Explicit(0x0010, 0x0010, "PN", name).Read();
    }

    private static string? NameOf(string? terms, ReadOnlySpan<byte> name)
    {
        using var file = WithName(terms, name);
        return file.Dataset.GetString(DicomTags.PatientName);
    }

    /// <summary>Bytes written as in PS3.5 annexes H to K: ESC stands for the escape character, other characters are Latin-1.</summary>
    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text.Replace("ESC", "\u001b", StringComparison.Ordinal));

    [Theory]
    [InlineData("ISO_IR 100", "Buc^J\u00E9r\u00F4me", "Buc^Jérôme")]
    [InlineData("ISO_IR 101", "Wa\u00B3\u00EAsa", "Wałęsa")]
    [InlineData("ISO_IR 144", "\u00BB\u00EE\u00DA", "Люк")]
    [InlineData("ISO_IR 126", "\u00C4\u00E9\u00EF\u00ED\u00F5\u00F3\u00E9\u00EF\u00F2", "Διονυσιος")]
    [InlineData("ISO_IR 127", "\u00E2\u00C8\u00C7\u00E6\u00EA", "قباني")]
    [InlineData("ISO_IR 138", "\u00F9\u00F8\u00E5\u00EF^\u00E3\u00E1\u00E5\u00F8\u00E4", "שרון^דבורה")]
    [InlineData("ISO_IR 148", "\u00C7avu\u00FEo\u00F0lu", "Çavuşoğlu")]
    [InlineData("ISO_IR 109", "\u00B1\u00B6", "ħĥ")]
    [InlineData("ISO_IR 110", "\u00B1\u00B3", "ąŗ")]
    [InlineData("ISO_IR 166", "\u00CA\u00C1", "สม")]
    [InlineData("ISO_IR 203", "\u00A4", "€")]
    [InlineData("ISO_IR 13", "\u00D4\u00CF\u00C0\u00DE^\u00C0\u00DB\u00B3", "ﾔﾏﾀﾞ^ﾀﾛｳ")]
    public void Single_byte_sets_are_read(string terms, string bytes, string expected) =>
        Assert.Equal(expected, NameOf(terms, Bytes(bytes)));

    [Theory]
    [InlineData("\\ISO 2022 IR 87", "Yamada^Tarou=ESC$B;3EDESC(B^ESC$BB@O:ESC(B=ESC$B$d$^$@ESC(B^ESC$B$?$m$&ESC(B",
        "Yamada^Tarou=山田^太郎=やまだ^たろう")]
    [InlineData("ISO 2022 IR 13\\ISO 2022 IR 87",
        "\u00D4\u00CF\u00C0\u00DE^\u00C0\u00DB\u00B3=ESC$B;3EDESC(J^ESC$BB@O:ESC(J=ESC$B$d$^$@ESC(J^ESC$B$?$m$&ESC(J",
            "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう")]
    [InlineData("\\ISO 2022 IR 149",
        "Hong^Gildong=ESC$)C\u00FB\u00F3^ESC$)C\u00D1\u00CE\u00D4\u00D7=ESC$)C\u00C8\u00AB^ESC$)C\u00B1\u00E6\u00B5\u00BF",
            "Hong^Gildong=洪^吉洞=홍^길동")]
    [InlineData("\\ISO 2022 IR 58", "Zhang^XiaoDong=ESC$)A\u00D5\u00C5^ESC$)A\u00D0\u00A1\u00B6\u00AB=", "Zhang^XiaoDong=张^小东")]
    [InlineData("\\ISO 2022 IR 58", "Zhang^XiaoDong=\u00D5\u00C5^\u00D0\u00A1\u00B6\u00AB", "Zhang^XiaoDong=张^小东")]
    [InlineData("ISO 2022 IR 58", "\u00D5\u00C5^\u00D0\u00A1\u00B6\u00AB", "张^小东")]
    [InlineData("ISO 2022 IR 100\\ISO 2022 IR 144", "J\u00E9r=ESC-L\u00BB\u00EE^\u00E9", "Jér=Лю^é")]
    [InlineData("\\ISO 2022 IR 159", "X=ESC$(D0!ESC(B", "X=丂")]
    public void Escape_sequences_switch_the_set_until_the_next_separator(string terms, string bytes, string expected) =>
        Assert.Equal(expected, NameOf(terms, Bytes(bytes)));

    [Theory]
    [InlineData("GB18030")]
    [InlineData("GBK")]
    public void Chinese_code_pages_are_read_even_where_a_byte_looks_like_a_separator(string terms)
    {
        Assert.Equal("Wang=王^小东", NameOf(terms, Gbk.GetBytes("Wang=王^小东")));
        Assert.Equal("章圽^誠", NameOf(terms, Gbk.GetBytes("章圽^誠")));
        Assert.Contains((byte)'\\', Gbk.GetBytes("圽"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ISO_IR 100")]
    [InlineData("ISO_IR 6")]
    [InlineData("ISO_IR 192")]
    public void GBK_bytes_under_another_label_are_recognised_and_reported(string? terms)
    {
        using var file = WithName(terms, Gbk.GetBytes("欧阳^建国"));
        Assert.Equal("欧阳^建国", file.Dataset.GetString(DicomTags.PatientName));
        Assert.NotEmpty(file.Warnings);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ISO_IR 100")]
    public void UTF_8_bytes_under_another_label_are_recognised_and_reported(string? terms)
    {
        using var file = WithName(terms, "欧阳^建国"u8);
        Assert.Equal("欧阳^建国", file.Dataset.GetString(DicomTags.PatientName));
        Assert.NotEmpty(file.Warnings);
    }

    [Theory]
    [InlineData("\u00D5\u00C5\u00D6\u00C7\u00BA\u00EA", "张智宏")]
    [InlineData("\u00CE\u00E2\u00CE\u00C0\u00C9\u00FA", "吴卫生")]
    public void Chinese_names_that_readers_reported_as_garbled_are_read(string shown, string name) => Assert.Equal(name, NameOf("ISO_IR 100", Bytes(shown)));

    [Theory]
    [InlineData("Müller^Jörg")]
    [InlineData("Ñuñez^José")]
    [InlineData("Åström^Åsa")]
    [InlineData("Çelik^François")]
    public void Western_names_stay_western(string name)
    {
        using var file = WithName("ISO_IR 100", Encoding.Latin1.GetBytes(name));
        Assert.Equal(name, file.Dataset.GetString(DicomTags.PatientName));
        Assert.Empty(file.Warnings);
    }

    [Theory]
    [InlineData("ISO 2022 IR 58", "王^璟")]
    [InlineData("\\ISO 2022 IR 58", "Li^Yue=李^玥")]
    [InlineData("ISO 2022 IR 58", "朱^镕基")]
    [InlineData("ISO 2022 IR 165", "陈^赟")]
    [InlineData("\\ISO 2022 GBK", "Wang^Jing=王^璟")]
    [InlineData("ISO 2022 GB18030", "𬭎^堃")]
    [InlineData("\\ISO 2022 IR 58", "𬭎^堃")]
    [InlineData(null, "王^璟")]
    [InlineData(null, "璟^赟")]
    [InlineData("ISO_IR 100", "王^璟")]
    [InlineData("ISO_IR 192", "璟^赟")]
    public void A_second_byte_below_0x80_belongs_to_its_character(string? terms, string name) => Assert.Equal(name, NameOf(terms, Gbk.GetBytes(name)));

    [Theory]
    [InlineData("GB18030", "张^小东")]
    [InlineData("GBK", "璟^玥")]
    [InlineData("\\ISO 2022 GBK", "Wang^Wu=王^五")]
    [InlineData("ISO 2022 IR 58", "欧阳^建国")]
    [InlineData("\\ISO 2022 IR 58", "Li^Yue=李^玥")]
    [InlineData("ISO_IR 100", "璟^玥")]
    public void UTF_8_under_another_label_is_recognised(string terms, string name)
    {
        using var file = WithName(terms, Encoding.UTF8.GetBytes(name));
        Assert.Equal(name, file.Dataset.GetString(DicomTags.PatientName));
        Assert.NotEmpty(file.Warnings);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("GB18030")]
    [InlineData("ISO_IR 100")]
    [InlineData("ISO_IR 192")]
    [InlineData("\\ISO 2022 IR 58")]
    public void A_byte_order_mark_is_no_character_and_says_UTF_8(string? terms)
    {
        Assert.Equal("张^三", NameOf(terms, "\uFEFF张^三"u8));
        Assert.Equal("Zhang^San", NameOf(terms, "\uFEFFZhang^San"u8));
    }

    [Theory]
    [InlineData("ISO 2022 IR 58", "ESC$)A\u00D5\u00C5^ESC$)A\u00D0\u00A1ESC(B", "张^小")]
    [InlineData("\\ISO 2022 IR 165", "Li=ESC$)E\u00C0\u00EE", "Li=李")]
    [InlineData("\\ISO 2022 IR 58", "Li=ESC$A@nESC(B^ESC$(A@nESC(B", "Li=李^李")]
    [InlineData("GB18030", "ESC$)A\u00C0\u00EE^ESC(B\u00CB\u00C4", "李^四")]
    [InlineData("\\ISO 2022 IR 58", "ESC$)A\u00A8\u00C6\u00A8\u00C9\u00A8\u00CA\u00A8\u00CB", "ㄆㄉㄊㄋ")]
    [InlineData("ISO_IR 192", "ESC%GZhangESC%@^San", "Zhang^San")]
    [InlineData("ISO_IR 100", "J\u00E9rESC!zESC^X", "Jér^X")]
    public void Escapes_are_no_characters(string terms, string bytes, string expected) => Assert.Equal(expected, NameOf(terms, Bytes(bytes)));

    /// <summary>Names of random characters come back under every label that a writer may put on their bytes.</summary>
    [Fact]
    public void Random_names_come_back_under_each_label()
    {
        var random = new Random(5);
        for (var i = 0; i < 3000; i++)
        {
            // GB 2312 for its label; all of GBK under the others, and what only GB 18030 and UTF-8 hold.
            var (common, gbk) = (Name(random, 0xB0, 0xF8, 0xA1), Name(random, 0xB0, 0xF8, 0x40));
            foreach (var terms in (string[])["GB18030", "GBK", "\\ISO 2022 GBK", "ISO 2022 IR 58", "\\ISO 2022 IR 58", "\\ISO 2022 IR 165"])
                foreach (var name in (string[])[common, gbk, "Li^Lei=" + gbk]) Assert.Equal(name, NameOf(terms, Gbk.GetBytes(name)));
            var escaped = string.Join('^', common.Split('^').Select(part => "ESC$)A" + Encoding.Latin1.GetString(Gbk.GetBytes(part))));
            Assert.Equal("Li^Lei=" + common, NameOf("\\ISO 2022 IR 58", Bytes("Li^Lei=" + escaped)));
            Assert.Equal(gbk, NameOf("ISO_IR 192", Encoding.UTF8.GetBytes(gbk)));
            Assert.Equal(gbk, NameOf(null, Encoding.UTF8.GetBytes(gbk)));
            Assert.Equal(common, NameOf("GB18030", Encoding.UTF8.GetBytes(common)));
            var beyond = char.ConvertFromUtf32(0x20000 + random.Next(0xA000)) + "^" + common;
            Assert.Equal(beyond, NameOf("GB18030", Gbk.GetBytes(beyond)));
        }
    }

    [Fact]
    public void Random_bytes_under_any_label_are_some_text_and_never_a_failure()
    {
        var random = new Random(6);
        string?[] labels =
        [
            null, "", "ISO_IR 100", "ISO_IR 192", "GB18030", "GBK", "ISO 2022 IR 58", "\\ISO 2022 IR 58", "\\ISO 2022 IR 165", "\\ISO 2022 GBK",
            "ISO 2022 IR 13\\ISO 2022 IR 87", "\\ISO 2022 IR 149", "\\ISO 2022 IR 159", "nonsense",
        ];
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(1, 24)];
            random.NextBytes(bytes);
            if (random.Next(2) == 0) bytes[random.Next(bytes.Length)] = 0x1B;
            var name = NameOf(labels[i % labels.Length], bytes);
            Assert.DoesNotContain('\u001b', name ?? "");
        }
    }

    private static string Name(Random random, int from, int to, int secondFrom)
    {
        string Character()
        {
            while (true)
            {
                var second = random.Next(secondFrom, 0xFF);
                if (second == 0x7F) continue;
                var text = Gbk.GetString([(byte)random.Next(from, to), (byte)second]);
                if (text.Length == 1 && text[0] is >= '\u4E00' and <= '\u9FA5') return text;
            }
        }
        return Character() + "^" + string.Concat(Enumerable.Range(0, random.Next(1, 3)).Select(_ => Character()));
    }

    [Fact]
    public void An_item_inherits_the_character_set_or_has_its_own()
    {
        using var file = RawDicom.File().Explicit(0x0008, 0x0005, "CS", "ISO_IR 192").Explicit(0x0008, 0x1140, "SQ", [], RawDicom.Undefined)
            .Item().Explicit(0x0010, 0x0010, "PN", "王"u8).EndItem()
            .Item().Explicit(0x0008, 0x0005, "CS", "GB18030").Explicit(0x0010, 0x0010, "PN", Gbk.GetBytes("王")).EndItem().EndSequence()
            .Read();
        Assert.Equal(["王", "王"], file.Dataset.GetSequence(DicomTags.ReferencedImageSequence)
            .Select(item => item.GetString(DicomTags.PatientName)));
    }

    [Fact]
    public void A_person_name_has_three_groups()
    {
        Assert.Equal(new PersonName("Wang^XiaoDong", "王^小东", ""), PersonName.Parse("Wang^XiaoDong=王^小东="));
        Assert.Equal("王小东", PersonName.Parse("Wang^XiaoDong=王^小东").Display);
        Assert.Equal("Wang XiaoDong", PersonName.Parse("Wang^XiaoDong^^").Display);
        Assert.Equal("王小东", PersonName.Parse("王^小东").Display);
    }
}
