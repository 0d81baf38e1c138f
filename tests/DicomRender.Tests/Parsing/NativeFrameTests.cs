using DicomRender.Parsing;

namespace DicomRender.Tests.Parsing;

public sealed class NativeFrameTests
{
    [Fact]
    public void Native_frames_are_cut_exactly()
    {
        using var file = RawDicom.File().ImagePixel(1, 3, 8, 3).Explicit(0x7FE0, 0x0010, "OB", [1, 2, 3, 4, 5, 6, 7, 8, 9, 0]).Read();
        Assert.Equal([4, 5, 6], file.PixelData!.ReadFrame(1));
        Assert.Equal(3, file.PixelData.WholeFrames);
    }

    [Fact]
    public void A_file_cut_among_native_frames_keeps_those_that_are_whole()
    {
        using var file = RawDicom.File().ImagePixel(1, 4, 8, 3)
            .Explicit(0x7FE0, 0x0010, "OB", [1, 2, 3, 4, 5, 6, 7, 8, 9], claimedLength: 12).Read();
        Assert.Equal(2, file.PixelData!.WholeFrames);
        Assert.Equal([5, 6, 7, 8], file.PixelData.ReadFrame(1));
        Assert.Equal("truncated", Assert.Throws<DicomException>(() => file.PixelData.ReadFrame(2)).Code);
    }

    [Fact]
    public void A_422_that_holds_every_sample_is_still_known_by_its_length_when_it_is_cut()
    {
        using var file = RawDicom.File().ImagePixel(1, 2, 8, 2, 3, "YBR_FULL_422")
            .Explicit(0x7FE0, 0x0010, "OB", [1, 2, 3, 4, 5, 6, 7, 8], claimedLength: 12).Read();
        Assert.Equal([1, 2, 3, 4, 5, 6], file.PixelData!.ReadFrame(0));
        Assert.Equal(1, file.PixelData.WholeFrames);
    }

    [Fact]
    public void Bytes_in_big_endian_words_come_second_byte_first()
    {
        using var even = BigEndian("OW", 2, 2, 1, [2, 1, 4, 3]);
        Assert.Equal([1, 2, 3, 4], even.PixelData!.ReadFrame(0));
        using var odd = BigEndian("OW", 1, 3, 3, [2, 1, 4, 3, 6, 5, 8, 7, 0, 9]);
        for (var i = 0; i < 3; i++) Assert.Equal([(byte)(3 * i + 1), (byte)(3 * i + 2), (byte)(3 * i + 3)], odd.PixelData!.ReadFrame(i));
        using var bytes = BigEndian("OB", 2, 2, 1, [1, 2, 3, 4]);
        Assert.Equal([1, 2, 3, 4], bytes.PixelData!.ReadFrame(0));

        static DicomFile BigEndian(string vr, ushort rows, ushort columns, int frames, byte[] pixels) =>
            RawDicom.Bare(bigEndian: true).Explicit(0x0008, 0x0060, "CS", "OT").ImagePixel(rows, columns, 8, frames)
                .Explicit(0x7FE0, 0x0010, vr, pixels).Read();
    }

    [Fact]
    public void Packed_bits_may_begin_inside_a_byte()
    {
        using var file = RawDicom.File().ImagePixel(1, 12, 1, 2).Explicit(0x7FE0, 0x0010, "OB", [0xFF, 0xAF, 0x12, 0]).Read();
        Assert.Equal([0x2A, 0x01], file.PixelData!.ReadFrame(1));
    }

    [Fact]
    public void Frames_of_YBR_422_hold_two_bytes_per_pixel()
    {
        using var file = DicomFile.Open(SharedData.FileOf("sc_ybr_full_422_native.dcm"));
        Assert.Equal(100 * 100 * 2, file.PixelData!.ReadFrame(0).Length);
    }
}
