using System.Buffers.Binary;
using DicomRender.Parsing;

namespace DicomRender.Tests.Parsing;

public sealed class FragmentTests
{
    private const string Jpeg = "1.2.840.10008.1.2.4.50";
    private static readonly byte[] First = [0xFF, 0xD8, 0xFF, 0xE0, 1, 1];
    private static readonly byte[] Second = [0xFF, 0xD8, 0xFF, 0xE0, 2, 2, 2, 2];
    private static readonly byte[] Rest = [9, 9, 9, 9];

    private static RawDicom Image(int frames, byte[] offsets) =>
        RawDicom.File(Jpeg).ImagePixel(4, 4, 8, frames).Explicit(0x7FE0, 0x0010, "OB", [], RawDicom.Undefined).Item(offsets);

    private static byte[] Table(params uint[] offsets)
    {
        var bytes = new byte[offsets.Length * 4];
        for (var i = 0; i < offsets.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * 4), offsets[i]);
        return bytes;
    }

    [Fact]
    public void One_fragment_per_frame_needs_no_table()
    {
        using var file = Image(2, []).Item(First).Item(Second).EndSequence().Read();
        Assert.True(file.PixelData!.IsEncapsulated);
        AssertFrames(file, First, Second);
        Assert.Empty(file.Warnings);
    }

    [Fact]
    public void One_frame_may_lie_in_all_fragments()
    {
        using var file = Image(1, []).Item(First).Item(Rest).Item(Rest).EndSequence().Read();
        Assert.Equal([.. First, .. Rest, .. Rest], file.PixelData!.ReadFrame(0));
    }

    [Fact]
    public void Without_a_table_frames_begin_where_codestreams_begin()
    {
        using var file = Image(2, []).Item(First).Item(Rest).Item(Rest).Item(Second).Item(Rest).EndSequence().Read();
        AssertFrames(file, [.. First, .. Rest, .. Rest], [.. Second, .. Rest]);
        Assert.Equal(2, file.PixelData!.WholeFrames);
    }

    [Fact]
    public void A_basic_offset_table_says_where_frames_begin_even_if_the_content_does_not()
    {
        using var file = Image(2, Table(0, 24)).Item(Rest).Item(Rest).Item(Rest).EndSequence().Read();
        AssertFrames(file, [.. Rest, .. Rest], Rest);
    }

    [Theory]
    [InlineData(0u, 5u)]
    [InlineData(0u, 0u)]
    [InlineData(0u, 4_000_000_000u)]
    [InlineData(14u, 0u)]
    public void A_wrong_offset_table_is_reported_and_not_used(uint first, uint second)
    {
        using var file = Image(2, Table(first, second)).Item(First).Item(Second).EndSequence().Read();
        AssertFrames(file, First, Second);
        Assert.NotEmpty(file.Warnings);
    }

    [Fact]
    public void An_extended_offset_table_is_used()
    {
        var offsets = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(offsets.AsSpan(8), 24);
        using var file = RawDicom.File(Jpeg).ImagePixel(4, 4, 8, 2).Explicit(0x7FE0, 0x0001, "OV", offsets)
            .Explicit(0x7FE0, 0x0002, "OV", new byte[16])
            .Explicit(0x7FE0, 0x0010, "OB", [], RawDicom.Undefined).Item([]).Item(Rest).Item(Rest).Item(Rest).EndSequence().Read();
        AssertFrames(file, [.. Rest, .. Rest], Rest);
    }

    [Fact]
    public void A_missing_sequence_delimiter_is_reported()
    {
        using var file = Image(2, []).Item(First).Item(Second).Read();
        Assert.Equal(Second, file.PixelData!.ReadFrame(1));
        Assert.NotEmpty(file.Warnings);
    }

    [Fact]
    public void Elements_behind_pixel_data_without_delimiter_are_still_read()
    {
        using var file = Image(2, []).Item(First).Item(Second).Explicit(0xFFFC, 0xFFFC, "OB", new byte[2]).Read();
        Assert.True(file.Dataset.Contains(new(0xFFFC, 0xFFFC)));
    }

    [Fact]
    public void A_fragment_that_claims_more_than_the_file_holds_spoils_only_its_own_frame()
    {
        using var file = Image(2, []).Item(First).Item(3_000_000_000).Raw(Second).Read();
        Assert.Equal(First, file.PixelData!.ReadFrame(0));
        Assert.Equal(1, file.PixelData.WholeFrames);
        Assert.Equal("truncated", Assert.Throws<DicomException>(() => file.PixelData.ReadFrame(1)).Code);
    }

    [Theory]
    [InlineData(12, 0)] // Inside the first fragment of the first frame.
    [InlineData(14, 0)] // Between its two fragments.
    [InlineData(26, 1)]
    [InlineData(38, 1)]
    [InlineData(40, 1)]
    [InlineData(54, 2)]
    public void A_file_that_ends_between_its_fragments_keeps_the_frames_its_table_shows_to_be_whole(int length, int frames)
    {
        foreach (var table in (byte[][])[Table(0, 26), []])
        {
            var header = Image(2, table).ToArray().Length;
            var bytes = Image(2, table).Item(First).Item(Rest).Item(Second).Item(Rest).EndSequence().ToArray()[..(header + length)];
            using var file = DicomFile.Read(new MemoryStream(bytes));
            Assert.True(file.IsTruncated);
            // Without a table nobody can tell that a codestream was to go on in another fragment; its decoder will.
            var there = table.Length == 0 && length == 14 ? 1 : frames;
            Assert.Equal(there, file.PixelData!.WholeFrames);
            if (frames > 0) Assert.Equal([.. First, .. Rest], file.PixelData.ReadFrame(0));
            if (frames > 1) Assert.Equal([.. Second, .. Rest], file.PixelData.ReadFrame(1));
            for (var missing = there; missing < 2; missing++)
                Assert.Equal("truncated", Assert.Throws<DicomException>(() => file.PixelData.ReadFrame(missing)).Code);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(int.MaxValue)]
    public void A_frame_outside_the_image_is_refused(int index)
    {
        using var file = Image(2, []).Item(First).Item(Second).EndSequence().Read();
        Assert.Equal("frame_out_of_range", Assert.Throws<DicomException>(() => file.PixelData!.ReadFrame(index)).Code);
    }

    [Fact]
    public void Compressed_pixel_data_that_are_not_encapsulated_are_one_codestream()
    {
        using var file = RawDicom.File(Jpeg).ImagePixel(4, 4).Explicit(0x7FE0, 0x0010, "OB", First).Read();
        Assert.Equal(First, file.PixelData!.ReadFrame(0));
        Assert.NotEmpty(file.Warnings);
    }

    [Fact]
    public void Fragments_in_an_implicit_data_set_are_what_the_meta_information_says()
    {
        using var file = RawDicom.File(Jpeg).Implicit(0x0008, 0x0060, "OT"u8).Implicit(0x0010, 0x0010, "A^B "u8)
            .Implicit(0x0028, 0x0010, [4, 0]).Implicit(0x0028, 0x0011, [4, 0])
            .Implicit(0x0028, 0x0100, [8, 0]).Implicit(0x7FE0, 0x0010, [], RawDicom.Undefined).Item([]).Item(First).EndSequence().Read();
        Assert.Equal(Jpeg, file.TransferSyntaxUid);
        Assert.Equal(First, file.PixelData!.ReadFrame(0));
        Assert.NotEmpty(file.Warnings);
    }

    [Theory]
    [InlineData("xa_mf96_jpeg.dcm", 96)]
    [InlineData("us_mf30_jpeg_ybr422.dcm", 30)]
    [InlineData("ct_mf2_jpegext_fragmented_nobot.dcm", 2)]
    public void Every_frame_of_a_real_JPEG_file_begins_as_JPEG_does(string name, int frames)
    {
        using var file = DicomFile.Open(SharedData.FileOf(name));
        Assert.Equal(frames, file.PixelData!.WholeFrames);
        for (var i = 0; i < frames; i++)
        {
            var codestream = file.PixelData.ReadFrame(i);
            Assert.Equal([0xFF, 0xD8], codestream[..2]);
        }
    }

    [Fact]
    public void A_large_file_is_indexed_without_reading_it()
    {
        using var stream = new SparseImage(Image(2000, []).ToArray(), frames: 2000, frameBytes: 500_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var file = DicomFile.Read(stream);
        Assert.Equal(2000, file.PixelData!.WholeFrames);
        Assert.InRange(stream.BytesRead, 1, 20_000_000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
        Assert.Equal(500_000, file.PixelData.ReadFrame(1999).Length);
    }

    private static void AssertFrames(DicomFile file, byte[] first, byte[] second)
    {
        Assert.Equal(first, file.PixelData!.ReadFrame(0));
        Assert.Equal(second, file.PixelData.ReadFrame(1));
    }
}
