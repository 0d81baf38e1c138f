using DicomRender.Datasets;
using DicomRender.Writing;

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
        Assert.Equal([0x12, 0xFF, 0x00],
            await TestImage.Shape(1, 1, 3, 16, interpretation: "RGB")
                .AddBytes(DicomTags.PixelData, Vr.OW, TestImage.Words(0x1234, 0xFFFF, 0x00FF)).ColorAsync());

    [Theory]
    [InlineData(0, new byte[] { 4, 3, 2, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 8, 7, 6, 5, 0, 0, 0, 0x80, 0, 0, 0, 0 })]
    [InlineData(1, new byte[] { 4, 3, 2, 1, 8, 7, 6, 5, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0x80, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0 })]
    public async Task Thirty_two_bit_colour_shows_its_highest_byte(int planar, byte[] bytes) =>
        Assert.Equal([1, 0xFF, 0, 5, 0x80, 0],
            await TestImage.Shape(1, 2, 3, 32, interpretation: "RGB").Add(DicomTags.PlanarConfiguration, planar)
            .AddBytes(DicomTags.PixelData, Vr.OW, bytes).ColorAsync());

    [Fact]
    public async Task Colour_of_few_bits_in_a_long_word_is_spread_over_all_levels() =>
        Assert.Equal([0x12, 0xFF, 0], await TestImage.Shape(1, 1, 3, 32, interpretation: "RGB").Add(DicomTags.BitsStored, 12)
            .Add(DicomTags.HighBit, 15)
            .AddBytes(DicomTags.PixelData, Vr.OW, [0x37, 0x12, 0xFF, 0xFF, 0xF0, 0xFF, 0, 0, 0x0F, 0, 0xAA, 0]).ColorAsync());

    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    public async Task Native_YBR_FULL_422_may_have_wide_samples(int bits)
    {
        var bytes = new byte[4 * bits / 8];
        foreach (var (i, level) in new byte[] { 10, 20, 128, 128 }.Index()) bytes[(i + 1) * bits / 8 - 1] = level;
        Assert.Equal([10, 10, 10, 20, 20, 20],
            await TestImage.Shape(1, 2, 3, bits, interpretation: "YBR_FULL_422").AddBytes(DicomTags.PixelData, Vr.OW, bytes).ColorAsync());
    }

    [Fact]
    public async Task Colour_shared_by_two_pixels_cannot_be_told_in_an_odd_number_of_columns()
    {
        var image = TestImage.Shape(2, 3, 3, 8, interpretation: "YBR_FULL_422").AddBytes(DicomTags.PixelData, Vr.OB, new byte[12]);
        Assert.Equal("invalid_attribute", (await Assert.ThrowsAsync<DicomException>(() => image.ColorAsync())).Code);
    }

    [Theory]
    [InlineData("RGB")]
    [InlineData("YBR_FULL_422")]
    public async Task Colour_of_one_sample_is_refused_and_not_shown_as_grey(string interpretation)
    {
        var image = TestImage.Shape(1, 2, 1, 8, interpretation: interpretation).AddBytes(DicomTags.PixelData, Vr.OB, new byte[6]);
        Assert.Equal("invalid_attribute", (await Assert.ThrowsAsync<DicomException>(() => image.ColorAsync())).Code);
    }

    [Fact]
    public async Task Palette_indices_of_32_bits_are_refused()
    {
        var image = WithPalette(TestImage.Shape(1, 1, 1, 32, interpretation: "PALETTE COLOR")
            .AddBytes(DicomTags.PixelData, Vr.OW, new byte[4]), 0, 8);
        Assert.Equal("unsupported_pixel_data", (await Assert.ThrowsAsync<DicomException>(() => image.ColorAsync())).Code);
    }

    [Fact]
    public async Task Palette_indices_are_clamped_to_both_ends() =>
        Assert.Equal([1, 4, 7, 1, 4, 7, 3, 6, 9, 3, 6, 9],
            await WithPalette(TestImage.Shape(1, 4, 1, 8, interpretation: "PALETTE COLOR")
                .AddBytes(DicomTags.PixelData, Vr.OB, [0, 10, 12, 99]), 10, 8).ColorAsync());

    [Fact]
    public async Task A_signed_palette_may_begin_below_zero() =>
        Assert.Equal([1, 4, 7, 2, 5, 8, 3, 6, 9], await WithPalette(
            TestImage.Shape(1, 3, 1, 16, signed: true, interpretation: "PALETTE COLOR")
                .AddBytes(DicomTags.PixelData, Vr.OW, TestImage.Words(-5, -1, 4)), -2, 8).ColorAsync());

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
        Assert.Equal([1, 2, 3], await TestImage.Shape(1, 1, 3, 8, interpretation: "RGB").AddBytes(DicomTags.PixelData, Vr.OB, [1, 2, 3, 0])
            .ColorAsync(new() { Window = new(500, 2) }));

    private static DicomDatasetBuilder WithPalette(DicomDatasetBuilder image, int first, int bits)
    {
        var descriptor = TestImage.Words(3, first, bits);
        return image
            .AddBytes(DicomTags.RedPaletteColorLookupTableDescriptor, Vr.US, descriptor)
            .AddBytes(DicomTags.RedPaletteColorLookupTableData, Vr.OW, [1, 2, 3, 0])
            .AddBytes(DicomTags.GreenPaletteColorLookupTableDescriptor, Vr.US, descriptor)
            .AddBytes(DicomTags.GreenPaletteColorLookupTableData, Vr.OW, [4, 5, 6, 0])
            .AddBytes(DicomTags.BluePaletteColorLookupTableDescriptor, Vr.US, descriptor)
            .AddBytes(DicomTags.BluePaletteColorLookupTableData, Vr.OW, [7, 8, 9, 0]);
    }
}
