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
    private readonly Placement _placement;
    private readonly SampleKind _kind;
    private readonly GrayTransfer? _transfer;
    private readonly bool _windowFirst;
    private readonly byte[] _pixels;
    private readonly Resampler<byte>? _bytes;
    private readonly Resampler<ushort>? _words;
    private readonly Resampler<short>? _signedWords;
    private readonly Resampler<byte>.RowSink? _byteSink;
    private readonly Resampler<ushort>.RowSink? _wordSink;
    private readonly Resampler<short>.RowSink? _signedSink;
    private readonly byte[]? _windowed;
    private int _rowsTaken;

    /// <param name="placement">Region in the pixels of the frame or level that is pushed.</param>
    /// <param name="kind">What is pushed.</param>
    /// <param name="transfer">For grey.</param>
    /// <param name="windowFirst">Window before scaling, where single stored values count (padding that must stay black).</param>
    public PictureBuilder(Placement placement, SampleKind kind, GrayTransfer? transfer, bool windowFirst)
    {
        (_placement, _kind, _transfer) = (placement, kind, transfer);
        _windowFirst = windowFirst && kind != SampleKind.Rgb24;
        Channels = kind == SampleKind.Rgb24 ? 3 : 1;
        _pixels = ArrayPool<byte>.Shared.Rent(checked(placement.OutputWidth * placement.OutputHeight * Channels));
        if (placement.IsUnscaled) return;
        var (width, height, outputWidth, outputHeight) = (placement.Width, placement.Height, placement.OutputWidth, placement.OutputHeight);
        if (_windowFirst) _windowed = ArrayPool<byte>.Shared.Rent(width);
        if (_windowFirst || kind is SampleKind.Gray8 or SampleKind.Rgb24) _bytes = new(width, height, outputWidth, outputHeight, Channels);
        else if (kind == SampleKind.GrayU16) _words = new(width, height, outputWidth, outputHeight, 1);
        else _signedWords = new(width, height, outputWidth, outputHeight, 1);
        _byteSink = kind == SampleKind.Gray8 && !_windowFirst
            ? (y, samples) => _transfer!.Apply(samples, Line(y))
            : (y, samples) => samples.CopyTo(Line(y));
        _wordSink = (y, samples) => _transfer!.Apply(samples, Line(y));
        _signedSink = (y, samples) => _transfer!.Apply(MemoryMarshal.Cast<short, ushort>(samples), Line(y));
    }

    public int Channels { get; }

    /// <summary>The picture so far.</summary>
    public Span<byte> Pixels => _pixels.AsSpan(0, _placement.OutputWidth * _placement.OutputHeight * Channels);

    /// <summary>
    /// The next row of the region: its bytes as <see cref="StoredFrame"/> has them, without what lies left or right of it.
    /// </summary>
    public void Push(ReadOnlySpan<byte> row)
    {
        if (_placement.IsUnscaled) Window(row, Line(_rowsTaken));
        else if (_windowFirst)
        {
            Window(row, _windowed);
            _bytes!.Push(_windowed, _byteSink!);
        }
        else if (_words is not null) _words.Push(MemoryMarshal.Cast<byte, ushort>(row), _wordSink!);
        else if (_signedWords is not null) _signedWords.Push(MemoryMarshal.Cast<byte, short>(row), _signedSink!);
        else _bytes!.Push(row, _byteSink!);
        _rowsTaken++;
    }

    /// <summary>The picture, mirrored as asked. Valid until Dispose.</summary>
    public Raster Finish()
    {
        if (_placement.MirrorX) for (var y = 0; y < _placement.OutputHeight; y++) Mirror(Line(y));
        if (_placement.MirrorY)
            for (int y = 0, other = _placement.OutputHeight - 1; y < other; y++, other--) Swap(Line(y), Line(other));
        return new(_pixels.AsMemory(0, Pixels.Length), _placement.OutputWidth, _placement.OutputHeight, Channels);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_pixels);
        if (_windowed is not null) ArrayPool<byte>.Shared.Return(_windowed);
        _bytes?.Dispose();
        _words?.Dispose();
        _signedWords?.Dispose();
    }

    private void Window(ReadOnlySpan<byte> row, Span<byte> target)
    {
        if (_kind == SampleKind.Rgb24) row.CopyTo(target);
        else if (_kind == SampleKind.Gray8) _transfer!.Apply(row, target);
        else _transfer!.Apply(MemoryMarshal.Cast<byte, ushort>(row), target);
    }

    private Span<byte> Line(int y) => _pixels.AsSpan(y * _placement.OutputWidth * Channels, _placement.OutputWidth * Channels);

    private void Mirror(Span<byte> line)
    {
        line.Reverse();
        // Reversing the bytes swapped red and blue as well.
        if (Channels == 3) for (var i = 0; i < line.Length; i += 3) (line[i], line[i + 2]) = (line[i + 2], line[i]);
    }

    private static void Swap(Span<byte> a, Span<byte> b)
    {
        for (var i = 0; i < a.Length; i++) (a[i], b[i]) = (b[i], a[i]);
    }
}
