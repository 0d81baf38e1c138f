using System.IO.Compression;
using DicomRender.Datasets;
using DicomRender.Parsing;

namespace DicomRender.Tests.Parsing;

/// <summary>Files that claim more than they hold cost no more than what they hold.</summary>
public sealed class AbsurdClaimTests
{
    [Theory]
    [InlineData(65535, 65535)]
    [InlineData(46341, 46341)]
    public void An_absurd_image_size_is_refused_without_allocating_it(int rows, int columns)
    {
        using var file = RawDicom.File().ImagePixel((ushort)rows, (ushort)columns, 16).Explicit(0x7FE0, 0x0010, "OW", new byte[16]).Read();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("implausible_size", Assert.Throws<DicomException>(() => file.PixelData!.ReadFrame(0)).Code);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Theory]
    [InlineData("OB", 0x0042, 0x0011)]
    [InlineData("UN", 0x0009, 0x1010)]
    [InlineData("SQ", 0x0040, 0xA730)]
    [InlineData("OW", 0x7FE0, 0x0010)]
    public void An_element_that_claims_3_gigabytes_costs_nothing(string vr, int group, int element)
    {
        var bytes = RawDicom.File().Explicit(0x0008, 0x0060, "CS", "CT")
            .Explicit((ushort)group, (ushort)element, vr, new byte[40], 3_000_000_000).ToArray();
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var file = DicomFile.Read(new MemoryStream(bytes));
        Assert.Equal("CT", file.Dataset.GetString(DicomTags.Modality));
        Assert.NotEmpty(file.Warnings);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 400_000);
    }

    [Theory]
    [InlineData("SQ")]
    [InlineData("UN")]
    public void Sequences_nested_thousands_deep_are_refused(string vr)
    {
        var file = RawDicom.File();
        for (var i = 0; i < 20_000; i++)
        {
            if (vr == "SQ" || i == 0) file.Explicit(0x0040, 0xA730, vr, [], RawDicom.Undefined).Item();
            else file.Implicit(0x0040, 0xA730, [], RawDicom.Undefined).Item();
        }
        Assert.Equal("too_deep", Assert.Throws<DicomException>(() => file.Read()).Code);
    }

    [Fact]
    public void Deep_nesting_is_also_refused_where_every_level_claims_a_length()
    {
        var file = RawDicom.File();
        for (var i = 0; i < 20_000; i++) file.Explicit(0x0040, 0xA730, "SQ", [], 3_000_000_000).Item(3_000_000_000);
        Assert.Equal("too_deep", Assert.Throws<DicomException>(() => file.Read()).Code);
    }

    [Fact]
    public void Millions_of_elements_are_refused()
    {
        var file = RawDicom.File().Explicit(0x0040, 0xA730, "SQ", [], RawDicom.Undefined);
        for (var i = 0; i < 600_000; i++) file.Item(0);
        Assert.Equal("implausible_size", Assert.Throws<DicomException>(() => file.Read()).Code);
    }

    [Fact]
    public void A_deflated_data_set_that_inflates_without_end_is_refused()
    {
        var file = RawDicom.File(TransferSyntax.DeflatedExplicitLittleEndian);
        using var bomb = new MemoryStream();
        using (var deflate = new DeflateStream(bomb, CompressionLevel.Fastest, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 64; i++) deflate.Write(zeros);
        }
        Assert.Equal("implausible_size", Assert.Throws<DicomException>(() => file.Raw(bomb.ToArray()).Read()).Code);
    }
}
