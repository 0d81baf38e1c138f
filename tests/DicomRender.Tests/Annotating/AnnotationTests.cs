using DicomRender.Annotating;

namespace DicomRender.Tests.Annotating;

/// <summary>Text burned into a picture.</summary>
public sealed class AnnotationTests
{
    private const int Width = 200, Height = 160;

    // Thin strokes of small letters are not fully covered.
    private const byte White = 200, Black = 50;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Text_is_white_with_a_shadow_in_its_corner_and_nowhere_else(int channels)
    {
        var picture = Painted(channels, new(Font(), ["王建国  男"], []));
        Assert.Contains(picture, value => value > White);
        Assert.Contains(picture, value => value < Black);
        for (var i = 0; i < picture.Length; i++)
            if (i / channels / Width >= 30 || i / channels % Width >= 120) Assert.Equal(100, picture[i]);
        if (channels == 3)
            for (var i = 0; i < picture.Length; i += 3)
                Assert.True(picture[i] == picture[i + 1] && picture[i] == picture[i + 2], "text is grey");
    }

    [Fact]
    public void Different_names_are_different_pictures_and_the_last_line_stands_at_the_bottom()
    {
        Assert.NotEqual(Painted(1, new(Font(), ["王建国"], [])), Painted(1, new(Font(), ["李秀英"], [])));
        var picture = Painted(1, new(Font(), [], ["窗位 40 窗宽 400"]));
        Assert.All(picture.Take(Width * (Height - 25)), value => Assert.Equal(100, value));
        Assert.Contains(picture.Skip(Width * (Height - 25)), value => value > White);
    }

    [Fact]
    public void What_does_not_fit_is_cut_off_and_controls_and_broken_text_draw_nothing()
    {
        var lines = Enumerable.Repeat(new string('很', 5000), 100).ToArray();
        Assert.Contains(Painted(1, new(Font(), lines, lines)), value => value > White);
        Assert.All(Painted(1, new(Font(), ["\u0000\u001b\r\n\t", "", "   "], [])), value => Assert.Equal(100, value));
        Painted(1, new(Font(), ["\ud800 \U0010ffff \u202e"], []));
    }

    [Fact]
    public void What_is_no_font_is_no_typeface()
    {
        Font();
        Assert.Null(Typeface.Open("/no/such/file.ttf"));
        Assert.Null(Typeface.Open(typeof(AnnotationTests).Assembly.Location));
    }

    private static Typeface Font()
    {
        const string Noto = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";
        if (!File.Exists(Noto)) Assert.Skip("fonts-noto-cjk is not installed");
        if (Typeface.Open(Noto, 2) is not { } font)
        {
            Assert.Skip("libfreetype6 is not installed");
            throw new InvalidOperationException();
        }
        return font;
    }

    private static byte[] Painted(int channels, Annotation annotation)
    {
        var pixels = new byte[Width * Height * channels];
        pixels.AsSpan().Fill(100);
        annotation.Paint(pixels, Width, Height, channels);
        return pixels;
    }
}
