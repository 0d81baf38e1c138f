using Wayfinding.Model;

namespace Wayfinding.Graph;

/// <summary>Centre lines: walks, outdoor paths, flights, ramps, escalators and shuttles drawn as lines.</summary>
internal sealed class PlanLines(PlanDraft draft)
{
    private readonly PlanGates _gates = new(draft);

    public void Add()
    {
        foreach (var line in draft.Plan.Lines)
        {
            var kind = line.Kind is LineKind.Outdoor or LineKind.Shuttle ? NodeKind.Outdoor : NodeKind.Corridor;
            var nodes = line.Points.Select((p, i) =>
                draft.Key(line.Keys[i], i == line.Points.Count - 1 ? line.ToLevel : line.FromLevel, p, kind)).ToArray();
            var feature = line.Kind is LineKind.Stairs or LineKind.Escalator or LineKind.Ramp ? LineConnector(line, nodes) : -1;
            var terms = new Terms { Barriers = line.Barriers, Hours = line.Hours, Feature = feature, IsOneWay = line.OneWay };
            var (rise, drawn) = (draft.Plan.Levels[line.ToLevel].Elevation - draft.Plan.Levels[line.FromLevel].Elevation, Drawn(line));
            for (var i = 0; i + 1 < nodes.Length; i++)
            {
                var (a, b) = (_gates.End(line, i, i + 1, nodes[i]), _gates.End(line, i + 1, i, nodes[i + 1]));
                var share = line.Metres is { } whole && drawn > 0 ? whole / drawn * draft.Graph.At(a).DistanceTo(draft.Graph.At(b))
                    : default(double?);
                Stretch(line.Kind, (a, b), rise / (nodes.Length - 1), share, terms);
            }
        }
        EndsInAreas();
    }

    private static double Drawn(Line line) => line.Points.Zip(line.Points.Skip(1)).Sum(p => p.First.DistanceTo(p.Second));

    // Stairs and ways that just end within a hall lead onto its floor. A path from outdoors would have to pass its wall first.
    private void EndsInAreas()
    {
        var passes = draft.Plan.Lines.SelectMany(l =>
            new[] { (l.Keys[0], l.FromLevel),
                (l.Keys[^1], l.ToLevel) }.Concat(l.Keys.Skip(1).SkipLast(1).SelectMany(k => new[] { (k, l.FromLevel), (k, l.FromLevel) })))
            .GroupBy(p => p).ToDictionary(p => p.Key, p => p.Count());
        foreach (var line in draft.Plan.Lines.Where(l => l.Kind is not LineKind.Shuttle))
            foreach (var (key, level, at) in new[] { (line.Keys[0], line.FromLevel, line.Points[0]),
                (line.Keys[^1], line.ToLevel, line.Points[^1]) })
            {
                if (passes[(key, level)] > 1 || draft.Plan.AreaOfKey.ContainsKey((key, level))) continue;
                var area = draft.Index.Near(level, at, 0)
                    .Where(a => draft.Plan.Areas[a.Area].Kind is AreaKind.Outdoor
                        || (line.Kind != LineKind.Outdoor && draft.Plan.Areas[a.Area].Kind is AreaKind.Hall or AreaKind.Corridor))
                            .Select(a => a.Area).DefaultIfEmpty(-1).First();
                if (area >= 0) draft.StepOnto(area, draft.Keyed[(key, level)]);
            }
    }

    private int LineConnector(Line line, int[] nodes)
    {
        var kind = line.Kind == LineKind.Stairs ? ConnectorKind.Stairs : line.Kind == LineKind.Escalator ? ConnectorKind.Escalator
            : ConnectorKind.Ramp;
        draft.Connectors.Add(new(line.Id, Label.None, kind, -1, [nodes[0], nodes[^1]]));
        return draft.Connectors.Count - 1;
    }

    private void Stretch(LineKind kind, (int A, int B) ends, double rise, double? metres, Terms terms)
    {
        var (a, b) = ends;
        switch (kind)
        {
            case LineKind.Stairs: Vertical.Stairs(draft.Graph, a, b, rise, terms); break;
            case LineKind.Ramp: Vertical.Ramp(draft.Graph, a, b, rise, terms); break;
            case LineKind.Escalator:
                Vertical.Escalator(draft.Graph, a, b, rise, terms);
                if (!terms.IsOneWay) Vertical.Escalator(draft.Graph, b, a, -rise, terms);
                break;
            case LineKind.Walk: draft.Graph.Walk(a, b, EdgeKind.Walk, terms, metres); break;
            case LineKind.Shuttle: Vertical.Shuttle(draft.Graph, a, b, terms.Barriers, terms.Hours); break;
            case LineKind.Outdoor: draft.Graph.Walk(a, b, EdgeKind.Outdoor, terms, metres); break;
        }
    }
}
