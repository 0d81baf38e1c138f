using Wayfinding.Model;

namespace Wayfinding.Routing.Contraction;

/// <summary>
/// What an edge costs a profile while given hours are open and given edges closed, in milliseconds. Sets are bit sets, one bit per hours or
/// edge. Priced, nothing is impassable: the fewest barriers count first, then the fewest shut things, then time in units of 128 ms.
/// </summary>
internal readonly struct EdgeCosts(WalkGraph graph, Profile profile, ulong[] openHours, ulong[] closedEdges, bool priced = false)
{
    private const int TimeShift = 7;
    private const int ShutPrice = 1 << 16;
    private const int BarrierPrice = 1 << 20;

    public Profile Profile => profile;

    public int this[int edge]
    {
        get
        {
            var passable = IsPassable(edge);
            if (!passable && !priced) return Metric.Unreachable;
            var cost = profile.Cost(graph.EdgeKind[edge], graph.Millis[edge]);
            return priced ? (cost >> TimeShift) + (passable ? 0 : profile.Allows(graph.Barriers[edge]) ? ShutPrice : BarrierPrice) : cost;
        }
    }

    /// <summary>True when the profile may pass and the edge is open.</summary>
    public bool IsPassable(int edge) =>
        profile.Allows(graph.Barriers[edge]) && !Bits.Has(closedEdges, edge)
            && (graph.Hours[edge] is not (>= 0 and var hours) || Bits.Has(openHours, hours));
}

/// <summary>Bit sets as plain arrays.</summary>
internal static class Bits
{
    public static ulong[] Empty(int count) => new ulong[(count + 63) >> 6];

    public static bool Has(ulong[] bits, int i) => (bits[i >> 6] >> (i & 63) & 1) != 0;

    /// <summary>The members of one of two sets alone, ascending.</summary>
    public static List<int> Differences(ulong[] a, ulong[] b)
    {
        var members = new List<int>();
        for (var w = 0; w < a.Length; w++)
            for (var bits = a[w] ^ b[w]; bits != 0; bits &= bits - 1)
                members.Add((w << 6) + System.Numerics.BitOperations.TrailingZeroCount(bits));
        return members;
    }

    public static void Set(ulong[] bits, int i) => bits[i >> 6] |= 1UL << (i & 63);
}
