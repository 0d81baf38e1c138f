using Wayfinding.Model;

namespace Wayfinding.Import.Reading;

/// <summary>Bounds that keep a hostile or broken file from taking the machine with it, and what a file may leave unsaid.</summary>
public sealed record ImportOptions
{
    /// <summary>Defaults fit a large hospital.</summary>
    public static ImportOptions Default { get; } = new();

    /// <summary>Bytes of one file, and of everything in one archive, unpacked.</summary>
    public long MaxBytes { get; init; } = 256L << 20;

    /// <summary>Entries in one archive.</summary>
    public int MaxEntries { get; init; } = 200;

    /// <summary>Points of all shapes together.</summary>
    public int MaxVertices { get; init; } = 3_000_000;

    /// <summary>Features (nodes, ways, areas) together.</summary>
    public int MaxFeatures { get; init; } = 2_000_000;

    /// <summary>Where a map in plain metres lies on the earth.</summary>
    public LonLat Origin { get; init; } = new(121.4737, 31.2304);

    /// <summary>Metres per unit of a map in plain units.</summary>
    public double MetresPerUnit { get; init; } = 1;
}
