using DicomRender.Describing;
using DicomRender.Frames;
using DicomRender.Pictures;
using DicomRender.Tiling;
using DicomRender.Windowing;

namespace DicomRender.Rendering;

/// <summary>Stored frames to pictures.</summary>
/// <remarks>
/// The rooms of this engine, from the bottom up. Each may use those above it in this list and never one below, so there is no circle:
/// <list type="number">
/// <item><description><c>DicomRender</c>: <see cref="DicomException"/>, the one way in which input is refused.</description></item>
/// <item><description><c>CharacterSets</c>: bytes of text to characters.</description></item>
/// <item><description><c>Datasets</c>: tags, elements, data sets, their JSON.</description></item>
/// <item><description><c>Parsing</c>: files to data sets and the bytes of frames. <c>Writing</c>: data sets to files.</description></item>
/// <item><description>
/// <c>Decoding</c>: what a codec is; then <c>Decoding.Jpeg</c> and <c>Decoding.Native</c>, <c>Decoding.Managed</c> (decoders in process),
/// <c>Decoding.Worker</c> (decoders in child processes).
/// </description></item>
/// <item><description><c>Frames</c>: decoded words to stored values, and their halved levels.</description></item>
/// <item><description><c>Placing</c>: where slices stand, and their order; uses <c>Datasets</c> alone.</description></item>
/// <item><description><c>Windowing</c>: stored values to grey and colour; tables, palettes, overlays.</description></item>
/// <item><description><c>Describing</c>: what a viewer must know of an image.</description></item>
/// <item><description><c>Tiling</c>: the compact file of stored frames.</description></item>
/// <item><description><c>Pictures</c> (JPEG, PNG, GIF, PNM) and <c>Annotating</c> (burned-in text) use only the first
/// room.</description></item>
/// <item><description><c>Rendering</c>: this class.</description></item>
/// <item><description><c>Storing</c>: a DICOM file to the file of stored frames, with its thumbnail.</description></item>
/// </list>
/// </remarks>
public static class Renderer
{
    /// <summary>Renders a frame, or one of its halved levels, that is at hand.</summary>
    /// <param name="frame">The samples; for a small viewport <see cref="LevelFor"/> says which level is enough.</param>
    /// <param name="description">Of the instance.</param>
    /// <param name="frameIndex">0-based.</param>
    /// <param name="request">What to make of it.</param>
    /// <exception cref="DicomException">frame_out_of_range, voi_lut_out_of_range, window_invalid or viewport_outside_image.</exception>
    public static byte[] Render(StoredFrame frame, ImageDescription description, int frameIndex, RenderRequest request)
    {
        var placement = PlacementOf(description, frameIndex, request);
        using var builder = Builder(description, frameIndex, request, placement.AtLevel(frame.Level, frame.Rows, frame.Columns),
            frame.Kind);
        var region = placement.AtLevel(frame.Level, frame.Rows, frame.Columns);
        var pixel = frame.BytesPerPixel;
        for (var row = region.Top; row < region.Top + region.Height; row++)
            builder.Push(frame.Samples.Span.Slice((row * frame.Columns + region.Left) * pixel, region.Width * pixel));
        return Finish(builder, description, frameIndex, request, placement);
    }

    /// <summary>
    /// Renders straight from the store: reads only the level and the bands of rows the viewport needs, into pooled memory.
    /// </summary>
    /// <param name="container">The instance.</param>
    /// <param name="frameIndex">0-based.</param>
    /// <param name="request">What to make of it.</param>
    /// <param name="cancellationToken">Stops between bands.</param>
    /// <exception cref="DicomException">As <see cref="Render"/>, and container_damaged.</exception>
    public static async ValueTask<byte[]> RenderAsync(FrameContainer container, int frameIndex, RenderRequest request,
        CancellationToken cancellationToken)
    {
        var description = container.Description;
        var placement = PlacementOf(description, frameIndex, request);
        var level = placement.DeepestLevel(description.Levels);
        var (rows, columns) = (Pyramid.SizeAt(description.Rows, level), Pyramid.SizeAt(description.Columns, level));
        var region = placement.AtLevel(level, rows, columns);
        using var builder = Builder(description, frameIndex, request, region, container.Kind);
        await container.ReadRowsAsync(frameIndex, level, region.Top, region.Height, (row, samples) =>
        {
            var pixel = StoredFrame.BytesOf(container.Kind);
            builder.Push(samples.Slice(region.Left * pixel, region.Width * pixel));
        }, cancellationToken);
        return Finish(builder, description, frameIndex, request, placement);
    }

