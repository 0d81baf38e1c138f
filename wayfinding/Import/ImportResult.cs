using Wayfinding.Checks;
using Wayfinding.Model;

namespace Wayfinding.Import;

/// <summary>An imported venue, or none and the reason in the report: never half of one.</summary>
public sealed record ImportResult(Venue? Venue, LintReport Lint);
