using DicomRender.Datasets;
using DicomRender.Frames;
using DicomRender.Storing;
using DicomRender.Tests.Golden;
using DicomRender.Tiling;
using DicomRender.Writing;

namespace DicomRender.Tests.Tiling;

public class FrameContainerTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static DicomDatasetBuilder Noise(int rows, int columns, int frames, bool signed)
    {
        var random = new Random(3);
        var words = Enumerable.Range(0, rows * columns * frames).Select(i => i % columns * 5 + random.Next(64) - (signed ? 900 : 0))
            .ToArray();
        return TestImage.Shape(rows, columns, 1, 16, signed).Add(DicomTags.NumberOfFrames, frames)
            .AddBytes(DicomTags.PixelData, Vr.OW, TestImage.Words(words));
    }

    private static async Task<byte[]> BytesOf(DicomDatasetBuilder image)
    {
        using var file = image.File();
        using var target = new MemoryStream();
        await FrameContainerBuilder.BuildAsync(file, target, TestCodecs.All, Cancelled);
        return target.ToArray();
    }

    [Theory]
    [InlineData(100, 70, 3, true)]
    [InlineData(129, 515, 2, false)]
    public async Task Every_frame_comes_back_bit_by_bit(int rows, int columns, int frames, bool signed)
    {
        using var file = Noise(rows, columns, frames, signed).File();
        var container = await GoldenTests.ContainerOf(file, TestCodecs.All);
        Assert.Equal(signed ? SampleKind.GrayS16 : SampleKind.GrayU16, container.Kind);
        for (var i = frames - 1; i >= 0; i--)
            Assert.Equal(file.PixelData!.ReadFrame(i), (await container.ReadFrameAsync(i, 0, Cancelled)).Samples.ToArray());
    }

    [Fact]
    public async Task Colour_comes_back_bit_by_bit()
    {
        var rgb = new byte[90 * 50 * 3];
        new Random(4).NextBytes(rgb);
        var container = await TestImage.Shape(90, 50, 3, 8, interpretation: "RGB").AddBytes(DicomTags.PixelData, Vr.OB, rgb).StoreAsync();
        Assert.Equal(rgb, (await container.ReadFrameAsync(0, 0, Cancelled)).Samples.ToArray());
    }

    [Fact]
    public async Task The_description_and_its_tables_come_back()
    {
        var container = await TestImage.Gray16(true, 1, 2, 3).Window(40, 400).Add(DicomTags.PixelSpacing, 0.5, 0.5)
            .AddSequence(DicomTags.ModalityLutSequence, TestImage.Lut(3, -1, 16, TestImage.Words(1, 2, 3)))
            .AddSequence(DicomTags.VoiLutSequence, TestImage.Lut(2, 0, 8, [0, 255]))
            .Add(OverlayTags.OverlayRows, 1).Add(OverlayTags.OverlayColumns, 3).AddBytes(OverlayTags.OverlayData, Vr.OW, [5, 0])
            .StoreAsync();
        var image = container.Description;
        Assert.Equal((40, 400), (image.Windows[0].Center, image.Windows[0].Width));
        Assert.Equal([0.5, 0.5], image.PixelSpacing);
        Assert.Equal([1, 2, 3], image.Tables.ModalityLut!.Entries);
        Assert.Equal([0, 255], image.Tables.VoiLuts.Single().Entries);
        Assert.Equal((1, 3), (image.Tables.Overlays.Single().Rows, image.Tables.Overlays.Single().Columns));
        Assert.Single(image.VoiLuts);
    }

    [Fact]
    public async Task The_thumbnail_is_a_JPEG_of_at_most_128_pixels()
    {
        var thumbnail = await (await Noise(300, 600, 1, false).StoreAsync()).ReadThumbnailAsync(Cancelled);
        var frame = thumbnail.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        Assert.Equal((64, 128), (thumbnail[frame + 6], thumbnail[frame + 8]));
    }

    [Fact]
    public async Task Noisy_slices_take_about_half_their_size() =>
        Assert.InRange((await BytesOf(Noise(512, 512, 1, true))).Length, 1, 512 * 512 * 2 * 6 / 10);

    [Fact]
    public async Task A_container_damaged_anywhere_is_refused_not_shown()
    {
        var whole = await BytesOf(Noise(100, 70, 2, true));
        var random = new Random(1);
        for (var i = 0; i < 300; i++)
        {
            var bytes = whole.ToArray();
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            var error = await Assert.ThrowsAsync<DicomException>(() => ReadEverything(bytes));
            Assert.Equal("container_damaged", error.Code);
        }
    }

    [Fact]
    public async Task A_container_cut_anywhere_is_refused()
    {
        var whole = await BytesOf(Noise(40, 30, 1, true));
        for (var length = 0; length < whole.Length; length += 13)
            Assert.Equal("container_damaged", (await Assert.ThrowsAsync<DicomException>(() => ReadEverything(whole[..length]))).Code);
    }

    [Fact]
    public async Task A_file_on_disk_is_read_like_memory()
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, await BytesOf(Noise(100, 70, 1, true)), Cancelled);
            using var source = new FileByteSource(path);
            var container = await FrameContainer.OpenAsync(source, Cancelled);
            Assert.Equal(100 * 70 * 2, (await container.ReadFrameAsync(0, 0, Cancelled)).ByteSize);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task ReadEverything(byte[] bytes)
    {
        var container = await FrameContainer.OpenAsync(new MemoryByteSource(bytes), Cancelled);
        await container.ReadThumbnailAsync(Cancelled);
        for (var i = 0; i < container.Description.Frames; i++) await container.ReadFrameAsync(i, 0, Cancelled);
    }
}
