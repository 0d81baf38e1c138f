namespace DicomRender.Pictures;

/// <summary>A finished picture: 8-bit grey or interleaved RGB, rows from the top without gaps.</summary>
/// <param name="Pixels"><c>Width * Height * Channels</c> bytes.</param>
/// <param name="Width">Columns, at least 1.</param>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="Channels">1 (grey) or 3 (RGB).</param>
public readonly record struct Raster(ReadOnlyMemory<byte> Pixels, int Width, int Height, int Channels)
{
    /// <summary>Bytes of one row.</summary>
    public int Stride => Width * Channels;

    /// <summary>A part of the picture: <paramref name="count"/> rows from <paramref name="first"/>.</summary>
    internal Raster Rows(int first, int count) => new(Pixels.Slice(first * Stride, count * Stride), Width, count, Channels);

    internal ReadOnlySpan<byte> Row(int row) => Pixels.Span.Slice(row * Stride, Stride);
}
