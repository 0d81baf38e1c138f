using Wayfinding.Model;

namespace Wayfinding.Steps;

/// <summary>The steps written so far, each announced a few metres ahead and, when the next is due at once, spoken with it.</summary>
internal sealed class StepList(LocalFrame frame, Wording words)
{
    private const double AnnounceMetres = 6;
    private const double ChainSeconds = 5;

    private readonly List<Step> _steps = [];

    public bool IsEmpty => _steps.Count == 0;

    public void Add(StepKind kind, string text, int level, int toLevel, double metres, double seconds, IEnumerable<Point2> path,
        double? turn = null, int doors = 0)
    {
        text = words.Finish(text);
        _steps.Add(new(kind, text, text, level, toLevel, Math.Round(metres, 1), Math.Round(seconds, 1), [.. path.Select(frame.ToLonLat)],
            Math.Min(AnnounceMetres, _steps.Count > 0 ? _steps[^1].DistanceM : 0), turn, doors));
    }

    public List<Step> Chained()
    {
        for (var i = _steps.Count - 2; i >= 0; i--)
            if (_steps[i].DurationS < ChainSeconds) _steps[i] = _steps[i] with { Speech = words.Then(_steps[i].Text, _steps[i + 1].Text) };
        return _steps;
    }
}
