using System.Text.Json;
using Wayfinding.Checks;
using Wayfinding.Graph;
using Wayfinding.Import.Reading;
using Wayfinding.Model;

namespace Wayfinding.Import.Imdf;

/// <summary>
/// IMDF 1.0 (OGC 20-094) as a plan: levels, units, openings, amenities, occupants with their anchors. Units of stairs, lifts, escalators
/// and ramps that relationships join become one connector; the others one where they lie above one another. Outdoors only the navPath
/// extension (a hand-drawn graph) and our own path extension are read, since IMDF has no paths.
/// </summary>
internal sealed class ImdfImport(ImportOptions options, LintReport lint)
{
    private const double StoreyHeight = 4;
    private const double SameShaftMetres = 3;

    private static readonly string[] FileNames =
    [
        "manifest.json", "address.geojson", "amenity.geojson", "anchor.geojson", "building.geojson", "detail.geojson", "facility.geojson",
            "fixture.geojson", "footprint.geojson", "geofence.geojson",
        "kiosk.geojson", "level.geojson", "occupant.geojson", "opening.geojson", "relationship.geojson", "section.geojson", "unit.geojson",
            "venue.geojson", "navpath.geojson", "path.geojson",
    ];

    private readonly GeoJson _geoJson = new(options, lint);
    private readonly Dictionary<string, int> _buildings = [];
    private readonly Dictionary<string, int> _levels = [];
    private readonly Dictionary<string, int> _units = [];
    private readonly Dictionary<string, (Point2 At, string Unit)> _anchors = [];
    private readonly HashSet<int> _outdoors = [];
    private readonly ImdfRelations _relations = new();
    private Plan _plan = new(Label.None, new(default));

    /// <summary>True for a folder or archive of IMDF.</summary>
    public static bool Recognizes(IReadOnlyList<SourceFile> files) =>
        files.Any(f => f.BaseName == "unit.geojson") && files.Any(f => f.BaseName == "level.geojson");

    /// <summary>The files of the standard and of the extensions read here, used for the map or meant for others.</summary>
    public static IReadOnlyList<SourceFile> Known(IReadOnlyList<SourceFile> files) =>
        [.. FileNames.Select(n => files.FirstOrDefault(f => f.BaseName == n)).OfType<SourceFile>()];

    public Plan Read(IReadOnlyList<SourceFile> files)
    {
        SourceFile? Named(string name) => files.FirstOrDefault(f => f.BaseName == name + ".geojson");
        void Each(string name, Action<JsonElement, JsonElement, string> use)
        {
            if (Named(name) is { } file) _geoJson.Read(file, f => use(f, GeoJson.Member(f, "properties"), GeoJson.Text(f, "id")));
        }
        _plan = new(Venue(Named("venue"), out var origin), new(origin ?? FirstPoint(Named("level")!)));
        Each("building", (_, p, id) => Building(id, p));
        if (_plan.Campuses.Count == 0) _plan.Campuses.Add(new("1", _plan.Name.IsEmpty ? new("院区", "Campus") : _plan.Name));
        Each("footprint", Footprint);
        Each("level", (_, p, id) => Level(id, p));
        Each("unit", Unit);
        Each("relationship", (_, p, _) => _relations.Read(p));
        Each("opening", Opening);
        Each("anchor", (f, p, id) => { if (Shape(f, id) is [[var at, ..], ..]) _anchors[id] = (_plan.Frame.ToLocal(at),
            GeoJson.Text(p, "unit_id")); });
        Each("occupant", (_, p, id) => Occupant(id, p));
        Each("amenity", Amenity);
        new ImdfConnectors(_plan, lint, SameShaftMetres)
            .Join([.. _relations.Joints.Select(j =>
                (j, _units.GetValueOrDefault(j.Origin, -1), _units.GetValueOrDefault(j.Destination, -1), HoursIndex(j.Hours, j.Origin)))]);
        if (Named("path") is { } lines) new ImdfPathLines(_geoJson, _plan, _levels, Hours, lint).Read(lines);
        if (Named("navpath") is { } paths) new ImdfPaths(_geoJson, _plan, _levels, lint).Read(paths);
        if (_plan.Areas.Count == 0) throw new UnusableFileException("imdf.no_units", "IMDF 中没有可用的空间（unit）。");
        return _plan;
    }

