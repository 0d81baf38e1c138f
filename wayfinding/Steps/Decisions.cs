using Wayfinding.Model;

namespace Wayfinding.Steps;

/// <summary>A point on a walk where something has to be done: a turn, doors, or both. <paramref name="At"/> is metres from the start of the walk.</summary>
internal sealed record Decision(double At, double? Turn, List<int> DoorEdges);

/// <summary>The walk over one floor between two connectors: its drawn line and the decisions on it.</summary>
internal sealed class Walk
{
    private const double StraightDegrees = 20;
    private const double OneTurnMetres = 3;
    private const double TogetherMetres = 3.5;

    private readonly List<double> _along = [0];

    public Walk(List<Point2> line, IEnumerable<(int Edge, Point2 At)> doors, double? headingBefore)
    {
        Line = line;
        for (var i = 1; i < line.Count; i++) _along.Add(_along[^1] + line[i].DistanceTo(line[i - 1]));
        var turns = Turns(headingBefore);
        Decisions = Merge([.. turns.Concat(Doors(doors)).OrderBy(d => d.At)]);
    }

    public List<Point2> Line { get; }

    public double Length => _along[^1];

    public List<Decision> Decisions { get; }

    /// <summary>Heading of the first piece of at least a metre, if any.</summary>
    public double? FirstHeading => HeadingFrom(0);

    /// <summary>Heading of the last piece of at least a metre that ends before a place on the line.</summary>
    public double? LastHeading(double before)
    {
        for (var i = Line.Count - 2; i >= 0; i--)
            if (_along[i] < before && Line[i].DistanceTo(Line[i + 1]) >= 1) return Segment.Heading(Line[i], Line[i + 1]);
        return null;
    }

    /// <summary>The point that many metres along the line.</summary>
    public Point2 PointAt(double metres)
    {
        for (var i = 1; i < Line.Count; i++)
            if (_along[i] >= metres) return Line[i - 1] + (Line[i] - Line[i - 1]) * ((metres - _along[i - 1]) / Math.Max(1e-9, _along[i] - _along[i - 1]));
        return Line[^1];
    }

    /// <summary>The part of the line between two places.</summary>
    public List<Point2> Part(double from, double to)
    {
        var part = new List<Point2> { PointAt(from) };
        for (var i = 0; i < Line.Count; i++)
            if (_along[i] > from && _along[i] < to) part.Add(Line[i]);
        part.Add(PointAt(to));
        return part;
    }

    private double? HeadingFrom(int i)
    {
        for (; i + 1 < Line.Count; i++)
            if (Line[i].DistanceTo(Line[i + 1]) >= 1) return Segment.Heading(Line[i], Line[i + 1]);
        return null;
    }

    // Bends closer than three metres are one turn: from the heading before the first to the heading after the last.
    private IEnumerable<Decision> Turns(double? before)
    {
        for (var i = 0; i + 1 < Line.Count; i++)
        {
            if (i == 0 && before is null) { before = Segment.Heading(Line[0], Line[1]); continue; }
            var first = i;
            while (i + 2 < Line.Count && Line[i].DistanceTo(Line[i + 1]) < OneTurnMetres) i++;
            var after = Segment.Heading(Line[i], Line[i + 1]);
            var turn = Segment.Turn(before ?? after, after);
            if (Math.Abs(turn) > StraightDegrees) yield return new(_along[first], turn, []);
            before = after;
        }
    }

    private IEnumerable<Decision> Doors(IEnumerable<(int Edge, Point2 At)> doors)
    {
        var reached = 0.0;
        foreach (var (edge, at) in doors)
        {
            reached = Math.Max(reached, Project(at, reached));
            yield return new(reached, null, [edge]);
        }
    }

    private double Project(Point2 p, double from)
    {
        var best = (Distance: double.MaxValue, At: from);
        for (var i = 1; i < Line.Count; i++)
        {
            if (_along[i] < from) continue;
            var foot = Segment.Nearest(Line[i - 1], Line[i], p);
            if (foot.DistanceTo(p) < best.Distance - 1e-6) best = (foot.DistanceTo(p), _along[i - 1] + foot.DistanceTo(Line[i - 1]));
        }
        return best.At;
    }

    private static List<Decision> Merge(List<Decision> decisions)
    {
        var merged = new List<Decision>();
        foreach (var d in decisions)
        {
            var last = merged.Count > 0 ? merged[^1] : null;
            if (last is null || d.At - last.At > TogetherMetres || (last.Turn is not null && d.Turn is not null) || (last.DoorEdges.Count == 0 && last.Turn is not null && d.At - last.At > 1.5))
                merged.Add(d);
            else
                merged[^1] = new(last.At, last.Turn ?? d.Turn, [.. last.DoorEdges, .. d.DoorEdges]);
        }
        return merged;
    }
}
