using Wayfinding.Model;

namespace Wayfinding.Import;

/// <summary>How much a finding matters.</summary>
public enum Severity
{
    /// <summary>Worth a look; the map is used as it is.</summary>
    Notice,

    /// <summary>Something was left out or repaired.</summary>
    Warning,

    /// <summary>The file cannot be used.</summary>
    Error,
}

/// <summary>
/// One finding with its place. <paramref name="Code"/> is stable (<c>door.to_nowhere</c>); <paramref name="Message"/> is Chinese for the map's keeper;
/// <paramref name="Source"/> is the id in the imported file; <paramref name="Level"/> as signed.
/// </summary>
public sealed record Finding(Severity Severity, string Code, string Message, string? Source = null, string? Level = null, LonLat? At = null);

/// <summary>What an import left out, repaired or doubts. Keeps at most 200 findings of one code and counts the rest.</summary>
public sealed class LintReport
{
    private const int KeptPerCode = 200;

    private readonly List<Finding> _findings = [];
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>Kept findings in order of discovery.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Number of findings per code, dropped ones included.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    /// <summary>True when a finding forbids using the file.</summary>
    public bool HasErrors => _findings.Exists(f => f.Severity == Severity.Error);

    /// <summary>Adds a finding.</summary>
    public void Add(Finding finding)
    {
        var count = _counts[finding.Code] = _counts.GetValueOrDefault(finding.Code) + 1;
        if (count <= KeptPerCode || finding.Severity == Severity.Error) _findings.Add(finding);
    }

    internal void Notice(string code, string message, string? source = null, string? level = null, LonLat? at = null) =>
        Add(new(Severity.Notice, code, message, source, level, at));

    internal void Warn(string code, string message, string? source = null, string? level = null, LonLat? at = null) =>
        Add(new(Severity.Warning, code, message, source, level, at));

    internal void Error(string code, string message, string? source = null) => Add(new(Severity.Error, code, message, source));
}

/// <summary>One file handed to an importer: its name with any folders (forward slashes) and its bytes.</summary>
public sealed record SourceFile(string Name, ReadOnlyMemory<byte> Content)
{
    /// <summary>Name without folders, lower case.</summary>
    public string BaseName => Name[(Name.LastIndexOf('/') + 1)..].ToLowerInvariant();
}

/// <summary>An imported venue, or none and the reason in the report: never half of one.</summary>
public sealed record ImportResult(Venue? Venue, LintReport Lint);

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

/// <summary>Thrown inside an importer when a file cannot be used; becomes one error in the report.</summary>
internal sealed class UnusableFileException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}