    private Label Venue(SourceFile? file, out LonLat? origin)
    {
        var (name, at) = (Label.None, default(LonLat?));
        if (file is not null)
            _geoJson.Read(file, f =>
            {
                name = GeoJson.Name(GeoJson.Member(f, "properties"), "name");
                at = Shape(f, "venue") is [[var first, ..], ..] ? first : null;
            });
        origin = at;
        return name;
    }

    private LonLat FirstPoint(SourceFile levels)
    {
        var at = default(LonLat?);
        _geoJson.Read(levels, f => at ??= Shape(f, "level") is [[var first, ..], ..] ? first : null);
        return at ?? throw new UnusableFileException("imdf.no_levels", "IMDF 中没有可用的楼层（level）。");
    }

    private List<List<LonLat>> Shape(JsonElement feature, string id) => _geoJson.Shapes(feature, id).FirstOrDefault() ?? [];

    private void Building(string id, JsonElement p)
    {
        // Text that is no Unicode throws when it is read: nothing is known under an id before all of it is.
        _plan.Buildings.Add(new(id, GeoJson.Name(p, "name"), Campus(GeoJson.Name(p, "campus"))));
        _buildings[id] = _plan.Buildings.Count - 1;
    }

    // Not in the standard: several sites in one archive, as our own export tells them.
    private int Campus(Label name)
    {
        if (name.IsEmpty) return 0;
        var index = _plan.Campuses.FindIndex(c => c.Name == name);
        if (index >= 0) return index;
        _plan.Campuses.Add(new($"{_plan.Campuses.Count + 1}", name));
        return _plan.Campuses.Count - 1;
    }

    private void Footprint(JsonElement f, JsonElement p, string id)
    {
        if (GeoJson.Text(p, "category") is not ("ground" or "")) return;
        foreach (var owner in Ids(p, "building_ids"))
            if (_buildings.TryGetValue(owner, out var index) && Shape(f, id) is { Count: > 0 } rings
                && Shapes.Polygon(_plan.Frame, rings[0], rings.Skip(1), id, null, lint) is { } shape)
                _plan.Buildings[index] = _plan.Buildings[index] with { Footprint = shape };
    }

    private void Level(string id, JsonElement p)
    {
        if (GeoJson.Number(p, "ordinal") is not { } ordinal || Math.Abs(ordinal) > 200)
        {
            lint.Warn("level.unparsable", $"楼层 {id} 的序号“{GeoJson.Text(p, "ordinal")}”无法识别，该层已略过。", id);
            return;
        }
        if (_levels.ContainsKey(id))
        {
            lint.Warn("level.duplicate_id", $"楼层编号 {id} 重复，只保留第一个。", id);
            return;
        }
        var name = GeoJson.Name(p, "short_name") is { IsEmpty: false } sign ? sign : GeoJson.Name(p, "name");
        var building = Ids(p, "building_ids").Select(b => _buildings.GetValueOrDefault(b, -1)).DefaultIfEmpty(-1).First();
        if (GeoJson.Text(p, "restriction").Length > 0)
            lint.Notice("level.restricted", $"楼层 {id} 标为“{GeoJson.Text(p, "restriction")}”，不据此限制通行。", id);
        var outdoors = GeoJson.Text(p, "outdoor") == "true" && building < 0;
        var elevation = GeoJson.Number(p, "elevation") is { } metres && Math.Abs(metres) < 9000 ? metres : ordinal * StoreyHeight;
        _plan.Levels.Add(new(name.IsEmpty ? LevelNames.Signed(ordinal) : name.Zh, ordinal, building, elevation));
        _levels[id] = _plan.Levels.Count - 1;
        if (outdoors) _outdoors.Add(_levels[id]);
    }

