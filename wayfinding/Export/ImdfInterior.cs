using Wayfinding.Model;

namespace Wayfinding.Export;

/// <summary>What lies inside: units, openings, what joins them, and who is to be found there.</summary>
internal sealed class ImdfInterior(Venue venue, ImdfSite site)
{
    private const double UnknownWidth = 0.9;
    private const Barriers NotForPatients = Barriers.StaffOnly | Barriers.Closed;

    private readonly WalkGraph _graph = venue.Graph;
    private readonly AreaIndex _areas = new(venue.Areas);

    public IEnumerable<SourceFile> Files() => [Units(), Openings(), Relationships(), Anchors(), Occupants(), Amenities()];

    private static string UnitId(int area) => FeatureFile.Id("unit", $"{area}");

    private static string OpeningId(int door) => FeatureFile.Id("opening", $"{door}");

    private SourceFile Units()
    {
        using var file = new FeatureFile("unit", venue.Frame);
        var named = Shafts().ToDictionary(s => s.Area, s => s.Name);
        foreach (var (area, i) in venue.Areas.Select((a, i) => (a, i)))
            file.Add(UnitId(i), f => f.Polygon(area.Shape), f => f
                .Text("category", CategoryOf(area)).Text("restriction", (area.Barriers & NotForPatients) != 0 ? "employeesonly" : null)
                    .Nulls("accessibility")
                .Labels("name", area.Name.IsEmpty ? named.GetValueOrDefault(i, Label.None) : area.Name).Nulls("alt_name")
                .Text("level_id", ImdfSite.LevelId(area.Level)).Point("display_point", area.Shape.InnerPoint())
                    .Text("hours", Hours(area.Hours)));
        return file.Close();
    }

    private IEnumerable<(int Area, Label Name)> Shafts() => venue.Connectors
        .SelectMany(c => c.Nodes.Select(n => (Area: _graph.NodeArea[n], c.Name)))
            .Where(s => s.Area >= 0 && venue.Areas[s.Area].Kind is AreaKind.Lift or AreaKind.Stairs or AreaKind.Escalator or AreaKind.Ramp)
                .DistinctBy(s => s.Area);

    private string CategoryOf(Area area) => area.Kind switch
    {
        AreaKind.Room => "room",
        AreaKind.Corridor => "walkway",
        AreaKind.Hall => "lobby",
        AreaKind.Stairs => "stairs",
        AreaKind.Lift => "elevator",
        AreaKind.Escalator => "escalator",
        AreaKind.Ramp => "ramp",
        AreaKind.Toilet => area.Name.Zh.Contains('女', StringComparison.Ordinal) ? "restroom.female"
            : area.Name.Zh.Contains('男', StringComparison.Ordinal) ? "restroom.male" : "restroom",
        AreaKind.Outdoor => site.IsOutdoor(area.Level) ? "walkway" : "terrace",
        AreaKind.Closed => "structure",
    };

    private SourceFile Openings()
    {
        using var file = new FeatureFile("opening", venue.Frame);
        var staff = Enumerable.Range(0, _graph.EdgeCount)
            .Where(e => !_graph.EdgeKind[e].IsConnector() && _graph.Feature[e] >= 0 && (_graph.Barriers[e] & NotForPatients) != 0)
                .Select(e => _graph.Feature[e]).ToHashSet();
        foreach (var (door, i) in venue.Doors.Select((d, i) => (d, i)))
            file.Add(OpeningId(i), f => f.Line(Sill(door)), f =>
            {
                f.Text("category", door.IsEntrance ? "pedestrian.principal" : "pedestrian").Nulls("accessibility")
                    .Texts("access_control", staff.Contains(i) ? ["badgereader"] : [])
                    .Nulls("door").Labels("name", door.Name).Nulls("alt_name").Point("display_point", door.At)
                        .Text("level_id", ImdfSite.LevelId(door.Level));
                if (door.Width is { } width) f.Number("clear_width", width);
            });
        return file.Close();
    }

    // As wide as the door, along the wall it is in.
    private Point2[] Sill(Door door)
    {
        var half = (door.Width ?? UnknownWidth) / 2;
        var wall = _areas.Near(door.Level, door.At, 1).Select(a => venue.Areas[a.Area].Shape)
            .FirstOrDefault()?.Segments.MinBy(s => Segment.Nearest(s.A, s.B, door.At).DistanceTo(door.At));
        var along = wall is { } w && w.A.DistanceTo(w.B) > 1e-6 ? (w.B - w.A) * (half / w.A.DistanceTo(w.B)) : new Point2(half, 0);
        return [door.At - along, door.At + along];
    }

