using Wayfinding.Model;

namespace Wayfinding.Routing;

/// <summary>What an edge costs a profile while given hours are open and given edges closed. Sets are bit sets, one bit per hours or edge.</summary>
internal readonly struct EdgeCosts(WalkGraph graph, Profile profile, ulong[] openHours, ulong[] closedEdges)
{
    public Profile Profile => profile;

    public int this[int edge]
    {
        get
        {
            if (!profile.Allows(graph.Barriers[edge]) || Bits.Has(closedEdges, edge)) return Metric.Unreachable;
            var hours = graph.Hours[edge];
            return hours >= 0 && !Bits.Has(openHours, hours) ? Metric.Unreachable : profile.Cost(graph.EdgeKind[edge], graph.Millis[edge]);
        }
    }
}

/// <summary>Bit sets as plain arrays.</summary>
internal static class Bits
{
    public static ulong[] Empty(int count) => new ulong[(count + 63) >> 6];

    public static bool Has(ulong[] bits, int i) => (bits[i >> 6] >> (i & 63) & 1) != 0;

    /// <summary>The members, ascending.</summary>
    public static List<int> Of(ulong[] set)
    {
        var members = new List<int>();
        for (var w = 0; w < set.Length; w++)
            for (var bits = set[w]; bits != 0; bits &= bits - 1) members.Add((w << 6) + System.Numerics.BitOperations.TrailingZeroCount(bits));
        return members;
    }

    public static void Set(ulong[] bits, int i) => bits[i >> 6] |= 1UL << (i & 63);
}
