using System.Buffers;
using System.Runtime.InteropServices;
using DicomRender.Frames;
using DicomRender.Pictures;
using DicomRender.Windowing;

namespace DicomRender.Rendering;

/// <summary>
/// Turns stored rows, pushed from the top of a region, into a finished picture: scaled in sample space, then windowed
/// (PS3.4 N.2 on full-precision samples). Buffers come from the pool and go back on Dispose.
/// </summary>
internal sealed class PictureBuilder : IDisposable
{
    private readonly Placement placement;
    private readonly SampleKind kind;
    private readonly GrayTransfer? transfer;
    private readonly bool windowFirst;
    private readonly byte[] pixels;
    private readonly Resampler<byte>? bytes;
    private readonly Resampler<ushort>? words;
    private readonly Resampler<short>? signedWords;
    private readonly Resampler<byte>.RowSink? byteSink;
    private readonly Resampler<ushort>.RowSink? wordSink;
    private readonly Resampler<short>.RowSink? signedSink;
    private readonly byte[]? windowed;
    private int rowsTaken;

    /// <param name="placement">Region in the pixels of the frame or level that is pushed.</param>
    /// <param name="kind">What is pushed.</param>
    /// <param name="transfer">For grey.</param>
    /// <param name="windowFirst">Window before scaling, where single stored values count (padding that must stay black).</param>
    public PictureBuilder(Placement placement, SampleKind kind, GrayTransfer? transfer, bool windowFirst)
    {
        (this.placement, this.kind, this.transfer) = (placement, kind, transfer);
        this.windowFirst = windowFirst && kind != SampleKind.Rgb24;
        Channels = kind == SampleKind.Rgb24 ? 3 : 1;
        pixels = ArrayPool<byte>.Shared.Rent(checked(placement.OutputWidth * placement.OutputHeight * Channels));
        if (placement.IsUnscaled) return;
        var (width, height, outputWidth, outputHeight) = (placement.Width, placement.Height, placement.OutputWidth, placement.OutputHeight);
        if (this.windowFirst) windowed = ArrayPool<byte>.Shared.Rent(width);
        if (this.windowFirst || kind is SampleKind.Gray8 or SampleKind.Rgb24) bytes = new(width, height, outputWidth, outputHeight, Channels);
        else if (kind == SampleKind.GrayU16) words = new(width, height, outputWidth, outputHeight, 1);
        else signedWords = new(width, height, outputWidth, outputHeight, 1);
        byteSink = kind == SampleKind.Gray8 && !this.windowFirst ? (y, samples) => this.transfer!.Apply(samples, Line(y)) : (y, samples) => samples.CopyTo(Line(y));
        wordSink = (y, samples) => this.transfer!.Apply(samples, Line(y));
        signedSink = (y, samples) => this.transfer!.Apply(MemoryMarshal.Cast<short, ushort>(samples), Line(y));
    }

    public int Channels { get; }

    /// <summary>The picture so far.</summary>
    public Span<byte> Pixels => pixels.AsSpan(0, placement.OutputWidth * placement.OutputHeight * Channels);

    /// <summary>The next row of the region: its bytes as <see cref="StoredFrame"/> has them, without what lies left or right of it.</summary>
    public void Push(ReadOnlySpan<byte> row)
    {
        if (placement.IsUnscaled) Window(row, Line(rowsTaken));
        else if (windowFirst)
        {
            Window(row, windowed);
            bytes!.Push(windowed, byteSink!);
        }
        else if (words is not null) words.Push(MemoryMarshal.Cast<byte, ushort>(row), wordSink!);
        else if (signedWords is not null) signedWords.Push(MemoryMarshal.Cast<byte, short>(row), signedSink!);
        else bytes!.Push(row, byteSink!);
        rowsTaken++;
    }

    /// <summary>The picture, mirrored as asked. Valid until Dispose.</summary>
    public Raster Finish()
    {
        if (placement.MirrorX) for (var y = 0; y < placement.OutputHeight; y++) Mirror(Line(y));
        if (placement.MirrorY)
            for (int y = 0, other = placement.OutputHeight - 1; y < other; y++, other--) Swap(Line(y), Line(other));
        return new(pixels.AsMemory(0, Pixels.Length), placement.OutputWidth, placement.OutputHeight, Channels);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(pixels);
        if (windowed is not null) ArrayPool<byte>.Shared.Return(windowed);
        bytes?.Dispose();
        words?.Dispose();
        signedWords?.Dispose();
    }

    private void Window(ReadOnlySpan<byte> row, Span<byte> target)
    {
        if (kind == SampleKind.Rgb24) row.CopyTo(target);
        else if (kind == SampleKind.Gray8) transfer!.Apply(row, target);
        else transfer!.Apply(MemoryMarshal.Cast<byte, ushort>(row), target);
    }

    private Span<byte> Line(int y) => pixels.AsSpan(y * placement.OutputWidth * Channels, placement.OutputWidth * Channels);

    private void Mirror(Span<byte> line)
    {
        line.Reverse();
        // Red and blue have changed places with the pixels.
        if (Channels == 3) for (var i = 0; i < line.Length; i += 3) (line[i], line[i + 2]) = (line[i + 2], line[i]);
    }

    private static void Swap(Span<byte> a, Span<byte> b)
    {
        for (var i = 0; i < a.Length; i++) (a[i], b[i]) = (b[i], a[i]);
    }
}
