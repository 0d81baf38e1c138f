using Wayfinding.Model;

namespace Wayfinding.Steps;

/// <summary>
/// Where a walker is on a route: the step being walked, metres along it, metres to the next step, metres beside the path.
/// </summary>
public sealed record Progress(int Step, double AlongM, double ToNextM, double BesideM, bool IsOffRoute, bool HasArrived)
{
    private const double OffRouteMetres = 10;
    private const double ArrivedMetres = 5;

    /// <summary>
    /// Matches a position to the steps not behind the one last known, on its level. Off the route means more than 10 m beside every such
    /// step, or on a level the rest of the route does not touch: the caller then asks for a new route from the position.
    /// </summary>
    public static Progress Of(Guidance guidance, LocalFrame frame, LonLat position, int level, int lastStep = 0)
    {
        ArgumentNullException.ThrowIfNull(guidance);
        ArgumentNullException.ThrowIfNull(frame);
        var at = frame.ToLocal(position);
        var best = new Progress(lastStep, 0, 0, double.MaxValue, true, false);
        for (var i = Math.Max(0, lastStep); i < guidance.Steps.Count; i++)
        {
            var step = guidance.Steps[i];
            if (step.Level != level && step.ToLevel != level) continue;
            var (along, beside, length) = Nearest([.. step.Path.Select(frame.ToLocal)], at);
            if (beside < best.BesideM - 0.5) best = new(i, along, length - along, beside, beside > OffRouteMetres, false);
        }
        var end = guidance.Steps[^1];
        return best with { HasArrived = level == end.ToLevel && frame.ToLocal(end.Path[^1]).DistanceTo(at) <= ArrivedMetres };
    }

    private static (double Along, double Beside, double Length) Nearest(Point2[] path, Point2 p)
    {
        var (best, along, length) = (path[0].DistanceTo(p), 0.0, 0.0);
        for (var i = 1; i < path.Length; i++)
        {
            var foot = Segment.Nearest(path[i - 1], path[i], p);
            if (foot.DistanceTo(p) < best) (best, along) = (foot.DistanceTo(p), length + foot.DistanceTo(path[i - 1]));
            length += path[i].DistanceTo(path[i - 1]);
        }
        return (along, best, length);
    }
}
