using DicomRender.Datasets;
using DicomRender.Describing;
using DicomRender.Writing;

namespace DicomRender.Tests.Golden;

public class FramesAndOverlaysTests
{
    private static DicomDatasetBuilder TwoFrames() =>
        TestImage.Shape(1, 2, 1, 16).Add(DicomTags.NumberOfFrames, 2).AddBytes(DicomTags.PixelData, Vr.OW, TestImage.Words(0, 100, 0, 200));

    private static DicomDataset Group(DicomTag macro, Action<DicomDatasetBuilder> fill)
    {
        var item = new DicomDatasetBuilder();
        fill(item);
        return new DicomDatasetBuilder().AddSequence(macro, item.Build()).Build();
    }

    [Fact]
    public async Task A_clip_has_one_automatic_window_and_slices_of_a_stack_have_their_own()
    {
        var clip = (await TwoFrames().StoreAsync()).Description;
        Assert.Null(clip.PerFrame);
        Assert.True(clip.IsAutomatic);
        foreach (var frame in (int[])[0, 1])
        {
            var alone = await TwoFrames().GrayAsync(frame: frame);
            Assert.Equal(await TwoFrames().GrayAsync(new() { Window = clip.DefaultWindow }, frame), alone);
        }
        var stack = TwoFrames()
            .AddSequence(DicomTags.SharedFunctionalGroupsSequence,
                Group(DicomTags.PlaneOrientationSequence, item => item.Add(DicomTags.ImageOrientationPatient, 1, 0, 0, 0, 1, 0)))
            .AddSequence(DicomTags.PerFrameFunctionalGroupsSequence,
                Group(DicomTags.PlanePositionSequence, item => item.Add(DicomTags.ImagePositionPatient, 0, 0, 0)),
                Group(DicomTags.PlanePositionSequence, item => item.Add(DicomTags.ImagePositionPatient, 0, 0, 5)));
        Assert.Equal([0, 255], await stack.GrayAsync(frame: 0));
        Assert.Equal([0, 255], await stack.GrayAsync(frame: 1));
    }

    [Fact]
    public async Task A_window_of_the_frame_goes_before_the_shared_one()
    {
        var image = TwoFrames()
            .AddSequence(DicomTags.SharedFunctionalGroupsSequence,
                Group(DicomTags.FrameVoiLutSequence, item => item.Window(50, 100, "LINEAR_EXACT")))
            .AddSequence(DicomTags.PerFrameFunctionalGroupsSequence, new DicomDatasetBuilder().Build(),
                Group(DicomTags.FrameVoiLutSequence, item => item.Window(200, 400, "LINEAR_EXACT")));
        Assert.Equal([0, 255], await image.GrayAsync(frame: 0));
        Assert.Equal([0, 127], await image.GrayAsync(frame: 1));
    }

    [Fact]
    public async Task A_rescale_of_the_frame_goes_before_the_shared_one()
    {
        var image = TwoFrames().Window(100, 200, "LINEAR_EXACT")
            .AddSequence(DicomTags.SharedFunctionalGroupsSequence,
                Group(DicomTags.PixelValueTransformationSequence, item =>
                    item.Add(DicomTags.RescaleSlope, 1).Add(DicomTags.RescaleIntercept, 100)))
            .AddSequence(DicomTags.PerFrameFunctionalGroupsSequence, new DicomDatasetBuilder().Build(),
                Group(DicomTags.PixelValueTransformationSequence, item =>
                    item.Add(DicomTags.RescaleSlope, 0.5).Add(DicomTags.RescaleIntercept, 0)));
        Assert.Equal([127, 255], await image.GrayAsync(frame: 0));
        Assert.Equal([0, 127], await image.GrayAsync(frame: 1));
    }

    [Fact]
    public async Task What_all_frames_say_alike_is_said_once()
    {
        var group = Group(DicomTags.PixelMeasuresSequence, item => item.Add(DicomTags.PixelSpacing, 0.5, 0.25));
        var description = (await TwoFrames().Window(1, 2).AddSequence(DicomTags.PerFrameFunctionalGroupsSequence, group, group)
            .StoreAsync()).Description;
        Assert.Null(description.PerFrame);
        Assert.Equal([0.5, 0.25], description.PixelSpacing);
        Assert.Equal(SpacingKind.Calibrated, description.PixelSpacingKind);
    }

