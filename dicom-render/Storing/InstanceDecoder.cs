using DicomRender.Datasets;
using DicomRender.Decoding;
using DicomRender.Describing;
using DicomRender.Frames;
using DicomRender.Parsing;
using DicomRender.Rendering;
using DicomRender.Windowing;

namespace DicomRender.Storing;

/// <summary>
/// The frames of a file as stored frames with the description that goes with them: codec, colour, stored values and
/// the automatic window, one frame in memory at a time.
/// </summary>
public sealed class InstanceDecoder
{
    private readonly DicomFile _file;
    private readonly IDicomCodec _codec;
    private readonly PixelData _pixels;
    private readonly PixelShape _expected;
    private readonly IReadOnlyList<int> _embeddedOverlays;
    private ImageDescription? _description;
    private Palette? _palette;
    private SampleKind _kind;

    /// <exception cref="DicomException">
    /// no_pixel_data, unsupported_transfer_syntax, truncated (the file is cut off before its frames), and those of <see
    /// cref="PixelShape.From"/>.
    /// </exception>
    public InstanceDecoder(DicomFile file, IDicomCodec codec)
    {
        (_file, _codec) = (file, codec);
        if (file.PixelData is null && !HasFloats(file))
            throw file.IsTruncated ? CutOff(file) : new DicomException("no_pixel_data", "The data set has no pixel data: it is no image.");
        _expected = PixelShape.From(file.Dataset);
        _pixels = file.PixelData ?? throw new DicomException("unsupported_pixel_data", "Floating point pixel data is not supported.");
        if (!codec.Supports(file.TransferSyntaxUid))
            throw new DicomException("unsupported_transfer_syntax", $"Transfer syntax {file.TransferSyntaxUid} is not supported.");
        _embeddedOverlays = Overlays.EmbeddedBits(file.Dataset, _expected);
    }

    /// <summary>
    /// Whether a file holds an image or ought to: one that is cut off, or that says how its pixels lie and has none, is a broken image and
    /// no report.
    /// </summary>
    public static bool IsImage(DicomFile file) =>
        file.PixelData is not null || HasFloats(file) || file.IsTruncated || file.Dataset.Contains(DicomTags.BitsAllocated);

    private static bool HasFloats(DicomFile file) =>
        file.Dataset.Contains(DicomTags.FloatPixelData) || file.Dataset.Contains(DicomTags.DoubleFloatPixelData);

    private static DicomException CutOff(DicomFile file) => new("truncated", string.Join(" ", ["The file is cut off.", .. file.Warnings]));

    /// <summary>Number of frames.</summary>
    public int Frames => _pixels.FrameCount;

    /// <summary>
    /// What is not there of the file though it ought to be; null when it is whole. Frames that are whole can be decoded all the same.
    /// </summary>
    public DicomException? Truncation
    {
        get
        {
            if (_pixels.WholeFrames is var whole && whole < _pixels.FrameCount)
                return new("truncated", $"{whole} of {_pixels.FrameCount} frames are there in full.");
            return _file.IsTruncated ? CutOff(_file) : null;
        }
    }

    /// <summary>
    /// Decodes one frame with the scale it is shown by; where that depends on the frames all together, these are decoded, too.
    /// </summary>
    /// <param name="frame">0-based.</param>
    /// <param name="cancellationToken">Stops the codec.</param>
    /// <exception cref="DicomException">As <see cref="DecodeAsync"/>.</exception>
    public async ValueTask<(StoredFrame Frame, ImageDescription Description)> DecodeScaledAsync(int frame, CancellationToken cancellationToken)
    {
        var (stored, image) = await DecodeAsync(frame, cancellationToken);
        var scale = new ClipScale();
        scale.Add(stored, image, frame);
        for (var other = 0; scale.IsOpen(image) && other < Math.Min(_pixels.WholeFrames, _pixels.FrameCount); other++)
        {
            if (other == frame) continue;
            var (next, description) = await DecodeAsync(other, cancellationToken);
            scale.Add(next, description, other);
        }
        return (stored, scale.Settle(image));
    }

