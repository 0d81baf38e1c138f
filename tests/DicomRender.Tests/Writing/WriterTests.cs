using DicomRender.Datasets;
using DicomRender.Parsing;
using DicomRender.Writing;
using FsCheck;
using FsCheck.Fluent;

namespace DicomRender.Tests.Writing;

public sealed class WriterTests
{
    private static readonly DicomTag[] TextTags =
        [DicomTags.PatientName, DicomTags.PatientComments, DicomTags.SeriesDescription, DicomTags.AccessionNumber, DicomTags.TextValue,
            DicomTags.WindowCenterWidthExplanation];
    private static readonly DicomTag[] NumberTags =
        [DicomTags.WindowCenter, DicomTags.Rows, DicomTags.PhysicalDeltaX, DicomTags.RegionLocationMinX0, DicomTags.ReferencePixelX0,
            DicomTags.FrameIncrementPointer, DicomTags.InstanceNumber, DicomTags.RecommendedDisplayFrameRate];
    private static readonly string[] Syntaxes =
        [TransferSyntax.ImplicitLittleEndian, TransferSyntax.ExplicitLittleEndian, TransferSyntax.ExplicitBigEndian,
            TransferSyntax.DeflatedExplicitLittleEndian];

    [Fact]
    public void What_is_written_is_read_back_in_every_encoding()
    {
        var cases = from parts in Element(2).ListOf()
                    from syntax in Gen.Elements(Syntaxes)
                    from characterSet in Gen.Elements("ISO_IR 192", "GB18030")
                    select (parts, syntax, characterSet);
        Prop.ForAll(cases.ToArbitrary(), one =>
        {
            var written = Build(one.parts, one.characterSet, isFile: true);
            using var file = DicomFile.Read(new MemoryStream(Write(written, one.syntax)));
            Assert.Empty(file.Warnings);
            Assert.Equal(one.syntax, file.TransferSyntaxUid);
            Assert.Equal(Described(written), Described(file.Dataset));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Equal_data_sets_give_equal_bytes()
    {
        var dataset = Minimal().Add(DicomTags.PatientName, "Wang^XiaoDong=王^小东").AddBytes(DicomTags.PixelData, Vr.OW, new byte[100])
            .Build();
        Assert.Equal(Write(dataset), Write(dataset));
    }

    [Fact]
    public void The_meta_information_has_the_right_group_length()
    {
        var bytes = Write(Minimal().Build());
        var length = BitConverter.ToInt32(bytes, 140);
        Assert.Equal([0x08, 0x00, 0x05, 0x00], bytes[(144 + length)..(148 + length)]);
    }

    [Fact]
    public void Chinese_names_are_read_back_from_both_character_sets()
    {
        foreach (var set in new[] { "ISO_IR 192", "GB18030" })
        {
            using var file = DicomFile.Read(new MemoryStream(
                Write(Minimal(set).Add(DicomTags.PatientName, "Ouyang^Jianguo=欧阳^建国").Build())));
            Assert.Equal("欧阳建国", file.Dataset.GetPersonName(DicomTags.PatientName)!.Display);
        }
    }

    [Theory]
    [InlineData("ct_mf2_jpegext_fragmented_nobot.dcm")]
    [InlineData("us_rgb.dcm")]
    [InlineData("mr_small_explBE.dcm")]
    [InlineData("ct_512_deflate.dcm")]
    public void A_real_file_written_again_is_the_same_data_set_with_the_same_frames(string name)
    {
        using var original = DicomFile.Open(SharedData.FileOf(name));
        using var copy = DicomFile.Read(new MemoryStream(Write(original.Dataset, original.TransferSyntaxUid)));
        Assert.Equal(Described(original.Dataset), Described(copy.Dataset));
        for (var frame = 0; frame < original.PixelData!.FrameCount; frame++)
            Assert.Equal(original.PixelData.ReadFrame(frame), copy.PixelData!.ReadFrame(frame));
    }

    [Fact]
    public void Encapsulated_frames_are_read_back()
    {
        byte[][] frames = [[0xFF, 0xD8, 1, 2], [0xFF, 0xD8, 3]];
        var dataset = Minimal().Add(DicomTags.NumberOfFrames, 2).AddEncapsulated(frames).Build();
        using var file = DicomFile.Read(new MemoryStream(Write(dataset, "1.2.840.10008.1.2.4.50")));
        Assert.Equal([0xFF, 0xD8, 1, 2], file.PixelData!.ReadFrame(0));
        Assert.Equal([0xFF, 0xD8, 3, 0], file.PixelData.ReadFrame(1));
    }

    [Fact]
    public void A_data_set_without_identity_is_not_written() =>
        Assert.Equal("missing_attribute", Assert.Throws<DicomException>(() => Write(new DicomDatasetBuilder().Build())).Code);

    [Fact]
    public void Decimal_strings_stay_within_16_characters()
    {
        var dataset = new DicomDatasetBuilder().Add(DicomTags.PixelSpacing, 1.0 / 3, -1234567.123456789123).Build();
        Assert.All(dataset.GetStrings(DicomTags.PixelSpacing), text => Assert.InRange(text.Length, 1, 16));
        Assert.Equal(1.0 / 3, dataset.GetDouble(DicomTags.PixelSpacing)!.Value, 1e-13);
    }

    private static DicomDatasetBuilder Minimal(string characterSet = "ISO_IR 192") =>
        new DicomDatasetBuilder(characterSet).Add(DicomTags.SopClassUid, "1.2.840.10008.5.1.4.1.1.7")
            .Add(DicomTags.SopInstanceUid, "2.25.1");

    private static byte[] Write(DicomDataset dataset, string syntax = TransferSyntax.ExplicitLittleEndian)
    {
        using var target = new MemoryStream();
        DicomWriter.Write(target, dataset, syntax);
        return target.ToArray();
    }

    private static Gen<Action<DicomDatasetBuilder, string>> Element(int depth)
    {
        var text = from tag in Gen.Elements(TextTags)
                   from value in Gen.Elements("a", "王^小东", "Wang^XiaoDong=王^小东", "", "trailing", "圽 誠", "x\\y", "第一行\r\n第二行")
                   select (Action<DicomDatasetBuilder, string>)((builder, _) => builder.Add(tag, value));
        var number = from tag in Gen.Elements(NumberTags)
                     from values in Gen.Choose(0, 65535).NonEmptyListOf()
                     select (Action<DicomDatasetBuilder, string>)((builder, _) =>
                         builder.Add(tag, [.. values.Take(4).Select(value => (double)value)]));
        var bytes = from vr in Gen.Elements(Vr.OB, Vr.UN)
                    from value in Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf()
                    select (Action<DicomDatasetBuilder, string>)((builder, _) =>
                        builder.Add(new DicomTag(0x0009, 0x0010), "ACME").AddBytes(new DicomTag(0x0009, 0x1001), vr, value));
        if (depth == 0) return Gen.OneOf(text, number);
        var sequence = from items in Element(depth - 1).ListOf().ListOf()
                       select (Action<DicomDatasetBuilder, string>)((builder, set) =>
                           builder.AddSequence(DicomTags.ContentSequence,
                               [.. items.Take(3).Select(item => Build(item, set, isFile: false))]));
        return Gen.OneOf(text, number, bytes, sequence);
    }

    private static DicomDataset Build(IEnumerable<Action<DicomDatasetBuilder, string>> parts, string characterSet, bool isFile)
    {
        var builder = isFile ? Minimal(characterSet) : new DicomDatasetBuilder(characterSet);
        foreach (var part in parts) part(builder, characterSet);
        return builder.Build();
    }

    /// <summary>Tags, texts, bytes and items; not the VR, which implicit VR loses for private elements.</summary>
    private static string Described(DicomDataset dataset) => string.Join('\n', dataset.Elements.Select(element =>
        $"{element.Tag} {(element.Vr is Vr.OB or Vr.UN ? "" : string.Join('|', dataset.GetStrings(element.Tag)))} "
        + (element.IsBulk ? "" : Convert.ToHexString(element.GetBytes().Span))
        + string.Concat(element.Items.Select(item => $"\n[{Described(item)}]"))));
}
