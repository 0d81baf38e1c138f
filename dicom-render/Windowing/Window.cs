namespace DicomRender.Windowing;

/// <summary>How a window maps modality values to grey (VOI LUT Function, PS3.3 C.11.2.1.3).</summary>
public enum VoiFunction
{
    /// <summary>LINEAR, the default: PS3.3 C.11.2.1.2.1, with its half-unit offsets.</summary>
    Linear,

    /// <summary>LINEAR_EXACT: PS3.3 C.11.2.1.3.2.</summary>
    LinearExact,

    /// <summary>SIGMOID: PS3.3 C.11.2.1.3.1.</summary>
    Sigmoid,
}

/// <summary>A VOI window over modality values, that is, after the modality LUT or rescale.</summary>
/// <param name="Center">Window Center (0028,1050).</param>
/// <param name="Width">Window Width (0028,1051).</param>
/// <param name="Function">VOI LUT Function (0028,1056).</param>
public readonly record struct Window(double Center, double Width, VoiFunction Function = VoiFunction.Linear)
{
    /// <summary>
    /// Whether this window has a meaning: finite numbers and a width of more than 0. A file's window that is not valid is treated as absent.
    /// </summary>
    public bool IsValid => double.IsFinite(Center) && double.IsFinite(Width) && Width > 0;

    /// <summary>
    /// What the window is shown by. The standard gives LINEAR no meaning below a width of 1; files of small values use it all the same, and
    /// mean the formula without half-unit offsets.
    /// </summary>
    public VoiFunction Shown => Function == VoiFunction.Linear && Width < 1 ? VoiFunction.LinearExact : Function;

    /// <summary>The grey level of one modality value, 0..1, unrounded: the formulas of the standard as they are written.</summary>
    public double Apply(double value) => Shown switch
    {
        VoiFunction.Linear when value <= Center - 0.5 - (Width - 1) / 2 => 0,
        VoiFunction.Linear when value > Center - 0.5 + (Width - 1) / 2 => 1,
        VoiFunction.Linear => (value - (Center - 0.5)) / (Width - 1) + 0.5,
        VoiFunction.LinearExact when value <= Center - Width / 2 => 0,
        VoiFunction.LinearExact when value > Center + Width / 2 => 1,
        VoiFunction.LinearExact => (value - Center) / Width + 0.5,
        VoiFunction.Sigmoid => 1 / (1 + Math.Exp(-4 * (value - Center) / Width)),
    };

    /// <summary>
    /// The window that shows <paramref name="minimum"/> as black and <paramref name="maximum"/> as white.
    /// A constant image is black.
    /// </summary>
    public static Window Spanning(double minimum, double maximum) => maximum > minimum
        ? new(minimum + (maximum - minimum) / 2, maximum - minimum, VoiFunction.LinearExact)
        : new(minimum + 0.5, 1, VoiFunction.LinearExact);
}

/// <summary>The two spellings of <see cref="VoiFunction"/>: the attribute's and the HTTP parameter's (PS3.18 8.3.5.1.3).</summary>
public static class VoiFunctions
{
    /// <summary>Reads <c>LINEAR_EXACT</c> or <c>linear-exact</c> and so on; null when it is none of the standard's three.</summary>
    public static VoiFunction? Parse(string? text) => text?.Trim().ToUpperInvariant().Replace('-', '_') switch
    {
        "LINEAR" => VoiFunction.Linear,
        "LINEAR_EXACT" => VoiFunction.LinearExact,
        "SIGMOID" => VoiFunction.Sigmoid,
        _ => null,
    };
}
