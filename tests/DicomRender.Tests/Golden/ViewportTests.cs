using DicomRender.Datasets;
using DicomRender.Frames;
using DicomRender.Pictures;
using DicomRender.Rendering;
using DicomRender.Writing;

namespace DicomRender.Tests.Golden;

public class ViewportTests
{
    // Eight columns, four rows: value = 10 * column + 100 * row.
    private static DicomDatasetBuilder Ramp() => TestImage.Shape(4, 8, 1, 16)
        .AddBytes(DicomTags.PixelData, Vr.OW, TestImage.Words([.. Enumerable.Range(0, 32).Select(i => i % 8 * 10 + i / 8 * 100)]))
        .Window(127.5, 255, "LINEAR_EXACT");

    private static RenderRequest In(Viewport viewport) => new() { Viewport = viewport };

    [Fact]
    public async Task A_region_of_its_own_size_is_cropped() =>
        Assert.Equal([110, 120, 210, 220], await Ramp().GrayAsync(In(new(2, 2, 1, 1, 2, 2))));

    [Fact]
    public async Task Negative_source_sizes_mirror()
    {
        Assert.Equal([120, 110, 220, 210], await Ramp().GrayAsync(In(new(2, 2, 1, 1, -2, 2))));
        Assert.Equal([210, 220, 110, 120], await Ramp().GrayAsync(In(new(2, 2, 1, 1, 2, -2))));
    }

    [Fact]
    public async Task Half_the_size_is_the_mean_of_four() =>
        Assert.Equal([55, 75, 95, 115, 255, 255, 255, 255], await Ramp().GrayAsync(In(new(4, 4))));

    [Fact]
    public async Task A_third_weighs_pixels_by_their_share() =>
        Assert.Equal([10, 40], await TestImage.Gray16(false, 0, 10, 20, 30, 40, 50).Window(127.5, 255, "LINEAR_EXACT")
            .GrayAsync(In(new(2, 9))));

    [Fact]
    public async Task Uneven_scaling_down_keeps_the_mean() =>
        Assert.Equal([5, 25], await TestImage.Gray16(false, 0, 15, 30).Window(127.5, 255, "LINEAR_EXACT").GrayAsync(In(new(2, 9))));

    [Fact]
    public async Task Enlarging_is_linear_between_pixel_centres() =>
        Assert.Equal([0, 25, 75, 100, 0, 25, 75, 100],
            await TestImage.Gray16(false, 0, 100).Window(127.5, 255, "LINEAR_EXACT").GrayAsync(In(new(4, 9))));

    [Fact]
    public async Task Signed_samples_are_averaged_as_signed() =>
        Assert.Equal([127], await TestImage.Gray16(true, -100, 100).Window(0, 510, "LINEAR_EXACT").GrayAsync(In(new(1, 1))));

    [Theory]
    [InlineData(100, 100, 100, 50)]
    [InlineData(100, 20, 40, 20)]
    [InlineData(4, 400, 4, 2)]
    [InlineData(16000, 3, 6, 3)]
    public void The_picture_is_the_largest_that_fits(int width, int height, int expectedWidth, int expectedHeight)
    {
        var place = new Viewport(width, height).Place(4, 8)!.Value;
        Assert.Equal((expectedWidth, expectedHeight), (place.OutputWidth, place.OutputHeight));
    }

    [Fact]
    public void Pixels_that_are_not_square_are_shown_as_they_are_shaped()
    {
        var place = new Viewport(128, 128).Place(120, 256, pixelAspect: 4 / 3.0)!.Value;
        Assert.Equal((128, 80), (place.OutputWidth, place.OutputHeight));
    }

    [Theory]
    [InlineData(0, 5, 0, 0, null)]
    [InlineData(5, 20000, 0, 0, null)]
    [InlineData(5, 5, 8, 0, null)]
    [InlineData(5, 5, -3, 0, 3)]
    [InlineData(5, 5, 0, int.MaxValue, null)]
    [InlineData(5, 5, 0, 0, 0)]
    public async Task A_viewport_that_shows_nothing_is_refused(int width, int height, int x, int y, int? sourceWidth) =>
        Assert.Equal("viewport_outside_image",
            (await Assert.ThrowsAsync<DicomException>(() => Ramp().GrayAsync(In(new(width, height, x, y, sourceWidth))))).Code);

    [Fact]
    public async Task A_region_that_sticks_out_is_cut_to_the_image() =>
        Assert.Equal([70, 170], await Ramp().GrayAsync(In(new(1, 2, 7, -5, 100, 7))));

    [Fact]
    public async Task Padding_keeps_its_blackness_when_scaled_and_inverted()
    {
        var image = TestImage.Gray16(false, 0, 0, 200, 200).Add(DicomTags.PhotometricInterpretation, "MONOCHROME1")
            .Window(200, 200, "LINEAR_EXACT")
            .AddBytes(DicomTags.PixelPaddingValue, Vr.US, TestImage.Words(0));
        Assert.Equal([0, 127], await image.GrayAsync(In(new(2, 2))));
    }

    [Fact]
    public async Task A_large_image_is_shown_from_its_halved_levels_as_from_full_size()
    {
        var (rows, columns) = (1500, 1100);
        var words = new int[rows * columns];
        for (var i = 0; i < words.Length; i++) words[i] = 1000 + i % columns + 2 * (i / columns);
        var container = await TestImage.Shape(rows, columns, 1, 16).AddBytes(DicomTags.PixelData, Vr.OW, TestImage.Words(words))
            .Window(3000, 6000).StoreAsync();
        Assert.Equal(2, container.Description.Levels);
        var full = await container.ReadFrameAsync(0, 0, TestContext.Current.CancellationToken);
        foreach (var viewport in new Viewport[] { new(128, 128), new(500, 500, 100, 200, 1000, 1200), new(700, 700) })
        {
            var request = In(viewport) with { Format = OutputFormat.Pgm };
            var fromLevel = await Renderer.RenderAsync(container, 0, request, TestContext.Current.CancellationToken);
            var (max, _) = PortableMap.Difference(Renderer.Render(full, container.Description, 0, request), fromLevel);
            Assert.InRange(max, 0, 1);
            var level = await container.ReadFrameAsync(0, Renderer.LevelFor(container.Description, request),
                TestContext.Current.CancellationToken);
            Assert.Equal(fromLevel, Renderer.Render(level, container.Description, 0, request));
        }
    }

    [Fact]
    public void Halving_leaves_padding_out_and_rounds_negatives_like_positives()
    {
        var frame = new StoredFrame(2, 4, SampleKind.GrayS16, TestImage.Words(-2000, -2000, -10, -2000, -2000, -2000, -20, -2000));
        var half = Pyramid.Halve(frame, new StoredRange(-2000, -2000));
        Assert.Equal(TestImage.Words(-2000, -15), half.Samples.ToArray());
        Assert.Equal(1, half.Level);
    }
}
