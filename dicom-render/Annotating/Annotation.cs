namespace DicomRender.Annotating;

/// <summary>Text burned into a picture's left corners (PS3.18 8.3.5.1.1): white, with a shadow so that it is read on white too.</summary>
/// <param name="Typeface">What it is drawn with.</param>
/// <param name="Top">Lines from the top left corner down.</param>
/// <param name="Bottom">Lines down to the bottom left corner.</param>
public sealed record Annotation(Typeface Typeface, IReadOnlyList<string> Top, IReadOnlyList<string> Bottom)
{
    private const int SmallestLetters = 12, LinesOfPicture = 30;

    /// <summary>Draws the text; what does not fit is cut off at the edge.</summary>
    /// <param name="pixels">The finished picture.</param>
    /// <param name="width">Its columns.</param>
    /// <param name="height">Its rows.</param>
    /// <param name="channels">1 or 3.</param>
    internal void Paint(Span<byte> pixels, int width, int height, int channels)
    {
        var size = Math.Max(SmallestLetters, Math.Min(width, height) / LinesOfPicture);
        var (margin, advance, shadow) = (size / 2, size * 4 / 3, Math.Max(1, size / 14));
        for (var i = 0; i < Top.Count; i++) Write(Top[i], margin + size + i * advance, pixels);
        for (var i = 0; i < Bottom.Count; i++) Write(Bottom[i], height - margin - size / 4 - (Bottom.Count - 1 - i) * advance, pixels);

        void Write(string text, int baseline, Span<byte> on)
        {
            var line = Typeface.Line(text, size, width);
            foreach (var glyph in line) Ink(glyph, margin + shadow, baseline + shadow, 0, on);
            foreach (var glyph in line) Ink(glyph, margin, baseline, 255, on);
        }

        void Ink(Glyph glyph, int left, int baseline, byte ink, Span<byte> on)
        {
            for (var i = 0; i < glyph.Coverage.Length; i++)
            {
                var (x, y) = (left + glyph.Left + i % glyph.Width, baseline - glyph.Top + i / glyph.Width);
                if (x < 0 || x >= width || y < 0 || y >= height) continue;
                foreach (ref var value in on.Slice((y * width + x) * channels, channels))
                    value = (byte)((value * (255 - glyph.Coverage[i]) + ink * glyph.Coverage[i] + 127) / 255);
            }
        }
    }
}
