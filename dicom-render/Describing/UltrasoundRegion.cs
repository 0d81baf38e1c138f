namespace DicomRender.Describing;

/// <summary>
/// A region of an ultrasound image with its own scale (PS3.3 C.8.5.5). Pixels are 0-based, the maxima inclusive; it may exceed the image.
/// </summary>
public sealed record UltrasoundRegion
{
    /// <summary>First column.</summary>
    public required int MinX { get; init; }

    /// <summary>First row.</summary>
    public required int MinY { get; init; }

    /// <summary>Last column.</summary>
    public required int MaxX { get; init; }

    /// <summary>Last row.</summary>
    public required int MaxY { get; init; }

    /// <summary>PS3.3 C.8.5.5.1.15: 3 cm, 4 s, 7 cm/s and others.</summary>
    public required int UnitsX { get; init; }

    /// <summary>As <see cref="UnitsX"/>.</summary>
    public required int UnitsY { get; init; }

    /// <summary>Units per pixel to the right.</summary>
    public required double DeltaX { get; init; }

    /// <summary>Units per pixel downwards.</summary>
    public required double DeltaY { get; init; }

    /// <summary>1 two-dimensional, 2 M-mode, 3 spectral and others.</summary>
    public required int SpatialFormat { get; init; }
}
