namespace DicomRender.Pictures;

/// <summary>The picture formats a rendering can leave in.</summary>
public enum OutputFormat
{
    /// <summary>Baseline JPEG, the default of PS3.18 8.7.4.</summary>
    Jpeg,

    /// <summary>Lossless; grey stays one channel.</summary>
    Png,

    /// <summary>A single frame; required by PS3.18 8.7.4.</summary>
    Gif,

    /// <summary>Binary portable grey map (P5); colour becomes luma.</summary>
    Pgm,

    /// <summary>Binary portable pixmap (P6); grey is written three times.</summary>
    Ppm,
}
