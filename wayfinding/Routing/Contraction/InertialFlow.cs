namespace Wayfinding.Routing.Contraction;

/// <summary>
/// A small, balanced vertex separator of an undirected graph with coordinates: nodes are ordered along several directions, the first and
/// last quarter become source and sink, and a minimum cut between them (Dinic, unit capacities) gives the border (Schild and Sommer 2015).
/// </summary>
internal sealed class InertialFlow(int[] first, int[] head, double[] x, double[] y, double[] z)
{
    private const double Balance = 0.25;

    private readonly int _count = first.Length - 1;
    private readonly sbyte[] _flow = new sbyte[head.Length];
    private readonly int[] _reverse = Reverses(first, head);
    private readonly int[] _level = new int[first.Length - 1];
    private readonly int[] _next = new int[first.Length - 1];
    private readonly int[] _queue = new int[first.Length - 1];
    private readonly byte[] _side = new byte[first.Length - 1];

    /// <summary>Marks every node: 0 and 1 the two halves, 2 the separator between them.</summary>
    public byte[] Separate()
    {
        byte[] best = [];
        var bestScore = double.MaxValue;
        foreach (var (dx, dy, dz) in new[] { (1.0, 0.0, 0.01), (0.0, 1.0, 0.01), (0.001, 0.002, 1.0), (1.0, 1.0, 0.01), (1.0, -1.0, 0.01) })
        {
            var key = new double[_count];
            for (var i = 0; i < _count; i++) key[i] = dx * x[i] + dy * y[i] + dz * z[i];
            var order = Enumerable.Range(0, _count).ToArray();
            Array.Sort(key, order);
            if (!Cut(order, best.Length == 0 ? int.MaxValue : (int)(bestScore * _count / 2) + 1)) continue;
            foreach (var reached in new byte[] { 0, 1 })
            {
                var sides = Border(reached, out var separator, out var smaller);
                var score = smaller == 0 ? double.MaxValue / 2 : (double)separator / smaller;
                if (score < bestScore) (best, bestScore) = (sides, score);
            }
        }
        return best;
    }

    // False when the cut grows past the limit: an earlier direction is already better.
    private bool Cut(int[] order, int limit)
    {
        Array.Clear(_flow);
        Array.Clear(_side);
        var quarter = Math.Max(1, (int)(_count * Balance));
        for (var i = 0; i < quarter; i++) (_side[order[i]], _side[order[^(i + 1)]]) = (1, 2);
        var flow = 0;
        while (Levels(order, quarter))
        {
            for (var i = 0; i < _count; i++) _next[i] = first[i];
            for (var i = 0; i < quarter; i++)
                while (Augment(order[i]))
                    if (++flow > limit) return false;
        }
        return true;
    }

    private bool Levels(int[] order, int quarter)
    {
        Array.Fill(_level, -1);
        int read = 0, write = 0;
        for (var i = 0; i < quarter; i++) (_level[order[i]], _queue[write++]) = (0, order[i]);
        var found = false;
        while (read < write)
        {
            var v = _queue[read++];
            for (var a = first[v]; a < first[v + 1]; a++)
            {
                var w = head[a];
                if (_flow[a] == 1 || _level[w] >= 0) continue;
                _level[w] = _level[v] + 1;
                found |= _side[w] == 2;
                _queue[write++] = w;
            }
        }
        return found;
    }

    private bool Augment(int source)
    {
        var path = new Stack<int>();
        var v = source;
        while (true)
        {
            if (_side[v] == 2)
            {
                foreach (var a in path) (_flow[a], _flow[_reverse[a]]) = ((sbyte)(_flow[a] + 1), (sbyte)(_flow[_reverse[a]] - 1));
                return true;
            }
            var advanced = false;
            for (; _next[v] < first[v + 1]; _next[v]++)
            {
                var a = _next[v];
                if (_flow[a] == 1 || _level[head[a]] != _level[v] + 1) continue;
                path.Push(a);
                (v, advanced) = (head[a], true);
                break;
            }
            if (advanced) continue;
            if (path.Count == 0) return false;
            var back = path.Pop();
            v = head[_reverse[back]];
            _next[v]++;
        }
    }

    // After the last Levels call the reached nodes are the source side. The separator is the border on one of the two sides.
    private byte[] Border(byte onSide, out int separator, out int smaller)
    {
        var sides = new byte[_count];
        for (var i = 0; i < _count; i++) sides[i] = _level[i] >= 0 ? (byte)0 : (byte)1;
        separator = 0;
        for (var v = 0; v < _count; v++)
        {
            if (sides[v] != onSide) continue;
            for (var a = first[v]; a < first[v + 1]; a++)
            {
                if (sides[head[a]] != 1 - onSide) continue;
                (sides[v], separator) = (2, separator + 1);
                break;
            }
        }
        var zeros = sides.Count(s => s == 0);
        smaller = Math.Min(zeros, _count - zeros - separator);
        return sides;
    }

    private static int[] Reverses(int[] first, int[] head)
    {
        var reverse = new int[head.Length];
        for (var v = 0; v + 1 < first.Length; v++)
            for (var a = first[v]; a < first[v + 1]; a++)
                reverse[a] = Array.BinarySearch(head, first[head[a]], first[head[a] + 1] - first[head[a]], v);
        return reverse;
    }
}