    private void Unit(JsonElement f, JsonElement p, string id)
    {
        if (!_levels.TryGetValue(GeoJson.Text(p, "level_id"), out var level))
        {
            lint.Warn("unit.unknown_level", $"空间 {id} 的楼层不存在，已略过。", id);
            return;
        }
        if (_units.ContainsKey(id))
        {
            lint.Warn("unit.duplicate_id", $"空间编号 {id} 重复，只保留第一个。", id, _plan.Levels[level].Name);
            return;
        }
        var parts = _geoJson.Shapes(f, id)
            .Select(rings => Shapes.Polygon(_plan.Frame, rings[0], rings.Skip(1), id, _plan.Levels[level].Name, lint)).OfType<Polygon>()
                .OrderByDescending(s => s.Area).ToList();
        if (parts.Count == 0) return;
        var shape = parts[0];
        var (category, name, building) = (GeoJson.Text(p, "category"), GeoJson.Name(p, "name"), _plan.Levels[level].Building);
        var kind = KindOf(category) is AreaKind.Corridor && _outdoors.Contains(level) ? AreaKind.Outdoor : KindOf(category);
        var barriers = GeoJson.Text(p, "restriction") == "employeesonly" ? Barriers.StaffOnly : Barriers.None;
        if (GeoJson.Text(p, "restriction") == "restricted")
            lint.Notice("unit.restricted", $"空间 {id} 标为“restricted”，含义不明，不据此限制通行。", id, _plan.Levels[level].Name);
        var hours = Hours(p, id);
        _units[id] = _plan.Areas.Count;
        foreach (var (part, i) in parts.Select((part, i) => (part, i)))
            _plan.Areas.Add(new(i == 0 ? id : $"{id}#{i + 1}", name, kind, level, building, part) { Barriers = barriers, Hours = hours });
        if (kind is not (AreaKind.Lift or AreaKind.Stairs or AreaKind.Escalator) && !name.IsEmpty || kind == AreaKind.Toilet)
            _plan.Places.Add(new(id, name.IsEmpty ? Categories.NameOf(category) : name, Categories.Of(category), level, building,
                shape.InnerPoint(), _units[id])
            {
                Hours = hours,
            });
    }

    private static AreaKind KindOf(string category) => category switch
    {
        "walkway" or "corridor" => AreaKind.Corridor,
        "lobby" or "foyer" or "waitingroom" or "concourse" or "atrium" or "unspecified" => AreaKind.Hall,
        "stairs" or "steps" => AreaKind.Stairs,
        "elevator" => AreaKind.Lift,
        "escalator" or "movingwalkway" => AreaKind.Escalator,
        "ramp" => AreaKind.Ramp,
        "opentobelow" or "structure" or "column" or "nonpublic" or "void" => AreaKind.Closed,
        "terrace" or "outdoors" or "courtyard" or "sidewalk" => AreaKind.Outdoor,
        var c when c.StartsWith("restroom", StringComparison.Ordinal) || c.StartsWith("toilet", StringComparison.Ordinal) =>
            AreaKind.Toilet,
        _ => AreaKind.Room,
    };

