using DicomRender.Decoding;

namespace DicomRender.Tests.Decoding;

public class PixelShapeTests
{
    [Theory]
    [InlineData(65535, 65535)]
    [InlineData(46341, 46341)]
    [InlineData(32768, 16385)]
    public void A_frame_over_the_limit_is_refused(int rows, int columns) =>
        Assert.Equal("implausible_size", Refusal(() => PixelShape.Create(rows, columns, 1, new(8, 8, 7), 0, "MONOCHROME2")));

    [Theory]
    [InlineData(0, 10)]
    [InlineData(10, -1)]
    [InlineData(65536, 1)]
    public void A_side_outside_the_attribute_range_is_refused(int rows, int columns) =>
        Assert.Equal("implausible_size", Refusal(() => PixelShape.Create(rows, columns, 1, new(8, 8, 7), 0, "MONOCHROME2")));

    [Theory]
    [InlineData(4, 8, 8, 7, "unsupported_pixel_data")]
    [InlineData(1, 12, 12, 11, "unsupported_pixel_data")]
    [InlineData(1, 16, 17, 16, "invalid_attribute")]
    [InlineData(1, 16, 12, 10, "invalid_attribute")]
    [InlineData(1, 16, 12, 16, "invalid_attribute")]
    public void Bit_depths_that_contradict_each_other_are_refused(int samples, int allocated, int stored, int high, string code) =>
        Assert.Equal(code, Refusal(() => PixelShape.Create(2, 2, samples, new(allocated, stored, high), 0, "MONOCHROME2")));

    [Fact]
    public void The_bytes_of_a_frame_follow_packing_and_shared_colour()
    {
        Assert.Equal(2, PixelShape.Create(3, 3, 1, new(1, 1, 0), 0, "MONOCHROME2").FrameBytes);
        Assert.Equal(18, Shapes.Grey(3, 3, 12).FrameBytes);
        Assert.Equal(3 * 4 * 2, Shapes.Colour(3, 4, "YBR_FULL_422").FrameBytes);
        Assert.Equal(36, Shapes.Colour(3, 4, "YBR_FULL").FrameBytes);
    }

    [Fact]
    public void A_lossless_codestream_in_wider_words_keeps_where_the_value_lies()
    {
        var shape = PixelShape.Create(2, 2, 1, new(16, 12, 11, IsSigned: true), 0, "MONOCHROME2")
            .AfterDecoding(16, false, false, "MONOCHROME2");
        Assert.Equal((16, 12, 11, true), (shape.BitsAllocated, shape.BitsStored, shape.HighBit, shape.IsSigned));
    }

    [Fact]
    public void A_signed_or_lossy_codestream_says_itself_how_wide_its_values_are()
    {
        var claimed = PixelShape.Create(2, 2, 1, new(16, 10, 9), 0, "MONOCHROME2");
        Assert.Equal((12, 11, false), Lie(claimed.AfterDecoding(12, false, true, "MONOCHROME2")));
        Assert.Equal((16, 15, true), Lie(claimed.AfterDecoding(16, true, false, "MONOCHROME2")));
        Assert.Equal((8, 7, false), Lie(claimed.AfterDecoding(8, false, false, "MONOCHROME2")));
        static (int, int, bool) Lie(PixelShape s) => (s.BitsStored, s.HighBit, s.IsSigned);
    }

    internal static string Refusal(Action action) => Assert.Throws<DicomException>(action).Code;
}
