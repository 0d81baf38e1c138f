using System.Buffers;
using DicomRender.Describing;
using DicomRender.Frames;

namespace DicomRender.Tiling;

/// <summary>
/// The compact lossless store of one instance, one file: every frame decoded once, with halved levels for large images and a thumbnail,
/// packed so that a slice comes back in a fraction of a millisecond. Safe for several readers.
/// </summary>
public sealed class FrameContainer
{
    // One read usually brings trailer, index and thumbnail of a single-frame instance.
    private const int TailGuess = 16384;

    private readonly IByteSource _source;
    private readonly ContainerIndex _index;
    private readonly ContainerTrailer _trailer;

    private FrameContainer(IByteSource source, ContainerIndex index, ContainerTrailer trailer)
    {
        (_source, _index, _trailer) = (source, index, trailer);
    }

    /// <summary>Rows of a region, one after the other from the top: their number in the level and their bytes, whole width.</summary>
    public delegate void RowVisitor(int row, ReadOnlySpan<byte> samples);

    /// <summary>The instance, with its tables.</summary>
    public ImageDescription Description => _index.Description;

    /// <summary>What its pixels are.</summary>
    public SampleKind Kind => _index.Kind;

    /// <summary>Opens a container.</summary>
    /// <exception cref="DicomException">container_damaged.</exception>
    public static async ValueTask<FrameContainer> OpenAsync(IByteSource source, CancellationToken cancellationToken)
    {
        if (source.Length < ContainerTrailer.Length) throw Damaged("it is too short");
        var tail = new byte[Math.Min(source.Length, TailGuess)];
        await source.ReadAsync(source.Length - tail.Length, tail, cancellationToken);
        var trailer = ContainerTrailer.Read(tail.AsSpan(tail.Length - ContainerTrailer.Length), source.Length);
        var bytes = new byte[trailer.IndexLength];
        var inTail = trailer.IndexOffset - (source.Length - tail.Length);
        if (inTail >= 0) tail.AsSpan((int)inTail, bytes.Length).CopyTo(bytes);
        else await source.ReadAsync(trailer.IndexOffset, bytes, cancellationToken);
        if (Crc32C.Of(bytes) != trailer.IndexCrc) throw Damaged("the index's checksum is wrong");
        return new(source, ContainerIndex.Read(bytes, trailer.ThumbnailOffset), trailer);
    }

    /// <summary>A JPEG of the middle frame, at most 128 pixels on a side, windowed as the image opens.</summary>
    /// <exception cref="DicomException">container_damaged.</exception>
    public async ValueTask<byte[]> ReadThumbnailAsync(CancellationToken cancellationToken)
    {
        var thumbnail = new byte[_trailer.ThumbnailLength];
        await _source.ReadAsync(_trailer.ThumbnailOffset, thumbnail, cancellationToken);
        return Crc32C.Of(thumbnail) == _trailer.ThumbnailCrc ? thumbnail : throw Damaged("the thumbnail's checksum is wrong");
    }

    /// <summary>One frame at one level, for a cache.</summary>
    /// <param name="frame">0-based.</param>
    /// <param name="level">0 full size, at most <see cref="ImageDescription.Levels"/> - 1.</param>
    /// <param name="cancellationToken">Stops between reads.</param>
    /// <exception cref="DicomException">frame_out_of_range or container_damaged.</exception>
    public async ValueTask<StoredFrame> ReadFrameAsync(int frame, int level, CancellationToken cancellationToken)
    {
        CheckRange(frame, level);
        var layout = _index.LayoutOf(level);
        var stride = layout.Columns * StoredFrame.BytesOf(Kind);
        var samples = GC.AllocateUninitializedArray<byte>(layout.Rows * stride);
        await ReadBandsAsync(frame, level, 0, layout.Bands, (band, packed) =>
            Unpack(packed, layout, band, samples.AsSpan(band * layout.BandRows * stride, layout.RowsOf(band) * stride)), cancellationToken);
        return new(layout.Rows, layout.Columns, Kind, samples, level);
    }

    /// <summary>Some rows of one frame at one level, band by band through pooled memory.</summary>
    /// <param name="frame">0-based.</param>
    /// <param name="level">As for <see cref="ReadFrameAsync"/>.</param>
    /// <param name="top">First row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="visit">Called row by row.</param>
    /// <param name="cancellationToken">Stops between reads.</param>
    /// <exception cref="DicomException">frame_out_of_range or container_damaged.</exception>
    public async ValueTask ReadRowsAsync(int frame, int level, int top, int rows, RowVisitor visit, CancellationToken cancellationToken)
    {
        CheckRange(frame, level);
        var layout = _index.LayoutOf(level);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(top + rows, layout.Rows);
        var stride = layout.Columns * StoredFrame.BytesOf(Kind);
        var strip = ArrayPool<byte>.Shared.Rent(layout.BandRows * stride);
        try
        {
            var (first, last) = (top / layout.BandRows, (top + rows - 1) / layout.BandRows);
            await ReadBandsAsync(frame, level, first, last - first + 1, (band, packed) =>
            {
                var start = band * layout.BandRows;
                Unpack(packed, layout, band, strip.AsSpan(0, layout.RowsOf(band) * stride));
                for (var row = Math.Max(top, start); row < Math.Min(top + rows, start + layout.RowsOf(band)); row++)
                    visit(row, strip.AsSpan((row - start) * stride, stride));
            }, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(strip);
        }
    }

    internal static DicomException Damaged(string why, Exception? cause = null) =>
        new("container_damaged", $"The frame container is damaged: {why}.", cause);

    private delegate void BandVisitor(int band, ReadOnlySpan<byte> packed);

    private void CheckRange(int frame, int level)
    {
        if (frame < 0 || frame >= Description.Frames)
            throw new DicomException("frame_out_of_range", $"Frame {frame + 1} was asked for; the image has {Description.Frames}.");
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(level, Description.Levels);
    }

    // Read neighbouring bands at once, up to about a megabyte.
    private async ValueTask ReadBandsAsync(int frame, int level, int first, int count, BandVisitor visit,
        CancellationToken cancellationToken)
    {
        const int Batch = 1 << 20;
        for (var band = first; band < first + count;)
        {
            var (offset, length, _) = _index.Band(frame, level, band);
            var end = band + 1;
            while (end < first + count && _index.Band(frame, level, end).Length is var next && length + next <= Batch)
            {
                length += next;
                end++;
            }
            if (offset + length > _trailer.ThumbnailOffset) throw Damaged($"frame {frame + 1} lies outside the file");
            var buffer = ArrayPool<byte>.Shared.Rent(length);
            try
            {
                await _source.ReadAsync(offset, buffer.AsMemory(0, length), cancellationToken);
                for (var at = 0; band < end; band++)
                {
                    var (_, size, crc) = _index.Band(frame, level, band);
                    var packed = buffer.AsSpan(at, size);
                    if (Crc32C.Of(packed) != crc) throw Damaged($"the checksum of frame {frame + 1} is wrong");
                    visit(band, packed);
                    at += size;
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private void Unpack(ReadOnlySpan<byte> packed, BandLayout layout, int band, Span<byte> samples)
    {
        if (!BandSamples.TryUnpack(packed, Kind, layout.RowsOf(band), layout.Columns, samples)) throw Damaged("a band cannot be unpacked");
    }
}
