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
    private const double SameShaftMetres = 3;

    private static readonly string[] FileNames =
    [
        "manifest.json", "address.geojson", "amenity.geojson", "anchor.geojson", "building.geojson", "detail.geojson",
        "facility.geojson", "fixture.geojson", "footprint.geojson", "geofence.geojson", "kiosk.geojson", "level.geojson",
        "occupant.geojson", "opening.geojson", "relationship.geojson", "section.geojson", "unit.geojson", "venue.geojson",
        "navpath.geojson", "path.geojson",
    ];

    private readonly GeoJson _geoJson = new(options, lint);

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
        var plan = new Plan(Venue(Named("venue"), out var origin), new(origin ?? FirstPoint(Named("level")!)));
        plan.OpenBorders = OpenBorders.Halls;
        var draft = new ImdfDraft(plan, _geoJson, lint);
        var (floors, units, places) = (new ImdfFloors(draft), new ImdfUnits(draft), new ImdfPlaces(draft));
        Each("building", (_, p, id) => floors.Building(id, p));
        if (plan.Campuses.Count == 0) plan.Campuses.Add(new("1", plan.Name.IsEmpty ? new("院区", "Campus") : plan.Name));
        Each("footprint", floors.Footprint);
        Each("level", (_, p, id) => floors.Level(id, p));
        Each("unit", units.Unit);
        Each("relationship", (_, p, _) => draft.Relations.Read(p));
        Each("opening", units.Opening);
        Each("detail", (f, p, id) => units.Wall(f, p, id));
        Each("fixture", (f, p, id) =>
        {
            if (GeoJson.Text(p, "category") == "wall") units.Wall(f, p, id);
        });
        Each("anchor", places.Anchor);
        Each("occupant", (_, p, id) => places.Occupant(id, p));
        Each("amenity", places.Amenity);
        new ImdfConnectors(plan, lint, SameShaftMetres).Join([.. draft.Relations.Joints.Select(j =>
            (j, UnitOf(draft, j.Origin), UnitOf(draft, j.Destination), draft.HoursIndex(j.Hours, j.Origin)))]);
        if (Named("path") is { } lines) new ImdfPathLines(draft).Read(lines);
        if (Named("navpath") is { } paths) new ImdfPaths(_geoJson, plan, draft.Levels, lint).Read(paths);
        if (plan.Areas.Count == 0) throw new UnusableFileException("imdf.no_units", "IMDF 中没有可用的空间（unit）。");
        return plan;
    }

    private static int UnitOf(ImdfDraft draft, string id) => draft.Units.GetValueOrDefault(id, -1);

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
}