    /// <summary>Decodes one frame and describes the image with what only this frame knows, such as its own rescale.</summary>
    /// <param name="frame">0-based.</param>
    /// <param name="cancellationToken">Stops the codec.</param>
    /// <exception cref="DicomException">truncated: the frame is cut off or missing; those of the codec; codec_failed when a frame is of
    /// another kind than the first.</exception>
    public async ValueTask<(StoredFrame Frame, ImageDescription Description)> DecodeAsync(int frame, CancellationToken cancellationToken)
    {
        var bytes = _pixels.ReadFrame(frame);
        var decoded = await _codec.DecodeAsync(_file.TransferSyntaxUid, bytes, _expected, cancellationToken);
        if (decoded.Shape.Rows != _expected.Rows || decoded.Shape.Columns != _expected.Columns)
            throw new DicomException("codec_failed",
                $"A frame is {decoded.Shape.Columns}x{decoded.Shape.Rows}, not {_expected.Columns}x{_expected.Rows}.");
        var first = _description is null;
        _description ??= Describe(decoded.Shape);
        var (stored, own) = Store(decoded, frame, _description);
        if (first) _kind = stored.Kind;
        else if (stored.Kind != _kind)
            throw new DicomException("codec_failed", $"Frame {frame + 1} holds {stored.Kind}, those before {_kind}.");
        return (stored, own);
    }

    private ImageDescription Describe(PixelShape shape)
    {
        var isPalette = _expected.PhotometricInterpretation == "PALETTE COLOR"
            || ImageDescriptionReader.HasSupplementalPalette(_file.Dataset);
        if (isPalette && shape.BitsAllocated == 32) throw new DicomException("unsupported_pixel_data", "Palette indices of 32 bits.");
        if (isPalette) _palette = Palette.Read(_file.Dataset, shape.IsSigned);
        return ImageDescription.From(_file.Dataset, shape) with { DecodedShape = shape };
    }

    private (StoredFrame, ImageDescription) Store(DecodedFrame decoded, int frame, ImageDescription image)
    {
        if (decoded.Shape.SamplesPerPixel == 3) return (ColorConversion.ToRgb(decoded), image);
        if (decoded.Shape.BitsAllocated == 32) return Reduce(decoded, frame, image);
        var overlays = _embeddedOverlays.Select(bit => Overlays.Extract(decoded, frame, bit)).ToList();
        if (overlays.Count > 0) image = image with { Tables = image.Tables with { Overlays = [.. image.Tables.Overlays, .. overlays] } };
        var stored = StoredValues.Extract(decoded);
        if (_palette is null) return (stored, image);
        if (_expected.PhotometricInterpretation == "PALETTE COLOR") return (ColorConversion.ToRgb(stored, _palette), image);
        return (Supplement(stored, frame, _palette), image);
    }

    private static (StoredFrame, ImageDescription) Reduce(DecodedFrame decoded, int frame, ImageDescription image)
    {
        var reduced = ReducedFrame.Of(decoded, image.Padding?.Low, image.Padding?.High);
        var modality = image.ModalityOf(frame);
        image = image with
        {
            IsSigned = false,
            Padding = image.Padding is null ? null : new(0, 0),
            RescaleSlope = modality.Slope * reduced.Step,
            RescaleIntercept = modality.Slope * reduced.Origin + modality.Intercept,
            DefaultWindow = image.DefaultWindowOf(frame),
            Windows = image.WindowsOf(frame),
            PerFrame = null,
        };
        return (reduced.Frame, image);
    }

    // The frame is stored as colour, so its grey part is windowed here, with the window it opens with.
    private StoredFrame Supplement(StoredFrame stored, int frame, Palette colors)
    {
        var gray = ImageDescriptionReader.ReadGray(_file.Dataset, _expected);
        var window = gray.DefaultWindowOf(frame) ?? AutomaticWindow.Of(stored, gray.ModalityOf(frame), gray.Padding);
        var levels = new byte[stored.Rows * stored.Columns];
        var transfer = Renderer.Transfer(gray, frame, window, null);
        if (stored.Kind == SampleKind.Gray8) transfer.Apply(stored.Samples.Span, levels);
        else transfer.Apply(stored.Words, levels);
        return ColorConversion.ToRgb(stored, levels, colors);
    }
}
