using System.Buffers;
using DicomRender.Decoding;
using DicomRender.Describing;
using DicomRender.Frames;
using DicomRender.Parsing;
using DicomRender.Rendering;
using DicomRender.Tiling;

namespace DicomRender.Storing;

/// <summary>Writes a container front to back; see the index of the container, <c>ContainerIndex</c>, for the layout.</summary>
public sealed class FrameContainerBuilder
{
    private const int ThumbnailSide = 128;

    private readonly Stream _target;
    private readonly List<FrameDescription> _own = [];
    private ContainerIndex? _index;
    private readonly ClipScale _scale = new();
    private StoredFrame? _middle;
    private byte[] _thumbnail = [];
    private long _position;

    private FrameContainerBuilder(Stream target) => _target = target;

    /// <summary>
    /// Decodes every frame of a file into a container, written once from front to back; at most a frame or two are in memory.
    /// </summary>
    /// <param name="file">An image.</param>
    /// <param name="target">Receives the container; what is there after a failure is no container.</param>
    /// <param name="codec">Decodes the frames.</param>
    /// <param name="cancellationToken">Stops between frames.</param>
    /// <exception cref="DicomException">The file is no image, or damaged, or cannot be decoded.</exception>
    public static async Task<ImageDescription> BuildAsync(DicomFile file, Stream target, IDicomCodec codec,
        CancellationToken cancellationToken)
    {
        var decoder = new InstanceDecoder(file, codec);
        // Some frames may be whole, but a cut file is not what its sender has: refuse it, so that it is sent again.
        if (decoder.Truncation is { } fault) throw fault;
        var builder = new FrameContainerBuilder(target);
        for (var i = 0; i < decoder.Frames; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (frame, description) = await decoder.DecodeAsync(i, cancellationToken);
            await builder.AddAsync(frame, description, i, cancellationToken);
        }
        return await builder.FinishAsync(cancellationToken);
    }

    private async ValueTask AddAsync(StoredFrame frame, ImageDescription description, int number, CancellationToken cancellationToken)
    {
        _index ??= new(description, frame.Kind);
        var modality = description.ModalityOf(number);
        _own.Add(new()
        {
            RescaleSlope = modality.Slope,
            RescaleIntercept = modality.Intercept,
            DefaultWindow = description.DefaultWindowOf(number),
            Windows = description.PerFrame is null ? null : description.WindowsOf(number),
            VoiLut = description.PerFrame is { } groups && number < groups.Count ? groups[number].VoiLut : null,
            PixelSpacing = description.PerFrame is { } list && number < list.Count ? list[number].PixelSpacing : null,
        });
        AddEmbeddedOverlays(description);
        _index.BeginFrame(_position);
        for (var level = frame; ; level = Pyramid.Halve(level, description.Padding))
        {
            await WriteLevelAsync(level, cancellationToken);
            if (level.Level + 1 == description.Levels) break;
        }
        _scale.Add(frame, description, number);
        if (number == description.MiddleFrame) _middle = frame;
    }

    private static byte[] Thumbnail(StoredFrame frame, ImageDescription description, int number) =>
        Renderer.Render(frame, description, number, new() { Viewport = new(ThumbnailSide, ThumbnailSide), Quality = 80 });

    // Overlays kept in the pixel words are found frame by frame; those with data of their own came with the first description.
    private void AddEmbeddedOverlays(ImageDescription description)
    {
        var known = _index!.Description.Tables.Overlays;
        var added = description.Tables.Overlays.Where(plane => !known.Contains(plane)).ToList();
        if (added.Count > 0)
            _index.Description = _index.Description with { Tables = _index.Description.Tables with { Overlays = [.. known, .. added] } };
    }

    private async ValueTask WriteLevelAsync(StoredFrame level, CancellationToken cancellationToken)
    {
        var layout = _index!.LayoutOf(level.Level);
        var stride = level.Columns * level.BytesPerPixel;
        var buffer = ArrayPool<byte>.Shared.Rent(8 + 3 * BandPacking.Bound(layout.BandRows, layout.Columns));
        try
        {
            for (var band = 0; band < layout.Bands; band++)
            {
                var rows = layout.RowsOf(band);
                var length = BandSamples.Pack(level.Samples.Span.Slice(band * layout.BandRows * stride, rows * stride), level.Kind, rows,
                    level.Columns, buffer);
                _index.AddBand(length, Crc32C.Of(buffer.AsSpan(0, length)));
                await _target.WriteAsync(buffer.AsMemory(0, length), cancellationToken);
                _position += length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<ImageDescription> FinishAsync(CancellationToken cancellationToken)
    {
        _index!.Description = _scale.Settle(WithFrames(_index.Description));
        // The scale that the thumbnail is drawn by is known only now.
        if (_middle is { } middle) _thumbnail = Thumbnail(middle, _index.Description, _index.Description.MiddleFrame);
        var bytes = _index.Write();
        var trailer = new ContainerTrailer(_position, _thumbnail.Length, Crc32C.Of(_thumbnail), _position + _thumbnail.Length, bytes.Length,
            Crc32C.Of(bytes));
        await _target.WriteAsync(_thumbnail, cancellationToken);
        await _target.WriteAsync(bytes, cancellationToken);
        await _target.WriteAsync(trailer.Write(), cancellationToken);
        return _index.Description;
    }

    // State once what all frames share, and per frame only what differs.
    private ImageDescription WithFrames(ImageDescription image)
    {
        if (image.IsColor) return image with { PerFrame = null };
        var first = _own[0];
        var slopes = _own.TrueForAll(frame => frame.RescaleSlope == first.RescaleSlope && frame.RescaleIntercept == first.RescaleIntercept);
        var windows = _own.TrueForAll(frame => frame.DefaultWindow == first.DefaultWindow);
        image = image with
        {
            RescaleSlope = first.RescaleSlope!.Value,
            RescaleIntercept = first.RescaleIntercept!.Value,
            DefaultWindow = windows ? first.DefaultWindow : null,
            Windows = first.Windows ?? image.Windows,
        };
        if (slopes && windows && image.PerFrame is null) return image;
        return image with
        {
            PerFrame = [.. _own.Select(frame => frame with
            {
                RescaleSlope = slopes ? null : frame.RescaleSlope,
                RescaleIntercept = slopes ? null : frame.RescaleIntercept,
                DefaultWindow = windows ? null : frame.DefaultWindow,
            })],
        };
    }
}
