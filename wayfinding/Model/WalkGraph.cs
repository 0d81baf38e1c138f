namespace Wayfinding.Model;

/// <summary>
/// The directed graph people walk on, as parallel arrays; edges are sorted by <see cref="From"/>. The arrays are read-only by
/// contract: a changed map is a new graph, a live closure is a routing state.
/// </summary>
public sealed class WalkGraph
{
    /// <summary>Metres east in the venue's frame, per node.</summary>
    public required float[] X { get; init; }

    /// <summary>Metres north in the venue's frame, per node.</summary>
    public required float[] Y { get; init; }

    /// <summary>Index into the venue's levels, per node.</summary>
    public required int[] NodeLevel { get; init; }

    /// <summary>Index into the venue's buildings or -1 outdoors, per node.</summary>
    public required int[] NodeBuilding { get; init; }

    /// <summary>Index into the venue's areas or -1, per node.</summary>
    public required int[] NodeArea { get; init; }

    /// <summary>What a node stands for.</summary>
    public required NodeKind[] Kind { get; init; }

    /// <summary>First node, per edge, ascending.</summary>
    public required int[] From { get; init; }

    /// <summary>Second node, per edge.</summary>
    public required int[] To { get; init; }

    /// <summary>Milliseconds for an able adult, per edge.</summary>
    public required int[] Millis { get; init; }

    /// <summary>Metres, per edge.</summary>
    public required float[] Metres { get; init; }

    /// <summary>What one moves along, per edge.</summary>
    public required EdgeKind[] EdgeKind { get; init; }

    /// <summary>What it demands, per edge.</summary>
    public required Barriers[] Barriers { get; init; }

    /// <summary>Index into the venue's hours or -1 for always open, per edge.</summary>
    public required int[] Hours { get; init; }

    /// <summary>Index into the venue's doors (door, entrance) or connectors (stairs, lift, escalator, ramp), else -1, per edge.</summary>
    public required int[] Feature { get; init; }

    /// <summary>First edge of each node; one longer than the nodes.</summary>
    public required int[] FirstEdge { get; init; }

    /// <summary>Number of nodes.</summary>
    public int NodeCount => X.Length;

    /// <summary>Number of directed edges.</summary>
    public int EdgeCount => From.Length;

    /// <summary>Position of a node in metres.</summary>
    public Point2 At(int node) => new(X[node], Y[node]);

    /// <summary>The edges leaving a node as a range of edge indices.</summary>
    public (int Start, int End) EdgesOf(int node) => (FirstEdge[node], FirstEdge[node + 1]);

    /// <summary>The edge leading back over the same stretch, or -1 where the way is one-way.</summary>
    public int Reverse(int edge)
    {
        var (start, end) = EdgesOf(To[edge]);
        for (var e = start; e < end; e++)
            if (To[e] == From[edge] && Feature[e] == Feature[edge]) return e;
        return -1;
    }
}
