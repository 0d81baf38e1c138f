using System.Runtime.InteropServices;

namespace DicomRender.Frames;

/// <summary>What one pixel of a stored frame is.</summary>
public enum SampleKind
{
    /// <summary>One unsigned byte.</summary>
    Gray8,

    /// <summary>One unsigned 16-bit word, little endian.</summary>
    GrayU16,

    /// <summary>One two's complement 16-bit word, little endian.</summary>
    GrayS16,

    /// <summary>Red, green, blue bytes.</summary>
    Rgb24,
}

/// <summary>
/// The samples of one frame, or of one of its halved levels: grey as stored values (PS3.5 8.1.1, shifted, masked, sign-extended),
/// colour as RGB. Rows from the top without gaps. Nobody writes to it after construction.
/// </summary>
public sealed class StoredFrame
{
    private readonly byte[] _samples;

    /// <param name="rows">Rows of this level.</param>
    /// <param name="columns">Columns of this level.</param>
    /// <param name="kind">What a pixel is.</param>
    /// <param name="samples">Exactly <c>rows * columns * BytesPerPixel</c> bytes; the frame owns them from now on.</param>
    /// <param name="level">0 for full size; level k is ceil(size / 2^k).</param>
    public StoredFrame(int rows, int columns, SampleKind kind, byte[] samples, int level = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual((long)samples.Length, (long)rows * columns * BytesOf(kind));
        (Rows, Columns, Kind, Level) = (rows, columns, kind, level);
        _samples = samples;
    }

    public int Rows { get; }

    public int Columns { get; }

    public SampleKind Kind { get; }

    /// <summary>0 for full size; level k is ceil(size / 2^k).</summary>
    public int Level { get; }

    /// <summary>Bytes of one pixel: 1, 2 or 3.</summary>
    public int BytesPerPixel => BytesOf(Kind);

    /// <summary>Memory this frame holds, for caches with a byte budget.</summary>
    public int ByteSize => _samples.Length;

    public ReadOnlyMemory<byte> Samples => _samples;

    internal ReadOnlySpan<ushort> Words => MemoryMarshal.Cast<byte, ushort>(_samples);

    internal static int BytesOf(SampleKind kind) => kind switch
    {
        SampleKind.Gray8 => 1,
        SampleKind.GrayU16 or SampleKind.GrayS16 => 2,
        SampleKind.Rgb24 => 3,
    };
}