    private void Opening(JsonElement f, JsonElement p, string id)
    {
        if (!_levels.TryGetValue(GeoJson.Text(p, "level_id"), out var level) || Shape(f, id) is not [{ Count: >= 1 } line, ..])
        {
            lint.Warn("opening.unusable", $"门 {id} 没有楼层或几何，已略过。", id);
            return;
        }
        var (a, b) = (_plan.Frame.ToLocal(line[0]), _plan.Frame.ToLocal(line[^1]));
        double? width = a.DistanceTo(b) is > 0.3 and < 20 and var w ? Math.Round(w, 2) : null;
        // The drawn line is as wide as the wall's gap; narrow drawings alone forbid nobody unless the wheelchair attribute says so.
        var barriers = GeoJson.Member(p, "access_control").ValueKind == JsonValueKind.Array
            && Ids(p, "access_control").Contains("badgereader") ? Barriers.StaffOnly : Barriers.None;
        if (GeoJson.Text(p, "category") is "emergencyexit") barriers |= Barriers.StaffOnly;
        if (GeoJson.Text(p, "clear_width") is { Length: > 0 } && GeoJson.Number(p, "clear_width") is { } clear)
            (width, barriers) = (clear, barriers | (clear < 0.85 ? Barriers.NarrowForWheelchair | Barriers.NarrowForStretcher : clear < 1.2
                ? Barriers.NarrowForStretcher : Barriers.None));
        _plan.Openings.Add(new(id, GeoJson.Name(p, "name"), level, a, b)
        {
            IsEntrance = GeoJson.Text(p, "category") == "pedestrian.principal",
            Width = width,
            Hours = GeoJson.Text(p, "hours").Length > 0 ? Hours(p, id) : HoursIndex(_relations.HoursOf(id), id),
            Barriers = barriers,
        });
    }

    private void Occupant(string id, JsonElement p)
    {
        var name = GeoJson.Name(p, "name");
        if (name.IsEmpty || !_anchors.TryGetValue(GeoJson.Text(p, "anchor_id"), out var anchor)
            || !_units.TryGetValue(anchor.Unit, out var unit))
        {
            lint.Notice("occupant.no_anchor", $"租户“{name.Zh}”没有可用的锚点。", id);
            return;
        }
        var area = _plan.Areas[unit];
        _plan.Places.RemoveAll(place => place.Id == area.Id);
        var category = GeoJson.Text(p, "purpose") is { Length: > 0 } purpose ? purpose : Categories.Of(GeoJson.Text(p, "category"));
        _plan.Places.Add(new(id, name, category, area.Level, area.Building, anchor.At, unit) { Hours = Hours(p, id) });
    }

    private void Amenity(JsonElement f, JsonElement p, string id)
    {
        var (category, name) = (GeoJson.Text(p, "category"), GeoJson.Name(p, "name"));
        var unit = Ids(p, "unit_ids").Select(u => _units.GetValueOrDefault(u, -1)).DefaultIfEmpty(-1).First();
        if (category is "stairs" or "elevator" or "escalator" or "ramp") return;
        if (unit < 0 || Shape(f, id) is not [[var at, ..], ..])
        {
            lint.Notice("amenity.no_unit", $"设施“{(name.IsEmpty ? category : name.Zh)}”没有可用的空间或位置，已略过。", id);
            return;
        }
        // The toilet is a place already.
        if (name.IsEmpty && _plan.Areas[unit].Kind == AreaKind.Toilet && Categories.Of(category) == "toilet") return;
        _plan.Places.Add(new(id, name.IsEmpty ? Categories.NameOf(category) : name, Categories.Of(category), _plan.Areas[unit].Level,
            _plan.Areas[unit].Building, _plan.Frame.ToLocal(at), unit)
        {
            Hours = Hours(p, id),
        });
    }

    private int Hours(JsonElement p, string id) => HoursIndex(GeoJson.Text(p, "hours"), id);

    private int HoursIndex(string text, string id)
    {
        if (text.Length == 0) return -1;
        if (OpeningHours.TryParse(text, out var hours, out var error)) return _plan.HoursIndex(hours);
        lint.Warn("hours.unparsable", $"{id} 的开放时间无法识别，按始终开放处理：{error}", id);
        return -1;
    }

    private static List<string> Ids(JsonElement p, string name) =>
        GeoJson.Member(p, name) is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!).ToList() : [];
}
