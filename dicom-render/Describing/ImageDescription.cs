using System.Text.Json.Serialization;
using DicomRender.Datasets;
using DicomRender.Decoding;
using DicomRender.Frames;
using DicomRender.Windowing;

namespace DicomRender.Describing;

/// <summary>Everything a viewer needs to know of one instance to show it; its JSON is what the page reads.</summary>
public sealed record ImageDescription
{
    /// <summary>Height in pixels.</summary>
    public required int Rows { get; init; }

    /// <summary>Width in pixels.</summary>
    public required int Columns { get; init; }

    /// <summary>Number of frames, at least 1.</summary>
    public required int Frames { get; init; }

    /// <summary>3 for RGB frames (palette, YBR and RGB alike, converted when stored), else 1.</summary>
    public required int SamplesPerPixel { get; init; }

    /// <summary>What the file says of its samples (0028,0004).</summary>
    public required string PhotometricInterpretation { get; init; }

    /// <summary>Bits of a stored value.</summary>
    public required int BitsStored { get; init; }

    /// <summary>Whether stored values are two's complement.</summary>
    public required bool IsSigned { get; init; }

    /// <summary>Bytes of a sample as the store serves it: 1 or 2.</summary>
    public required int BytesPerSample { get; init; }

    /// <summary>Levels of the pyramid: 1, or more for images larger than 1024 on a side; level k is ceil(size / 2^k).</summary>
    public int Levels => Pyramid.LevelsOf(Rows, Columns);

    /// <summary>Modality value = slope * stored + intercept, unless there is a modality LUT. Finite.</summary>
    public double RescaleSlope { get; init; } = 1;

    /// <summary>See <see cref="RescaleSlope"/>.</summary>
    public double RescaleIntercept { get; init; }

    /// <summary>Unit of modality values, such as HU, where the file says it (0028,1054).</summary>
    public string? RescaleType { get; init; }

    /// <summary>
    /// Whether modality values are Hounsfield units: a CT image object, or a file that says so. Only then windows of CT mean anything;
    /// film captures and dose sheets are of modality CT, too.
    /// </summary>
    public bool IsHounsfield { get; init; }

    /// <summary>A table replaces the rescale: such images are windowed by the server alone.</summary>
    public bool HasModalityLut { get; init; }

    /// <summary>Stored values that are no measurement (0028,0120), inclusive.</summary>
    public StoredRange? Padding { get; init; }

    /// <summary>
    /// The least value is white: MONOCHROME1, or presentation LUT shape INVERSE, which says the same again (PS3.3 C.8.11.3.1.2).
    /// </summary>
    public bool Invert { get; init; }

    /// <summary>The file's own windows, valid ones only, in its order.</summary>
    public IReadOnlyList<WindowPreset> Windows { get; init; } = [];

    /// <summary>The file's VOI LUTs by their explanations; the server applies them by number.</summary>
    public IReadOnlyList<string> VoiLuts { get; init; } = [];

    /// <summary>How many of <see cref="VoiLuts"/> hold for every frame; those after them are of single frames. Null: all.</summary>
    public int? SharedVoiLuts { get; init; }

    /// <summary>
    /// What to show first: the first window; without one, null where a VOI LUT takes over; else the window of PS3.3's silence
    /// (Hounsfield 40/400, others from the least to the greatest value of all frames). One that would show every pixel black, or every one
    /// white, is not believed. Null for colour.
    /// </summary>
    public Window? DefaultWindow { get; init; }

    /// <summary>
    /// Whether <see cref="DefaultWindow"/> was made of the pixels: a series then has one scale that includes those of its images.
    /// </summary>
    public bool IsAutomatic { get; init; }

    /// <summary>The shape that frames decode to; known once one was decoded.</summary>
    [JsonIgnore]
    public PixelShape? DecodedShape { get; init; }

    /// <summary>Whether frames are slices that stand in space; else they are a clip, or pages.</summary>
    [JsonIgnore]
    public bool IsStack { get; init; }

    /// <summary>Millimetres between the centres of rows, then of columns; null when unknown.</summary>
    public IReadOnlyList<double>? PixelSpacing { get; init; }

