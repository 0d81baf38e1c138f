using System.Text.Json.Serialization;
using DicomRender.Windowing;

namespace DicomRender.Describing;

/// <summary>What differs in one frame of a multi-frame image (PS3.3 C.7.6.16); null where it does not.</summary>
public sealed record FrameDescription
{
    public double? RescaleSlope { get; init; }

    public double? RescaleIntercept { get; init; }

    public IReadOnlyList<WindowPreset>? Windows { get; init; }

    public Window? DefaultWindow { get; init; }

    /// <summary>Number of the VOI LUT that the frame opens with, from 1: its functional group holds one and no window.</summary>
    public int? VoiLut { get; init; }

    public IReadOnlyList<double>? PixelSpacing { get; init; }
}

/// <summary>One of a file's windows.</summary>
/// <param name="Center">Modality value in the middle.</param>
/// <param name="Width">Modality values from black to white.</param>
/// <param name="Function">How values in between become grey.</param>
/// <param name="Explanation">The file's name for it (0028,1055).</param>
public sealed record WindowPreset(double Center, double Width, VoiFunction Function, string? Explanation)
{
    [JsonIgnore]
    public Window Window => new(Center, Width, Function);
}