    [Fact]
    public async Task A_frame_beyond_the_last_is_refused() =>
        Assert.Equal("frame_out_of_range", (await Assert.ThrowsAsync<DicomException>(() => TwoFrames().GrayAsync(frame: 2))).Code);

    [Fact]
    public async Task A_claim_of_two_billion_frames_costs_nothing()
    {
        var image = TestImage.Gray16(false, 1, 2).Add(DicomTags.NumberOfFrames, int.MaxValue)
            .AddSequence(DicomTags.PerFrameFunctionalGroupsSequence, new DicomDatasetBuilder().Build());
        Assert.Equal("truncated", (await Assert.ThrowsAsync<DicomException>(() => image.GrayAsync())).Code);
    }

    [Fact]
    public async Task An_overlay_is_drawn_only_when_asked_for()
    {
        var image = WithOverlay(TestImage.Gray16(false, 0, 0, 0, 0).Window(50, 100), 1, 2, 1, 2, 0b11);
        Assert.Equal([0, 0, 0, 0], await image.GrayAsync());
        Assert.Equal([0, 255, 255, 0], await image.GrayAsync(new() { Overlays = true }));
    }

    [Theory]
    [InlineData(1, -1, new byte[] { 255, 0, 0, 0 })]
    [InlineData(1, 4, new byte[] { 0, 0, 0, 255 })]
    [InlineData(1, 9, new byte[] { 0, 0, 0, 0 })]
    [InlineData(-5, 1, new byte[] { 0, 0, 0, 0 })]
    public async Task An_overlay_may_lie_outside_the_image(int row, int column, byte[] expected) =>
        Assert.Equal(expected, await WithOverlay(TestImage.Gray16(false, 0, 0, 0, 0).Window(50, 100), 1, 3, row, column, 0b111)
            .GrayAsync(new() { Overlays = true }));

    [Fact]
    public async Task An_overlay_hidden_in_the_pixel_words_is_found_and_the_value_is_not_touched_by_it()
    {
        var image = TestImage.Gray16(false, 0x8000, 0x0FFF, 0x8FFF, 0).Add(DicomTags.BitsStored, 12).Add(DicomTags.HighBit, 11)
            .Window(2048, 4096)
            .Add(OverlayTags.OverlayRows, 1).Add(OverlayTags.OverlayColumns, 4).Add(OverlayTags.OverlayBitsAllocated, 16)
            .Add(OverlayTags.OverlayBitPosition, 15);
        Assert.Equal([0, 255, 255, 0], await image.GrayAsync());
        Assert.Equal([255, 255, 255, 0], await image.GrayAsync(new() { Overlays = true }));
    }

    [Fact]
    public async Task An_overlay_of_one_frame_stays_on_it()
    {
        var image = WithOverlay(TwoFrames().Window(500, 1000), 1, 2, 1, 1, 0b11).Add(new(0x6000, 0x0015), 1).Add(new(0x6000, 0x0051), 2);
        Assert.Equal([0, 25], await image.GrayAsync(new() { Overlays = true }, frame: 0));
        Assert.Equal([255, 255], await image.GrayAsync(new() { Overlays = true }, frame: 1));
    }

    private static DicomDatasetBuilder WithOverlay(DicomDatasetBuilder image, int rows, int columns, int top, int left, byte bits) => image
        .Add(OverlayTags.OverlayRows, rows).Add(OverlayTags.OverlayColumns, columns).Add(OverlayTags.OverlayBitsAllocated, 1)
        .Add(OverlayTags.OverlayBitPosition, 0)
        .AddBytes(OverlayTags.OverlayOrigin, Vr.SS, TestImage.Words(top, left)).AddBytes(OverlayTags.OverlayData, Vr.OW, [bits, 0]);
}