    /// <summary>What <see cref="PixelSpacing"/> measures.</summary>
    public SpacingKind PixelSpacingKind { get; init; }

    /// <summary>Height and width of a pixel in relation (0028,0034); null when square or given by <see cref="PixelSpacing"/>.</summary>
    public IReadOnlyList<double>? PixelAspectRatio { get; init; }

    /// <summary>Calibrated regions of an ultrasound image (PS3.3 C.8.5.5).</summary>
    public IReadOnlyList<UltrasoundRegion> UltrasoundRegions { get; init; } = [];

    /// <summary>Numbers of the frames, from 1, in the order they are shown; null: as they stand in the file.</summary>
    public IReadOnlyList<int>? FrameOrder { get; init; }

    /// <summary>Milliseconds between frames, when the file says so.</summary>
    public double? FrameTimeMs { get; init; }

    /// <summary>Labels of the overlay planes; empty when there are none.</summary>
    public IReadOnlyList<string> Overlays { get; init; } = [];

    /// <summary>One entry per frame when frames differ; what is null there, or lies beyond the list, is as for the whole image.</summary>
    public IReadOnlyList<FrameDescription>? PerFrame { get; init; }

    /// <summary>Tables and bit maps that only the renderer needs: never part of the JSON.</summary>
    [JsonIgnore]
    public ImageTables Tables { get; init; } = ImageTables.None;

    /// <summary>The frame that stands for the image, 0-based: the one in the middle of what is shown.</summary>
    [JsonIgnore]
    public int MiddleFrame => FrameOrder is { } order && order.Count > Frames / 2 ? order[Frames / 2] - 1 : Frames / 2;

    /// <summary>Whether frames are RGB.</summary>
    [JsonIgnore]
    public bool IsColor => SamplesPerPixel == 3;

    /// <summary>Height of a pixel divided by its width; 1 when unknown.</summary>
    [JsonIgnore]
    public double PixelAspect => PixelSpacing is [var row, var column] ? row / column : PixelAspectRatio is [var height, var width]
        ? height / width : 1;

    /// <summary>Reads what the attributes say.</summary>
    /// <param name="dataset">The image's data set.</param>
    /// <param name="decoded">The shape its frames really decode to, once known; the attributes' until then.</param>
    /// <exception cref="DicomException">missing_attribute, invalid_attribute, implausible_size or unsupported_pixel_data.</exception>
    public static ImageDescription From(DicomDataset dataset, PixelShape? decoded = null) => ImageDescriptionReader.Read(dataset, decoded);

    /// <summary>The modality step of one frame.</summary>
    /// <param name="frame">0-based.</param>
    public Modality ModalityOf(int frame) =>
        new(At(frame)?.RescaleSlope ?? RescaleSlope, At(frame)?.RescaleIntercept ?? RescaleIntercept, Tables.ModalityLut);

    /// <summary>The windows a frame offers.</summary>
    /// <param name="frame">0-based.</param>
    public IReadOnlyList<WindowPreset> WindowsOf(int frame) => At(frame)?.Windows ?? Windows;

    /// <summary>The window a frame opens with; see <see cref="DefaultWindow"/>. Null where a VOI LUT takes over.</summary>
    /// <param name="frame">0-based.</param>
    public Window? DefaultWindowOf(int frame) => At(frame) switch
    {
        { DefaultWindow: { } own } => own,
        { VoiLut: not null } => null,
        _ => DefaultWindow,
    };

    /// <summary>The VOI LUT a frame opens with where it has no window; null where there is none.</summary>
    /// <param name="frame">0-based.</param>
    public LookupTable? VoiLutOf(int frame) =>
        At(frame)?.VoiLut is { } number && number >= 1 && number <= Tables.VoiLuts.Count ? Tables.VoiLuts[number - 1]
        : SharedVoiLuts is not 0 && Tables.VoiLuts is [var first, ..] ? first
        : null;

    private FrameDescription? At(int frame) => PerFrame is { } list && frame < list.Count ? list[frame] : null;
}

/// <summary>JSON of descriptions: camelCase, enums as camelCase words, nulls left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ImageDescription))]
public sealed partial class ImageDescriptionJson : JsonSerializerContext;
