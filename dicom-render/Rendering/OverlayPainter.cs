using DicomRender.Windowing;

namespace DicomRender.Rendering;

/// <summary>Draws overlays white onto a picture, after the grey pipeline (PS3.4 N.2.4).</summary>
internal static class OverlayPainter
{
    /// <param name="plane">The overlay.</param>
    /// <param name="frame">0-based image frame.</param>
    /// <param name="placement">Region in full-size image pixels, and the picture's size.</param>
    /// <param name="pixels">The picture, not yet mirrored.</param>
    /// <param name="channels">1 or 3.</param>
    public static void Paint(OverlayPlane plane, int frame, Placement placement, Span<byte> pixels, int channels)
    {
        if (!plane.Covers(frame)) return;
        var (scaleX, scaleY) = (placement.OutputWidth / (double)placement.Width, placement.OutputHeight / (double)placement.Height);
        var firstRow = Math.Max(0L, (long)placement.Top - plane.Top);
        var lastRow = Math.Min(plane.Rows, (long)placement.Top + placement.Height - plane.Top);
        var firstColumn = Math.Max(0L, (long)placement.Left - plane.Left);
        var lastColumn = Math.Min(plane.Columns, (long)placement.Left + placement.Width - plane.Left);
        for (var row = (int)firstRow; row < lastRow; row++)
        {
            // A set bit covers every picture pixel it touches, so that thin lines survive scaling down.
            var (top, bottom) = Cover(plane.Top + row - placement.Top, scaleY, placement.OutputHeight);
            for (var column = (int)firstColumn; column < lastColumn; column++)
            {
                if (!plane[frame, row, column]) continue;
                var (left, right) = Cover(plane.Left + column - placement.Left, scaleX, placement.OutputWidth);
                for (var y = top; y < bottom; y++)
                    pixels.Slice((y * placement.OutputWidth + left) * channels, (right - left) * channels).Fill(255);
            }
        }
    }

    private static (int From, int To) Cover(int pixel, double scale, int size)
    {
        var from = Math.Min((int)(pixel * scale), size - 1);
        return (from, Math.Clamp((int)Math.Round((pixel + 1) * scale), from + 1, size));
    }
}
