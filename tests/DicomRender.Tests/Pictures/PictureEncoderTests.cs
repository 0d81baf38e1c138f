using DicomRender.Pictures;

namespace DicomRender.Tests.Pictures;

public class PictureEncoderTests
{
    private static readonly (int Width, int Height)[] Sizes = [(1, 1), (3, 2), (7, 9), (64, 64), (129, 67), (300, 40)];

    public static IEnumerable<TheoryDataRow<int, int, int>> Shapes() =>
        from size in Sizes from channels in new[] { 1, 3 } select new TheoryDataRow<int, int, int>(size.Width, size.Height, channels);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_PNG_holds_exactly_the_picture(int width, int height, int channels)
    {
        var raster = Picture(width, height, channels);
        var (size, pixels) = PngReader.Read(PictureEncoder.Encode(raster, OutputFormat.Png));
        Assert.Equal((width, height, channels), size);
        Assert.Equal(raster.Pixels.ToArray(), pixels);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_GIF_holds_exactly_a_grey_picture(int width, int height, int channels)
    {
        if (channels == 3) return;
        var raster = Noise(width, height);
        Assert.Equal(raster.Pixels.ToArray(), GifReader.ReadGray(PictureEncoder.Encode(raster, OutputFormat.Gif), width, height));
    }

    [Fact]
    public void A_GIF_survives_a_full_code_table()
    {
        var raster = Noise(512, 512);
        Assert.Equal(raster.Pixels.ToArray(), GifReader.ReadGray(PictureEncoder.Encode(raster, OutputFormat.Gif), 512, 512));
    }

    [Fact]
    public void A_grey_picture_as_PPM_repeats_its_channel()
    {
        var file = PictureEncoder.Encode(new Raster(new byte[] { 7, 9 }, 2, 1, 1), OutputFormat.Ppm);
        Assert.Equal([.. "P6\n2 1\n255\n"u8, 7, 7, 7, 9, 9, 9], file);
    }

    [Fact]
    public void A_PGM_is_its_header_and_the_pixels()
    {
        var file = PictureEncoder.Encode(new Raster(new byte[] { 7, 9 }, 1, 2, 1), OutputFormat.Pgm);
        Assert.Equal([.. "P5\n1 2\n255\n"u8, 7, 9], file);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Both_JPEG_encoders_give_the_picture_back_closely(int width, int height, int channels)
    {
        if (!TurboJpegEncoder.IsAvailable) Assert.Skip("libturbojpeg.so.0 is not installed (Debian: libturbojpeg0)");
        var raster = Picture(width, height, channels);
        foreach (var file in new[] { TurboJpegEncoder.Encode(raster, 95), ManagedJpegEncoder.Encode(raster, 95) })
        {
            var decoded = TurboJpegReader.Read(file, width, height, channels);
            var error = raster.Pixels.ToArray().Zip(decoded, (a, b) => Math.Abs(a - b)).Average();
            Assert.True(error < 3, $"mean error {error}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(100)]
    public void The_managed_JPEG_is_as_good_as_the_native_at_the_same_quality(int quality)
    {
        if (!TurboJpegEncoder.IsAvailable) Assert.Skip("libturbojpeg.so.0 is not installed (Debian: libturbojpeg0)");
        var raster = Picture(129, 67, 1);
        var native = Error(raster, TurboJpegEncoder.Encode(raster, quality));
        var managed = Error(raster, ManagedJpegEncoder.Encode(raster, quality));
        Assert.InRange(managed, 0, native + 0.5);
    }

    /// <summary>Sizes around the cuts: two strips, eight, a last strip of one row, widths that are no whole number of MCUs.</summary>
    [Theory]
    [InlineData(1536, 1400, 1, 90)]
    [InlineData(2048, 1024, 3, 75)]
    [InlineData(2051, 1041, 3, 75)]
    [InlineData(2051, 1041, 3, 95)]
    [InlineData(3001, 2817, 1, 85)]
    public void A_large_JPEG_drawn_in_strips_is_the_one_drawn_whole(int width, int height, int channels, int quality)
    {
        if (!TurboJpegEncoder.IsAvailable) Assert.Skip("libturbojpeg.so.0 is not installed (Debian: libturbojpeg0)");
        var raster = Picture(width, height, channels);
        var strips = JpegEncoder.Encode(raster, quality);
        Assert.NotEqual(-1, strips.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDD, 0, 4]));
        Assert.Equal(TurboJpegReader.Read(TurboJpegEncoder.Encode(raster, quality), width, height, channels),
            TurboJpegReader.Read(strips, width, height, channels));
        Assert.Equal(strips, JpegEncoder.Encode(raster, quality, threads: 4));
    }

    [Fact]
    public void Strips_of_the_managed_encoder_join_as_well()
    {
        if (!TurboJpegEncoder.IsAvailable) Assert.Skip("libturbojpeg.so.0 is not installed (Debian: libturbojpeg0)");
        var raster = Picture(530, 500, 3);
        var joined = JpegStrips.Join([ManagedJpegEncoder.Encode(raster.Rows(0, 256), 80),
            ManagedJpegEncoder.Encode(raster.Rows(256, 244), 80)], 256, 500);
        Assert.Equal(TurboJpegReader.Read(ManagedJpegEncoder.Encode(raster, 80), 530, 500, 3), TurboJpegReader.Read(joined, 530, 500, 3));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(65535, 1)]
    [InlineData(65535, 65535)]
    [InlineData(512, 511)]
    public void A_picture_too_small_or_too_wide_for_strips_stays_whole(int width, int height) =>
        Assert.Equal(height, JpegStrips.RowsOf(width, height));

    [Fact]
    public void A_slice_is_two_strips() => Assert.Equal(256, JpegStrips.RowsOf(512, 512));

    [Fact]
    public void A_grey_JPEG_has_one_component()
    {
        var file = PictureEncoder.Encode(Picture(16, 16, 1), OutputFormat.Jpeg);
        var frame = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        Assert.Equal(1, file[frame + 9]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void A_quality_outside_1_to_100_is_refused(int quality) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PictureEncoder.Encode(Picture(8, 8, 1), OutputFormat.Jpeg, quality));

    private static double Error(Raster raster, byte[] file) =>
        raster.Pixels.ToArray().Zip(TurboJpegReader.Read(file, raster.Width, raster.Height, raster.Channels), (a, b) => Math.Abs(a - b))
            .Average();

    // Smooth with an edge, so that every filter and many coefficients are used.
    private static Raster Picture(int width, int height, int channels)
    {
        var pixels = new byte[width * height * channels];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (x, y, channel) = (i / channels % width, i / channels / width, i % channels);
            pixels[i] = (byte)(x * 2 + y + channel * 20 > 200 ? 220 - y / 2 : 40 + x + channel * 30);
        }
        return new(pixels, width, height, channels);
    }

    private static Raster Noise(int width, int height)
    {
        var pixels = new byte[width * height];
        new Random(5).NextBytes(pixels);
        pixels.AsSpan(0, pixels.Length / 3).Fill(17);
        return new(pixels, width, height, 1);
    }
}
