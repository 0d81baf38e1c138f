using Wayfinding.Model;

namespace Wayfinding.Routing.Live;

/// <summary>
/// Which edges a closed thing shuts, looked up and not searched for: edges by door, by connector and by the area at either end. Four bytes
/// an entry.
/// </summary>
internal sealed class FeatureEdges
{
    private readonly WalkGraph _graph;
    private readonly Index _doors;
    private readonly Index _connectors;
    private readonly Index _areas;

    public FeatureEdges(Venue venue)
    {
        _graph = venue.Graph;
        _doors = new(venue.Doors.Count, venue.Graph.EdgeCount, e => _graph.EdgeKind[e].IsConnector() ? -1 : _graph.Feature[e], _ => -1);
        _connectors = new(venue.Connectors.Count, venue.Graph.EdgeCount, e => _graph.EdgeKind[e].IsConnector() ? _graph.Feature[e] : -1,
            _ => -1);
        _areas = new(venue.Areas.Count, venue.Graph.EdgeCount, e => _graph.NodeArea[_graph.From[e]], e => _graph.NodeArea[_graph.To[e]]);
    }

    /// <summary>The edges a closure shuts.</summary>
    public ReadOnlyMemory<int> Of(Closure closure) => closure.Target switch
    {
        ClosureTarget.Door => _doors[closure.Index],
        ClosureTarget.Connector => _connectors[closure.Index],
        ClosureTarget.Area => _areas[closure.Index],
        ClosureTarget.Edge => new[] { closure.Index },
    };

    /// <summary>True when the closure shuts the edge.</summary>
    public bool Shuts(Closure closure, int edge) => closure.Target switch
    {
        ClosureTarget.Door => !_graph.EdgeKind[edge].IsConnector() && _graph.Feature[edge] == closure.Index,
        ClosureTarget.Connector => _graph.EdgeKind[edge].IsConnector() && _graph.Feature[edge] == closure.Index,
        ClosureTarget.Area => _graph.NodeArea[_graph.From[edge]] == closure.Index || _graph.NodeArea[_graph.To[edge]] == closure.Index,
        ClosureTarget.Edge => edge == closure.Index,
    };

    /// <summary>Edges grouped by one or two keys each; a key below 0 is none.</summary>
    private sealed class Index
    {
        private readonly int[] _first;
        private readonly int[] _edges;

        public Index(int keys, int edges, Func<int, int> one, Func<int, int> other)
        {
            _first = new int[keys + 1];
            Each(edges, one, other, (key, _) => _first[key + 1]++);
            for (var k = 0; k < keys; k++) _first[k + 1] += _first[k];
            _edges = new int[_first[keys]];
            var next = _first.AsSpan(0, keys).ToArray();
            Each(edges, one, other, (key, e) => _edges[next[key]++] = e);
        }

        public ReadOnlyMemory<int> this[int key] => _edges.AsMemory(_first[key], _first[key + 1] - _first[key]);

        private static void Each(int edges, Func<int, int> one, Func<int, int> other, Action<int, int> use)
        {
            for (var e = 0; e < edges; e++)
            {
                var (a, b) = (one(e), other(e));
                if (a >= 0) use(a, e);
                if (b >= 0 && b != a) use(b, e);
            }
        }
    }
}
