using Wayfinding.Model;

namespace Wayfinding.Search;

/// <summary>Lifts as places one may ask for: each at its landing on every floor it serves.</summary>
public static class LiftPlaces
{
    /// <summary>The landings, one a lift and floor; none stands among the venue's own places.</summary>
    public static IReadOnlyList<Poi> Of(Venue venue)
    {
        ArgumentNullException.ThrowIfNull(venue);
        var (graph, places) = (venue.Graph, new List<Poi>());
        foreach (var lift in venue.Connectors.Where(c => c.Kind == ConnectorKind.Lift))
            foreach (var shaft in lift.Nodes.DistinctBy(n => graph.NodeLevel[n]))
                if (Landing(graph, shaft) is >= 0 and var landing)
                {
                    var (level, building) = (graph.NodeLevel[shaft], graph.NodeBuilding[shaft]);
                    var name = lift.Name.IsEmpty ? new("电梯", "Lift") : lift.Name;
                    places.Add(new($"{lift.Id}@{venue.Levels[level].Name}", name, "lift", level, building, graph.At(landing), landing));
                }
        return places;
    }

    private static int Landing(WalkGraph graph, int shaft)
    {
        var (first, end) = graph.EdgesOf(shaft);
        for (var e = first; e < end; e++)
            if (graph.EdgeKind[e] == EdgeKind.LiftAlight) return graph.To[e];
        return -1;
    }
}
