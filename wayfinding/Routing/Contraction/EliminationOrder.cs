using Wayfinding.Model;

namespace Wayfinding.Routing.Contraction;

/// <summary>
/// The order in which the hierarchy contracts nodes. Doors, rooms and corridor chains (degree up to two) go first, in rounds so that chains
/// stay shallow; what is left is split by nested dissection: the separator last, the halves before it, each by the same rule.
/// </summary>
internal sealed class EliminationOrder
{
    private const int SmallPart = 12;

    private readonly WalkGraph _graph;
    private readonly float[] _z;
    private readonly SortedSet<int>[] _adjacent;
    private readonly List<int> _order;

    private EliminationOrder(Venue venue)
    {
        _graph = venue.Graph;
        _z = [.. _graph.NodeLevel.Select(l => (float)venue.Levels[l].Elevation)];
        _adjacent = new SortedSet<int>[_graph.NodeCount];
        for (var i = 0; i < _adjacent.Length; i++) _adjacent[i] = [];
        for (var e = 0; e < _graph.EdgeCount; e++)
        {
            _adjacent[_graph.From[e]].Add(_graph.To[e]);
            _adjacent[_graph.To[e]].Add(_graph.From[e]);
        }
        _order = new(_graph.NodeCount);
    }

    /// <summary>Nodes, first contracted first.</summary>
    public static int[] Of(Venue venue)
    {
        var order = new EliminationOrder(venue);
        order.EliminateChains();
        var rest = Enumerable.Range(0, venue.Graph.NodeCount).Except(order._order).ToArray();
        order.Dissect(rest);
        return [.. order._order];
    }

    private void EliminateChains()
    {
        var gone = new bool[_adjacent.Length];
        var touched = new int[_adjacent.Length];
        var candidates = Enumerable.Range(0, _adjacent.Length).ToList();
        for (var round = 1; candidates.Count > 0; round++)
        {
            var next = new List<int>();
            foreach (var v in candidates)
            {
                if (gone[v] || _adjacent[v].Count > 2) continue;
                if (touched[v] == round) { next.Add(v); continue; }
                gone[v] = true;
                _order.Add(v);
                foreach (var w in _adjacent[v])
                {
                    _adjacent[w].Remove(v);
                    touched[w] = round;
                    next.Add(w);
                }
                if (_adjacent[v].Count == 2) Join(_adjacent[v].Min, _adjacent[v].Max);
            }
            candidates = next;
        }
    }

    private void Join(int a, int b)
    {
        _adjacent[a].Add(b);
        _adjacent[b].Add(a);
    }

    private void Dissect(int[] nodes)
    {
        var work = new Stack<(int[] Nodes, bool Done)>();
        work.Push((nodes, false));
        var part = new int[_adjacent.Length];
        while (work.TryPop(out var item))
        {
            if (item.Done || item.Nodes.Length <= SmallPart)
            {
                _order.AddRange(item.Done ? item.Nodes : ByDegree(item.Nodes));
                continue;
            }
            var components = Components(item.Nodes, part);
            if (components.Count > 1)
            {
                foreach (var c in components) work.Push((c, false));
                continue;
            }
            var sides = Separate(item.Nodes, part);
            var split = item.Nodes.Select((n, i) => (n, Side: sides[i])).ToLookup(s => s.Side, s => s.n);
            if (!split[0].Any() && !split[1].Any())
            {
                _order.AddRange(ByDegree(item.Nodes));
                continue;
            }
            work.Push(([.. split[2]], true));
            work.Push(([.. split[0]], false));
            work.Push(([.. split[1]], false));
        }
    }

    private IEnumerable<int> ByDegree(int[] nodes) => nodes.OrderBy(n => _adjacent[n].Count);

    private List<int[]> Components(int[] nodes, int[] part)
    {
        foreach (var n in nodes) part[n] = -1;
        var components = new List<int[]>();
        foreach (var n in nodes)
        {
            if (part[n] != -1) continue;
            var members = new List<int> { n };
            part[n] = -2;
            for (var i = 0; i < members.Count; i++)
                foreach (var w in _adjacent[members[i]])
                    if (part[w] == -1) { part[w] = -2; members.Add(w); }
            components.Add([.. members]);
        }
        foreach (var n in nodes) part[n] = 0;
        return components;
    }

    private byte[] Separate(int[] nodes, int[] part)
    {
        for (var i = 0; i < nodes.Length; i++) part[nodes[i]] = i + 1;
        var first = new int[nodes.Length + 1];
        var head = new List<int>();
        for (var i = 0; i < nodes.Length; i++)
        {
            head.AddRange(_adjacent[nodes[i]].Where(w => part[w] > 0).Select(w => part[w] - 1).Order());
            first[i + 1] = head.Count;
        }
        var sides = new InertialFlow(first, [.. head], [.. nodes.Select(n => (double)_graph.X[n])],
            [.. nodes.Select(n => (double)_graph.Y[n])],
            [.. nodes.Select(n => (double)_z[n])]).Separate();
        foreach (var n in nodes) part[n] = 0;
        return sides.Length == 0 ? new byte[nodes.Length].Select(_ => (byte)2).ToArray() : sides;
    }
}
