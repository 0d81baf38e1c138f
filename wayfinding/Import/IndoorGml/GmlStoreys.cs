using Wayfinding.Graph;
using Wayfinding.Import.Reading;

namespace Wayfinding.Import.IndoorGml;

/// <summary>
/// The storeys of an IndoorGML file: as cells and states name them, where all do and no name contradicts the heights; else the heights at
/// which cells stand.
/// </summary>
internal sealed class GmlStoreys
{
    private const double SameStorey = 1.2;
    private const double StoreyHeight = 4;

    private readonly Dictionary<string, int> _named = [];
    private readonly List<double> _heights = [];

    /// <param name="things">Of each cell and state the storey it names, and its height.</param>
    /// <param name="plan">Gets the levels.</param>
    public GmlStoreys(IReadOnlyList<(string Storey, double Z)> things, Plan plan)
    {
        if (Named(things) is { } named)
        {
            var flat = named.Select(n => n.Z).Distinct().Count() < named.Count;
            foreach (var (text, ordinal, z) in named)
            {
                _named[text] = plan.Levels.FindIndex(l => l.Ordinal == ordinal) is >= 0 and var same ? same : plan.Levels.Count;
                if (_named[text] == plan.Levels.Count)
                    plan.Levels.Add(new(LevelNames.Signed(ordinal), ordinal, 0, flat ? ordinal * StoreyHeight : z));
            }
            return;
        }
        foreach (var (_, z) in things.OrderBy(t => t.Z))
            if (_heights.Count == 0 || z - _heights[^1] > SameStorey) _heights.Add(z);
        if (_heights.Count == 0) _heights.Add(0);
        foreach (var (z, i) in _heights.Select((z, i) => (z, i))) plan.Levels.Add(new($"{i + 1}F", i + 1, 0, z));
    }

    /// <summary>Index into the plan's levels.</summary>
    public int LevelOf(string storey, double z) =>
        _named.TryGetValue(storey, out var level) ? level : Math.Max(0, _heights.FindLastIndex(s => s <= z + SameStorey / 2));

    // Stairs that reach from 2 to 3 stand on 2.
    private static double? Ordinal(string storey) =>
        LevelNames.ParseOrdinal(storey)
            ?? (storey.Length > 1 && storey.IndexOf('-', 1) is > 0 and var to ? LevelNames.ParseOrdinal(storey[..to]) : null);

    // Null when a thing names none or none that is a number, or a higher storey stands lower.
    private static List<(string Text, double Ordinal, double Z)>? Named(IReadOnlyList<(string Storey, double Z)> things)
    {
        var named = new List<(string Text, double Ordinal, double Z)>();
        foreach (var storey in things.GroupBy(t => t.Storey))
        {
            if (Ordinal(storey.Key) is not { } ordinal) return null;
            named.Add((storey.Key, ordinal, storey.Min(t => t.Z)));
        }
        named = [.. named.OrderBy(n => n.Ordinal)];
        return named.Count > 0 && named.Zip(named.Skip(1)).All(p => p.First.Z <= p.Second.Z || p.First.Ordinal == p.Second.Ordinal) ? named
            : null;
    }
}