    /// <summary>The deepest level that holds enough pixels for a request.</summary>
    /// <exception cref="DicomException">viewport_outside_image or frame_out_of_range.</exception>
    public static int LevelFor(ImageDescription description, RenderRequest request) =>
        PlacementOf(description, 0, request).DeepestLevel(description.Levels);

    private static Placement PlacementOf(ImageDescription description, int frameIndex, RenderRequest request)
    {
        if (frameIndex < 0 || frameIndex >= description.Frames)
            throw new DicomException("frame_out_of_range", $"Frame {frameIndex + 1} was asked for; the image has {description.Frames}.");
        if (request.Viewport is not { } viewport) return Placement.Whole(description.Rows, description.Columns);
        return viewport.Place(description.Rows, description.Columns, description.PixelAspect)
            ?? throw new DicomException("viewport_outside_image",
                $"The viewport shows nothing of an image of {description.Columns}x{description.Rows}.");
    }

    private static PictureBuilder Builder(ImageDescription description, int frameIndex, RenderRequest request, Placement region,
        SampleKind kind)
    {
        if (kind == SampleKind.Rgb24) return new(region, kind, null, false);
        var transfer = Transfer(description, frameIndex, request.Window, request.VoiLut);
        return new(region, kind, transfer, windowFirst: description.Invert && description.Padding is not null);
    }

    /// <summary>Stored values of one frame to grey.</summary>
    internal static GrayTransfer Transfer(ImageDescription description, int frameIndex, Window? window, int? voiLut) => new(
        description.ModalityOf(frameIndex), VoiOf(description, frameIndex, window, voiLut), description.Invert, description.Padding,
        StoredRange.Of(description.BitsStored, description.IsSigned), description.IsSigned);

    private static Voi VoiOf(ImageDescription description, int frameIndex, Window? window, int? voiLut)
    {
        var luts = description.Tables.VoiLuts;
        if (window is { } given)
            return given.IsValid ? new(given)
                : throw new DicomException("window_invalid", $"A window of width {given.Width} has no meaning.");
        if (voiLut is { } number)
            return number >= 1 && number <= luts.Count
                ? new(default, luts[number - 1])
                : throw new DicomException("voi_lut_out_of_range", $"VOI LUT {number} was asked for; the image has {luts.Count}.");
        if (description.DefaultWindowOf(frameIndex) is { } preset) return new(preset);
        if (description.VoiLutOf(frameIndex) is { } lut) return new(default, lut);
        // Only a description that was read without decoding a frame has no window: show the whole range of stored values.
        var range = StoredRange.Of(description.BitsStored, description.IsSigned);
        var modality = description.ModalityOf(frameIndex);
        var (first, last) = (modality.Apply(range.Low), modality.Apply(range.High));
        return new(Window.Spanning(Math.Min(first, last), Math.Max(first, last)));
    }

    private static byte[] Finish(PictureBuilder builder, ImageDescription description, int frameIndex, RenderRequest request,
        Placement placement)
    {
        if (request.Overlays)
            foreach (var plane in description.Tables.Overlays)
                OverlayPainter.Paint(plane, frameIndex, placement, builder.Pixels, builder.Channels);
        var picture = builder.Finish();
        request.Annotation?.Paint(builder.Pixels, picture.Width, picture.Height, picture.Channels);
        return PictureEncoder.Encode(picture, request.Format, request.Quality, request.Threads);
    }
}
