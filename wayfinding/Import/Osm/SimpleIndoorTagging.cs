using Wayfinding.Checks;
using Wayfinding.Graph;
using Wayfinding.Import.Reading;
using Wayfinding.Model;

namespace Wayfinding.Import.Osm;

/// <summary>
/// OSM Simple Indoor Tagging (wiki.openstreetmap.org/wiki/Simple_Indoor_Tagging) and OSM footway networks, as a plan; maps of the older
/// kind too (<see cref="OlderIndoorTags"/>). Areas with <c>level=0-3</c> are one area per level; stairs and lifts among them join those
/// levels.
/// </summary>
internal sealed class SimpleIndoorTagging
{
    private readonly LintReport _lint;
    private readonly IReadOnlyList<TaggedFeature> _features;
    private readonly Plan _plan;
    private readonly IndoorLevels _levels;
    private readonly IndoorLifts _lifts;
    private readonly IndoorAreas _areas;
    private readonly IndoorLines _lines;
    private readonly AccessTags _access;

    private SimpleIndoorTagging(IReadOnlyList<TaggedFeature> features, LintReport lint)
    {
        (_features, _lint) = (features, lint);
        var mapped = features.Where(IndoorTags.IsMapped).SelectMany(f => f.Points).DefaultIfEmpty(features[0].Points[0]).ToList();
        _plan = new(Label.None, new(new(mapped.Average(p => p.Lon), mapped.Average(p => p.Lat))));
        _plan.Campuses.Add(new("1", new("院区", "Campus")));
        _plan.OpenBorders = OpenBorders.HallsAndRooms;
        (_levels, _access) = (new(_plan, lint), new(_plan, lint));
        _lifts = new(_plan, _levels, _access, lint);
        _areas = new(_plan, _levels, _lifts, _access, lint);
        _lines = new(_plan, _levels, _access, lint);
    }

    public static Plan Read(IReadOnlyList<TaggedFeature> read, LintReport lint)
    {
        var features = OlderIndoorTags.Renew(read, lint);
        if (!features.Any(IndoorTags.IsMapped)) throw new UnusableFileException("osm.nothing_indoor", "文件中没有室内区域、门或步行道。");
        var reader = new SimpleIndoorTagging(features, lint);
        reader._levels.Read(features);
        foreach (var f in features.Where(f => f.Tags.ContainsKey("building") && f.IsClosed && !f.Tags.ContainsKey("indoor")))
            reader._areas.AddBuilding(f);
        foreach (var f in features.Where(IndoorTags.IsArea)) reader._areas.Add(f);
        foreach (var f in features.Where(f => IndoorTags.IsEnclosed(f) && !f.IsPoint && !f.IsClosed && !IndoorTags.IsLine(f)))
            lint.Warn("area.not_closed", $"区域 {f.Id} 的边界没有闭合，已略过。", f.Id, f["level"], f.Points[0]);
        foreach (var f in features.Where(IndoorTags.IsLine)) reader._lines.AddLevels(f);
        foreach (var f in features.Where(IndoorTags.IsLine).OrderByDescending(f => f.Tags.ContainsKey("level"))) reader._lines.Add(f);
        reader._lines.AddGates(features);
        foreach (var f in features.Where(f => f.Is("indoor", "wall") && !f.IsPoint)) reader._areas.AddWall(f);
        foreach (var f in features.Where(IndoorTags.IsLift)) reader._lifts.Line(f);
        foreach (var f in features.Where(f => f.IsPoint)) reader.Point(f);
        reader._lifts.Add();
        reader.EntriesOfLines();
        return reader._plan;
    }

    private void Point(TaggedFeature f)
    {
        if (f.Is("highway", "elevator")) _lifts.Stop(f, IndoorTags.NameOf(f));
        else if (IndoorTags.IsDoor(f)) Doors(f);
        else if (IndoorTags.NameOf(f) is { IsEmpty: false } name
            && (f.Tags.ContainsKey("amenity") || f.Tags.ContainsKey("shop") || f.Tags.ContainsKey("healthcare"))
                || f["amenity"] is "toilets" or "drinking_water")
            _areas.PlaceAt(f);
    }

    private void Doors(TaggedFeature f)
    {
        var (at, entrance) = (_plan.Frame.ToLocal(f.Points[0]), f.Tags.ContainsKey("entrance"));
        var onRings = _areas.RingPoints.GetValueOrDefault(f.Keys[0], []);
        var levels = f.Tags.ContainsKey("level") ? _levels.Of(f, report: true).Where(_levels.Has).ToList() : [];
        if (levels.Count == 0 && !f.Tags.ContainsKey("level")) levels = _areas.LevelsOfDoor(f.Keys[0]);
        if (!f.Tags.ContainsKey("door") && onRings.Count == 0 && _plan.Areas.Count == 0) return;
        var passage = _access.Of(f);
        foreach (var level in levels)
            _plan.Openings.Add(new(levels.Count > 1 ? $"{f.Id}@{level}" : f.Id, IndoorTags.NameOf(f), _levels.IndexOf(level), at, at)
            {
                IsEntrance = entrance,
                Width = Measures.WidthOf(new(f, _lint)),
                Hours = passage.Hours,
                Barriers = passage.Barriers,
                IsExitOnly = f["entrance"] == "exit",
                Key = f.Keys[0],
            });
    }

    // A footway that ends on the border of an area without a door node there still leads into it.
    private void EntriesOfLines()
    {
        var doors = _features.Where(IndoorTags.IsDoor).Select(f => f.Keys[0]).ToHashSet();
        foreach (var (key, rings) in _areas.RingPoints)
            if (!doors.Contains(key))
                foreach (var (level, at, area) in rings)
                    if (_levels.AtPoint(key).Contains(level)) _plan.Entries.Add((key, _levels.IndexOf(level), at, area));
    }
}
