using DicomRender.Parsing;

namespace DicomRender.Tests.Golden;

/// <summary>Colour (PS3.3 C.7.6.3.1.2, C.7.9) on images written for each rule.</summary>
public class ColorRulesTests
{
    [Theory]
    [InlineData(0, new byte[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(1, new byte[] { 1, 4, 2, 5, 3, 6 })]
    public async Task RGB_comes_by_pixel_or_by_plane(int planar, byte[] bytes) =>
        Assert.Equal([1, 2, 3, 4, 5, 6], await TestImage.Shape(1, 2, 3, 8, interpretation: "RGB").Add(DicomTags.PlanarConfiguration, planar)
            .AddBytes(DicomTags.PixelData, Vr.OB, bytes).ColorAsync());

    [Fact]
    public async Task YBR_FULL_is_converted() =>
        Assert.Equal([128, 128, 128, 255, 56, 128], await TestImage.Shape(1, 2, 3, 8, interpretation: "YBR_FULL")
            .AddBytes(DicomTags.PixelData, Vr.OB, [128, 128, 128, 128, 128, 229]).ColorAsync());

    [Fact]
    public async Task Native_YBR_FULL_422_shares_its_colour_between_two_pixels() =>
        Assert.Equal([10, 10, 10, 20, 20, 20], await TestImage.Shape(1, 2, 3, 8, interpretation: "YBR_FULL_422")
            .AddBytes(DicomTags.PixelData, Vr.OB, [10, 20, 128, 128]).ColorAsync());

    [Fact]
    public async Task A_422_that_holds_every_sample_is_read_as_it_is() =>
        Assert.Equal([10, 10, 10, 20, 20, 20], await TestImage.Shape(1, 2, 3, 8, interpretation: "YBR_FULL_422")
            .AddBytes(DicomTags.PixelData, Vr.OB, [10, 128, 128, 20, 128, 128]).ColorAsync());

    [Fact]
    public async Task Sixteen_bit_colour_shows_its_high_byte() =>
        Assert.Equal([0x12, 0xFF, 0x00], await TestImage.Shape(1, 1, 3, 16, interpretation: "RGB").AddBytes(DicomTags.PixelData, Vr.OW, TestImage.Words(0x1234, 0xFFFF, 0x00FF)).ColorAsync());

    [Fact]
    public async Task Palette_indices_are_clamped_to_both_ends() =>
        Assert.Equal([1, 4, 7, 1, 4, 7, 3, 6, 9, 3, 6, 9], await WithPalette(TestImage.Shape(1, 4, 1, 8, interpretation: "PALETTE COLOR").AddBytes(DicomTags.PixelData, Vr.OB, [0, 10, 12, 99]), 10, 8).ColorAsync());

    [Fact]
    public async Task A_signed_palette_may_begin_below_zero() =>
        Assert.Equal([1, 4, 7, 2, 5, 8, 3, 6, 9], await WithPalette(
            TestImage.Shape(1, 3, 1, 16, signed: true, interpretation: "PALETTE COLOR").AddBytes(DicomTags.PixelData, Vr.OW, TestImage.Words(-5, -1, 4)), -2, 8).ColorAsync());

    [Fact]
    public async Task A_segmented_palette_is_expanded()
    {
        // Discrete 0; a ramp of 4 up to 200; the same discrete segment again.
        var data = TestImage.Words(0, 1, 0, 1, 4, 200 << 8, 2, 1, 0, 0);
        var image = TestImage.Shape(1, 6, 1, 8, interpretation: "PALETTE COLOR").AddBytes(DicomTags.PixelData, Vr.OB, [0, 1, 2, 3, 4, 5]);
        foreach (var (descriptor, segmented) in new[]
        {
            (DicomTags.RedPaletteColorLookupTableDescriptor, DicomTags.SegmentedRedPaletteColorLookupTableData),
            (DicomTags.GreenPaletteColorLookupTableDescriptor, DicomTags.SegmentedGreenPaletteColorLookupTableData),
            (DicomTags.BluePaletteColorLookupTableDescriptor, DicomTags.SegmentedBluePaletteColorLookupTableData),
        })
            image.AddBytes(descriptor, Vr.US, TestImage.Words(6, 0, 16)).AddBytes(segmented, Vr.OW, data);
        byte[] levels = [0, 50, 100, 150, 200, 0];
        Assert.Equal(levels.SelectMany(level => new[] { level, level, level }), await image.ColorAsync());
    }

    [Fact]
    public async Task A_supplemental_palette_colours_its_range_only() =>
        Assert.Equal([0, 0, 0, 255, 255, 255, 1, 4, 7, 3, 6, 9], await WithPalette(TestImage.Gray16(false, 0, 99, 100, 5000), 100, 8)
            .Add(DicomTags.PixelPresentation, "COLOR").Window(49.5, 99, "LINEAR_EXACT").ColorAsync());

    [Fact]
    public async Task A_palette_image_without_its_palette_is_refused()
    {
        var image = TestImage.Shape(1, 1, 1, 8, interpretation: "PALETTE COLOR").AddBytes(DicomTags.PixelData, Vr.OB, [0, 0]);
        Assert.Equal("missing_attribute", (await Assert.ThrowsAsync<DicomException>(() => image.ColorAsync())).Code);
    }

    [Fact]
    public async Task A_window_does_not_touch_colour() =>
        Assert.Equal([1, 2, 3], await TestImage.Shape(1, 1, 3, 8, interpretation: "RGB").AddBytes(DicomTags.PixelData, Vr.OB, [1, 2, 3, 0]).ColorAsync(new() { Window = new(500, 2) }));

    private static DicomDatasetBuilder WithPalette(DicomDatasetBuilder image, int first, int bits)
    {
        var descriptor = TestImage.Words(3, first, bits);
        return image
            .AddBytes(DicomTags.RedPaletteColorLookupTableDescriptor, Vr.US, descriptor).AddBytes(DicomTags.RedPaletteColorLookupTableData, Vr.OW, [1, 2, 3, 0])
            .AddBytes(DicomTags.GreenPaletteColorLookupTableDescriptor, Vr.US, descriptor).AddBytes(DicomTags.GreenPaletteColorLookupTableData, Vr.OW, [4, 5, 6, 0])
            .AddBytes(DicomTags.BluePaletteColorLookupTableDescriptor, Vr.US, descriptor).AddBytes(DicomTags.BluePaletteColorLookupTableData, Vr.OW, [7, 8, 9, 0]);
    }
}
