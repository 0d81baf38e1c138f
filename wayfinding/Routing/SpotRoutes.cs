using Wayfinding.Graph;
using Wayfinding.Model;
using Wayfinding.Routing.Live;

namespace Wayfinding.Routing;

/// <summary>Routes between positions: over every way onto the graph and off it, the one that costs least.</summary>
internal sealed class SpotRoutes(Router router, Profile profile, DateTime? at)
{
    // Less than a step beside the way is no way of its own.
    private const double StepMetres = 1;

    private readonly Network _network = router.Network;
    private readonly WalkGraph _graph = router.Network.Venue.Graph;

    private readonly record struct End(int Node, Stretch? Stretch);

    /// <summary>Null when no way leads from one to the other.</summary>
    public Route? Find(Snap from, Snap to)
    {
        var best = Direct(from, to);
        foreach (var start in Ends(from, from.Leaving, leaves: true, at))
        {
            var away = start.Stretch?.Seconds ?? 0;
            foreach (var end in Ends(to, to.Arriving, leaves: false, at?.AddSeconds(away)))
                if (Through(start, end, best?.CostSeconds ?? double.MaxValue) is { } way) best = way;
        }
        return best;
    }

    private Route? Through(End start, End end, double best)
    {
        var (away, on) = (start.Stretch?.Seconds ?? 0, end.Stretch?.Seconds ?? 0);
        if (away + on >= best) return null;
        if (router.FindRoute(start.Node, end.Node, profile, at?.AddSeconds(away)) is not { } way || way.CostSeconds + away + on >= best)
            return null;
        return way with
        {
            CostSeconds = way.CostSeconds + away + on,
            DurationSeconds = way.DurationSeconds + away + on,
            DistanceM = way.DistanceM + (start.Stretch?.Metres ?? 0) + (end.Stretch?.Metres ?? 0),
            Waits = away == 0 ? way.Waits : [.. way.Waits.Select(w => w with { ReachedS = w.ReachedS + away })],
            Lead = start.Stretch,
            Tail = end.Stretch,
        };
    }

    private List<End> Ends(Snap snap, IReadOnlyList<Stub> stubs, bool leaves, DateTime? time)
    {
        if (stubs.Count == 0) return [new(snap.Node, null)];
        return [.. stubs.Where(s => IsOpen(s.Edge, time)).Select(s => new End(s.Node, StretchOf(snap, s, leaves)))];
    }

    private bool IsOpen(int edge, DateTime? time) =>
        edge < 0 || _network.SliceAt(time).Weights.Costs(_graph, profile).IsPassable(edge);

    private Stretch StretchOf(Snap snap, Stub stub, bool leaves)
    {
        var along = stub.Share > 0 ? stub.Edge : -1;
        var metres = stub.Off + (along < 0 ? 0 : _graph.Metres[along] * stub.Share);
        var seconds = Beside(stub) + (along < 0 ? 0 : profile.Duration(_graph.EdgeKind[along], _graph.Millis[along]) / 1000.0 * stub.Share);
        List<Point2> line = stub.Off >= StepMetres ? [snap.At] : [];
        if (along >= 0 || line.Count == 0) line.Add(stub.Foot);
        if (!leaves) line.Reverse();
        return new(line, metres, seconds);
    }

    private double Beside(Stub stub) =>
        profile.Duration(EdgeKind.Walk, (int)Math.Round(stub.Off / GraphBuilder.WalkSpeed * 1000)) / 1000.0;

    // On one stretch, or across one floor, without passing any node.
    private Route? Direct(Snap from, Snap to)
    {
        foreach (var leave in from.Leaving)
            foreach (var enter in to.Arriving)
            {
                if (leave.Edge < 0 || leave.Edge != enter.Edge || leave.Share == 0 || enter.Share == 0 || !IsOpen(leave.Edge, at)) continue;
                if (leave.Share + enter.Share - 1 is not (>= 0 and var share)) continue;
                var seconds = Beside(leave) + Beside(enter)
                    + profile.Duration(_graph.EdgeKind[leave.Edge], _graph.Millis[leave.Edge]) / 1000.0 * share;
                var metres = leave.Off + enter.Off + _graph.Metres[leave.Edge] * share;
                return Whole(from, to, [from.At, leave.Foot, enter.Foot, to.At], metres, seconds);
            }
        if (from.Area < 0 || from.Area != to.Area || from.Leaving.Count == 0 || !IsOpen(from.Leaving[0].Edge, at)) return null;
        if (!_network.Venue.Areas[from.Area].Shape.Sees(from.At, to.At)) return null;
        var straight = from.At.DistanceTo(to.At);
        return Whole(from, to, [from.At, to.At], straight, Beside(new(from.Node, -1, 0, to.At) { Off = straight }));
    }

    private Route Whole(Snap from, Snap to, List<Point2> line, double metres, double seconds) =>
        new(from.Node, to.Node, profile, [], seconds, seconds, metres)
        {
            Lead = new([.. line.Where((p, i) => i == 0 || p.DistanceTo(line[i - 1]) > 0.01)], metres, seconds),
            IsDirect = true,
        };
}