    private SourceFile Relationships()
    {
        using var file = new FeatureFile("relationship", venue.Frame);
        for (var c = 0; c < venue.Connectors.Count; c++) Connector(file, c);
        foreach (var (door, i) in venue.Doors.Select((d, i) => (d, i)).Where(d => d.d.Hours >= 0))
            file.Add(FeatureFile.Id("relationship", $"door/{i}"), null, f =>
            {
                f.Text("category", "traversal").Text("direction", "undirected");
                var sides = _areas.Near(door.Level, door.At, 0.3).Where(a => venue.Areas[a.Area].Kind != AreaKind.Closed)
                    .Select(a => a.Area).Take(2).ToList();
                if (sides.Count > 0) f.Reference("origin", UnitId(sides[0]), "unit");
                else f.Nulls("origin");
                f.Reference("intermediary", OpeningId(i), "opening", inArray: true);
                if (sides.Count > 1) f.Reference("destination", UnitId(sides[1]), "unit");
                else f.Nulls("destination");
                f.Text("hours", Hours(door.Hours));
            });
        return file.Close();
    }

    // Pairs of neighbouring floors; directed where one can only be carried one way.
    private void Connector(FeatureFile file, int index)
    {
        var rides = Enumerable.Range(0, _graph.EdgeCount)
            .Where(e => _graph.Feature[e] == index && _graph.EdgeKind[e].IsConnector() && Lands(_graph.From[e]) && Lands(_graph.To[e])
                && _graph.NodeArea[_graph.From[e]] != _graph.NodeArea[_graph.To[e]]).ToList();
        var pairs = rides.Select(e => (From: _graph.NodeArea[_graph.From[e]], To: _graph.NodeArea[_graph.To[e]])).ToHashSet();
        foreach (var (from, to) in pairs.Where(p => !pairs.Contains((p.To, p.From)) || Height(p.From).CompareTo(Height(p.To)) < 0))
            file.Add(FeatureFile.Id("relationship", $"connector/{index}/{from}/{to}"), null, f => f
                .Text("category", venue.Connectors[index].Kind switch
                {
                    ConnectorKind.Lift => "elevator",
                    ConnectorKind.Stairs => "stairs",
                    ConnectorKind.Escalator => "escalator",
                    ConnectorKind.Ramp => "ramp",
                })
                .Text("direction", pairs.Contains((to, from)) ? "undirected" : "directed")
                .Reference("origin", UnitId(from), "unit").Nulls("intermediary").Reference("destination", UnitId(to), "unit")
                .Text("hours", Hours(_graph.Hours[rides[0]])).Labels("name", venue.Connectors[index].Name));
    }

    private (double, int) Height(int area) => (venue.Levels[venue.Areas[area].Level].Elevation, area);

    private bool Lands(int node) => _graph.NodeArea[node] >= 0;

    private SourceFile Anchors()
    {
        using var file = new FeatureFile("anchor", venue.Frame);
        foreach (var (poi, i) in Indoors())
            file.Add(FeatureFile.Id("anchor", $"{i}"), f => f.Point("geometry", poi.At), f =>
                f.Nulls("address_id").Text("unit_id", UnitId(poi.Area)));
        return file.Close();
    }

    private SourceFile Occupants()
    {
        using var file = new FeatureFile("occupant", venue.Frame);
        foreach (var (poi, i) in Indoors())
            file.Add(FeatureFile.Id("occupant", $"{i}"), null, f => f
                .Text("category", OccupantCategory(poi.Category)).Labels("name", poi.Name)
                    .Text("anchor_id", FeatureFile.Id("anchor", $"{i}")).Text("hours", Hours(poi.Hours))
                .Nulls("correlation_id", "phone", "website", "validity").Text("purpose", poi.Category));
        return file.Close();
    }

    private IEnumerable<(Poi Poi, int Index)> Indoors() =>
        venue.Pois.Select((p, i) => (p, i)).Where(p => p.p.Area >= 0 && !p.p.Name.IsEmpty);

    private static string OccupantCategory(string category) => category switch
    {
        "pharmacy" => "pharmacy",
        "food" => "restaurant",
        "shop" => "conveniencestore",
        "department" or "lab" or "radiology" => "medicalclinic",
        _ => "unspecified",
    };

    private SourceFile Amenities()
    {
        using var file = new FeatureFile("amenity", venue.Frame);
        foreach (var (area, i) in venue.Areas.Select((a, i) => (a, i))
            .Where(a => a.a.Kind is AreaKind.Lift or AreaKind.Stairs or AreaKind.Escalator))
            file.Add(FeatureFile.Id("amenity", $"{i}"), f => f.Point("geometry", area.Shape.InnerPoint()), f => f
                .Text("category", CategoryOf(area)).Nulls("accessibility", "name", "alt_name", "hours", "phone", "website")
                    .Texts("unit_ids", UnitId(i)).Nulls("address_id", "correlation_id"));
        return file.Close();
    }

    private string? Hours(int index) => index < 0 ? null : venue.Hours[index].Text;
}
