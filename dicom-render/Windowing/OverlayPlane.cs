namespace DicomRender.Windowing;

/// <summary>One overlay plane (PS3.3 C.9.2): a bit map of its own size, placed on the image, possibly beyond its edges.</summary>
/// <param name="Rows">Rows of the overlay, not of the image.</param>
/// <param name="Columns">Columns of the overlay.</param>
/// <param name="Top">Image row of its first row, 0-based; may be negative.</param>
/// <param name="Left">Image column of its first column, 0-based; may be negative.</param>
/// <param name="FirstFrame">First image frame it lies on, 0-based.</param>
/// <param name="Frames">Image frames it lies on; each has its own bits, or all share the first ones.</param>
/// <param name="Bits">One bit per pixel, least significant first, frames following each other without gaps.</param>
public sealed record OverlayPlane(int Rows, int Columns, int Top, int Left, int FirstFrame, int Frames, ReadOnlyMemory<byte> Bits)
{
    internal bool Covers(int frame) => frame >= FirstFrame && frame < FirstFrame + Frames;

    internal bool this[int frame, int row, int column]
    {
        get
        {
            var size = (long)Rows * Columns;
            var bit = (frame - FirstFrame) * size + (long)row * Columns + column;
            if (bit >= Bits.Length * 8L) bit = (long)row * Columns + column;
            return bit < Bits.Length * 8L && (Bits.Span[(int)(bit >> 3)] >> (int)(bit & 7) & 1) != 0;
        }
    }
}
