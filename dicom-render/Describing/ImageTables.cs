using DicomRender.Windowing;

namespace DicomRender.Describing;

/// <summary>The bulky parts of a description.</summary>
/// <param name="ModalityLut">Replaces the rescale.</param>
/// <param name="VoiLuts">In the file's order.</param>
/// <param name="Overlays">Bit maps to draw on request.</param>
public sealed record ImageTables(LookupTable? ModalityLut, IReadOnlyList<LookupTable> VoiLuts, IReadOnlyList<OverlayPlane> Overlays)
{
    public static ImageTables None { get; } = new(null, [], []);
}
