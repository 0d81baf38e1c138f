using Wayfinding.Model;

namespace Wayfinding.Checks;

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
