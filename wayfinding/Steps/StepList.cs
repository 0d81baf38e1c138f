using Wayfinding.Model;

namespace Wayfinding.Steps;

/// <summary>A step as it is written, before the list knows what comes before and after it.</summary>
internal readonly record struct WrittenStep(
    StepKind Kind, string Text, int Level, int ToLevel, double Metres, double Seconds, IEnumerable<Point2> Path)
{
    /// <summary>Degrees, positive to the right; null without a turn.</summary>
    public double? Turn { get; init; }

    /// <summary>Doors passed.</summary>
    public int Doors { get; init; }
}

/// <summary>The steps written so far, each announced a few metres ahead and, when the next is due at once, spoken with it.</summary>
internal sealed class StepList(LocalFrame frame, Wording words)
{
    private const double AnnounceMetres = 6;
    private const double ChainSeconds = 5;

    private readonly List<Step> _steps = [];

    public bool IsEmpty => _steps.Count == 0;

    public void Add(WrittenStep step)
    {
        var text = words.Finish(step.Text);
        _steps.Add(new()
        {
            Kind = step.Kind,
            Text = text,
            Speech = text,
            Level = step.Level,
            ToLevel = step.ToLevel,
            DistanceM = Math.Round(step.Metres, 1),
            DurationS = Math.Round(step.Seconds, 1),
            Path = [.. step.Path.Select(frame.ToLonLat)],
            AnnounceBeforeM = Math.Min(AnnounceMetres, _steps.Count > 0 ? _steps[^1].DistanceM : 0),
            TurnDegrees = step.Turn,
            Doors = step.Doors,
        });
    }

    public List<Step> Chained()
    {
        for (var i = _steps.Count - 2; i >= 0; i--)
            if (_steps[i].DurationS < ChainSeconds) _steps[i] = _steps[i] with { Speech = words.Then(_steps[i].Text, _steps[i + 1].Text) };
        return _steps;
    }
}
