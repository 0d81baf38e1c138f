using Wayfinding.Model;

namespace Wayfinding.Graph;

/// <summary>Centre lines: walks, outdoor paths, flights, ramps, escalators and shuttles drawn as lines.</summary>
internal sealed class PlanLines(PlanDraft draft)
{
    public void Add()
    {
        foreach (var line in draft.Plan.Lines)
        {
            var kind = line.Kind is LineKind.Outdoor or LineKind.Shuttle ? NodeKind.Outdoor : NodeKind.Corridor;
            var nodes = line.Points.Select((p, i) =>
                draft.Key(line.Keys[i], i == line.Points.Count - 1 ? line.ToLevel : line.FromLevel, p, kind)).ToArray();
            var feature = line.Kind is LineKind.Stairs or LineKind.Escalator or LineKind.Ramp ? LineConnector(line, nodes) : -1;
            var rise = draft.Plan.Levels[line.ToLevel].Elevation - draft.Plan.Levels[line.FromLevel].Elevation;
            for (var i = 0; i + 1 < nodes.Length; i++) Stretch(line, nodes[i], nodes[i + 1], rise / (nodes.Length - 1), feature);
        }
        EndsInAreas();
    }

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

    private void Stretch(Line line, int a, int b, double rise, int feature)
    {
        switch (line.Kind)
        {
            case LineKind.Stairs: Vertical.Stairs(draft.Graph, a, b, rise, line.Barriers, feature); break;
            case LineKind.Ramp: Vertical.Ramp(draft.Graph, a, b, rise, line.Barriers, feature); break;
            case LineKind.Escalator:
                Vertical.Escalator(draft.Graph, a, b, rise, feature);
                if (!line.OneWay) Vertical.Escalator(draft.Graph, b, a, -rise, feature);
                break;
            case LineKind.Walk: draft.Graph.Both(a, b, EdgeKind.Walk, line.Barriers, 0, line.Hours); break;
            case LineKind.Shuttle: Vertical.Shuttle(draft.Graph, a, b, line.Barriers, line.Hours); break;
            case LineKind.Outdoor: draft.Graph.Both(a, b, EdgeKind.Outdoor, line.Barriers, 0, line.Hours); break;
        }
    }
}
