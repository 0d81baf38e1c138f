using Wayfinding.Checks;
using Wayfinding.Graph;
using Wayfinding.Import.Reading;
using Wayfinding.Model;

namespace Wayfinding.Import.Osm;

/// <summary>Buildings and tagged areas as parts of a plan.</summary>
internal sealed class IndoorAreas(Plan plan, IndoorLevels levelsOf, IndoorLifts lifts, AccessTags access, LintReport lint)
{
    private const int MaxAreas = 200_000;

    /// <summary>Where the points of borders lie, by key: doors on them lead into their areas.</summary>
    public Dictionary<string, List<(double Level, Point2 At, int Area)>> RingPoints { get; } = [];

    public void AddBuilding(TaggedFeature f)
    {
        if (f.Is("building", "elevator") || f.Is("building", "roof")) return;
        if (Shapes.Polygon(plan.Frame, f.Points, f.Holes, f.Id, null, lint) is { } shape)
            plan.Buildings.Add(new(f.Id, new(f["name"].Trim(), f.Tags.GetValueOrDefault("name:en")), 0, shape));
    }

    /// <summary>A wall drawn by itself.</summary>
    public void AddWall(TaggedFeature f)
    {
        foreach (var level in levelsOf.Of(f).Where(levelsOf.Has).Select(levelsOf.IndexOf))
            foreach (var (a, b) in f.Points.Zip(f.Points.Skip(1)))
                plan.Walls.Add((level, plan.Frame.ToLocal(a), plan.Frame.ToLocal(b)));
    }

    private int BuildingAt(Point2 p) => plan.Buildings.FindIndex(b => b.Footprint!.Contains(p));

    /// <summary>Adds an area on each of its levels, and what it is besides: a lift, stairs, or a place people ask for.</summary>
    public void Add(TaggedFeature f)
    {
        var levels = levelsOf.Of(f);
        if (levels.Count == 0 || Shapes.Polygon(plan.Frame, f.Points, f.Holes, f.Id, f["level"], lint) is not { } shape) return;
        if (plan.Areas.Count + levels.Count > MaxAreas)
            throw new UnusableFileException("file.too_many_features", $"各楼层的区域合计多于 {MaxAreas} 个。");
        var passage = access.Of(f);
        var area = new Area(f.Id, IndoorTags.NameOf(f), IndoorTags.KindOf(f), -1, BuildingAt(shape.InnerPoint()), shape)
        {
            Barriers = passage.Barriers,
            Hours = passage.Hours,
        };
        var indices = levels.Select(level => OnLevel(f, area, level, levels.Count > 1)).ToList();
        if (area.Kind is AreaKind.Lift) Lift(f, area, indices);
        else if (ConnectorKindOf(area.Kind) is { } connector) Connector(f, area, connector, indices);
        else if (area.Kind is AreaKind.Room or AreaKind.Toilet || !area.Name.IsEmpty) Places(f, area, indices);
    }

    private int OnLevel(TaggedFeature f, Area area, double level, bool isOneOfMany)
    {
        var index = plan.Areas.Count;
        plan.Areas.Add(area with
        {
            Id = isOneOfMany ? $"{f.Id}@{level}" : f.Id,
            Level = levelsOf.IndexOf(level),
            // Those of a lift or of stairs belong to the connector.
            Barriers = area.Kind is AreaKind.Lift or AreaKind.Stairs ? Barriers.None : area.Barriers,
        });
        for (var i = 0; i < f.Keys.Count; i++)
        {
            if (!RingPoints.TryGetValue(f.Keys[i], out var at)) RingPoints[f.Keys[i]] = at = [];
            at.Add((level, plan.Frame.ToLocal(f.Points[i]), index));
        }
        return index;
    }

    private void Lift(TaggedFeature f, Area area, List<int> indices)
    {
        var narrow = Measures.WidthOf(new(f, lint)) is < 0.8 ? Barriers.NarrowForWheelchair : Barriers.None;
        lifts.Shaft(f, indices, new(f.Id, area.Name, ConnectorKind.Lift, area.Building, [.. indices.Zip(indices.Skip(1))])
        {
            Barriers = area.Barriers | narrow,
            Hours = area.Hours,
        });
    }

    private void Connector(TaggedFeature f, Area area, ConnectorKind kind, List<int> indices)
    {
        if (indices.Count < 2)
        {
            var what = kind == ConnectorKind.Escalator ? "自动扶梯" : kind == ConnectorKind.Ramp ? "坡道" : "楼梯";
            lint.Warn("connector.one_level", $"{what} {f.Id} 只标了一个楼层。", f.Id, f["level"], f.Points[0]);
            return;
        }
        plan.AreaConnectors.Add(new(f.Id, area.Name, kind, area.Building, [.. indices.Zip(indices.Skip(1))])
        {
            Barriers = area.Barriers,
            Hours = area.Hours,
        });
    }

    // What is repeated is a place on each of its levels; the lowest keeps the id by which it was known.
    private void Places(TaggedFeature f, Area area, List<int> indices)
    {
        var name = area.Name.IsEmpty ? new($"房间 {f.Id}", $"Room {f.Id}") : area.Name;
        foreach (var index in indices)
        {
            var at = plan.Areas[index];
            plan.Places.Add(new(index == indices[0] ? f.Id : at.Id, name, IndoorTags.CategoryOf(f), at.Level, area.Building,
                area.Shape.InnerPoint(), index)
            { Hours = area.Hours });
        }
    }

    /// <summary>A place drawn as a point, on each of its levels.</summary>
    public void PlaceAt(TaggedFeature f)
    {
        var (name, hours) = (IndoorTags.NameOf(f), IndoorTags.HoursOf(f, plan, lint));
        if (name.IsEmpty) name = Categories.NameOf(f["amenity"]);
        var levels = levelsOf.Of(f).Where(levelsOf.Has).ToList();
        foreach (var level in levels)
            plan.Places.Add(new(level == levels[0] ? f.Id : $"{f.Id}@{level}", name, IndoorTags.CategoryOf(f), levelsOf.IndexOf(level), -1,
                plan.Frame.ToLocal(f.Points[0]), -1)
            { Hours = hours });
    }

    /// <summary>
    /// The levels of a door that names none, by the areas in whose walls it stands: those on which it parts most of them. Where each of
    /// them lies on a level of its own, the first.
    /// </summary>
    public List<double> LevelsOfDoor(string key)
    {
        var rings = RingPoints.GetValueOrDefault(key, []);
        if (rings.Count == 0) return [0];
        var counts = rings.GroupBy(r => r.Level).Select(g => (Level: g.Key, Count: g.Count())).ToList();
        var most = counts.Max(c => c.Count);
        var isOne = rings.Select(r => plan.Areas[r.Area].Id.Split('@')[0]).Distinct().Count() == 1;
        return [.. counts.Where(c => c.Count == most).Select(c => c.Level).Take(most > 1 || isOne ? int.MaxValue : 1)];
    }

    private static ConnectorKind? ConnectorKindOf(AreaKind kind) => kind switch
    {
        AreaKind.Stairs => ConnectorKind.Stairs,
        AreaKind.Escalator => ConnectorKind.Escalator,
        AreaKind.Ramp => ConnectorKind.Ramp,
        _ => null,
    };
}
