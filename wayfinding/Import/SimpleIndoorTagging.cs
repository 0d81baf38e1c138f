using System.Globalization;
using System.Text.RegularExpressions;
using Wayfinding.Graph;
using Wayfinding.Model;

namespace Wayfinding.Import;

/// <summary>
/// OSM Simple Indoor Tagging (wiki.openstreetmap.org/wiki/Simple_Indoor_Tagging) and OSM footway networks, as a plan. Areas with <c>level=0-3</c> are
/// one area per level; stairs and lifts among them join those levels.
/// </summary>
internal sealed partial class SimpleIndoorTagging
{
    private const double StoreyHeight = 4;
    private const int MaxAreas = 200_000;

    private readonly LintReport _lint;
    private readonly IReadOnlyList<TaggedFeature> _features;
    private readonly Plan _plan;
    private readonly SortedDictionary<double, int> _levelIndex = [];
    private readonly Dictionary<string, HashSet<double>> _levelsOfKey = [];
    private readonly Dictionary<string, List<(double Level, Point2 At, int Area)>> _ringPoints = [];

    private SimpleIndoorTagging(IReadOnlyList<TaggedFeature> features, LintReport lint)
    {
        (_features, _lint) = (features, lint);
        var mapped = features.Where(IsMapped).SelectMany(f => f.Points).DefaultIfEmpty(features[0].Points[0]).ToList();
        _plan = new(Label.None, new(new(mapped.Average(p => p.Lon), mapped.Average(p => p.Lat))));
        _plan.Campuses.Add(new("1", new("院区", "Campus")));
    }

    public static Plan Read(IReadOnlyList<TaggedFeature> features, LintReport lint)
    {
        if (!features.Any(IsMapped)) throw new UnusableFileException("osm.nothing_indoor", "文件中没有室内区域、门或步行道。");
        var reader = new SimpleIndoorTagging(features, lint);
        reader.ReadLevels();
        foreach (var f in features.Where(f => f.Tags.ContainsKey("building") && f.IsClosed && !f.Tags.ContainsKey("indoor"))) reader.Building(f);
        foreach (var f in features.Where(IsArea)) reader.Area(f);
        foreach (var f in features.Where(IsLine)) reader.LevelsOfLine(f);
        foreach (var f in features.Where(IsLine).OrderByDescending(f => f.Tags.ContainsKey("level"))) reader.Line(f);
        foreach (var f in features.Where(f => f.IsPoint)) reader.Point(f);
        reader.EntriesOfLines();
        return reader._plan;
    }

    private static bool IsMapped(TaggedFeature f) => IsArea(f) || IsLine(f) || f.Tags.ContainsKey("door");

    private static bool IsArea(TaggedFeature f) => f.IsClosed && (
        f["indoor"] is "room" or "corridor" or "area" || f.Is("highway", "elevator") || f.Is("building", "elevator")
        || (f.Is("area", "yes") && (f["highway"] is "pedestrian" or "platform" or "footway" or "corridor")));

    private static bool IsLine(TaggedFeature f) => !f.IsPoint && !IsArea(f) && !f.Is("area", "yes")
        && (f["highway"] is "footway" or "steps" or "corridor" or "path" or "pedestrian" or "service" or "platform");

    private void ReadLevels()
    {
        var names = new Dictionary<double, string>();
        foreach (var f in _features)
        {
            if (f.Is("indoor", "level") && f.Tags.TryGetValue("level:ref", out var name) && LevelRange.Parse(f["level"]) is [var only]) names[only] = name;
            if (!IsMapped(f)) continue;
            foreach (var l in LevelsOf(f, report: true)) _levelIndex[l] = 0;
        }
        _levelIndex.TryAdd(0, 0);
        foreach (var ordinal in _levelIndex.Keys.ToList())
        {
            _levelIndex[ordinal] = _plan.Levels.Count;
            _plan.Levels.Add(new(names.GetValueOrDefault(ordinal, ordinal.ToString(CultureInfo.InvariantCulture)), ordinal, -1, ordinal * StoreyHeight));
        }
    }

    // level plus repeat_on; a file's unknown text is reported once and the thing left out.
    private List<double> LevelsOf(TaggedFeature f, bool report = false)
    {
        if (!f.Tags.TryGetValue("level", out var text) || text.Trim().Length == 0) return f.Is("highway", "elevator") && f.Tags.ContainsKey("min_level") ? LevelRange.Parse($"{f["min_level"]}-{f["max_level"]}") ?? [0] : [0];
        var levels = LevelRange.Parse(text);
        if (levels is null)
        {
            if (report) _lint.Warn("level.unparsable", $"{f.Id} 的楼层“{text}”无法识别，已略过。", f.Id, null, f.Points[0]);
            return [];
        }
        if (f.Tags.TryGetValue("repeat_on", out var repeat) && LevelRange.Parse(repeat) is { } more) levels.AddRange(more);
        return [.. levels.Distinct().Order()];
    }

    private void Building(TaggedFeature f)
    {
        if (f.Is("building", "elevator") || f.Is("building", "roof")) return;
        if (Shapes.Polygon(_plan.Frame, f.Points, f.Holes, f.Id, null, _lint) is { } shape)
            _plan.Buildings.Add(new(f.Id, new(f["name"].Trim(), f.Tags.GetValueOrDefault("name:en")), 0, shape));
    }

    private int BuildingAt(Point2 p) => _plan.Buildings.FindIndex(b => b.Footprint!.Contains(p));

    private void Area(TaggedFeature f)
    {
        var levels = LevelsOf(f);
        if (levels.Count == 0 || Shapes.Polygon(_plan.Frame, f.Points, f.Holes, f.Id, f["level"], _lint) is not { } shape) return;
        var (kind, building, name) = (KindOf(f), BuildingAt(shape.InnerPoint()), NameOf(f));
        var (barriers, hours) = (BarriersOf(f), HoursOf(f));
        var indices = new List<int>();
        if (_plan.Areas.Count + levels.Count > MaxAreas) throw new UnusableFileException("file.too_many_features", $"各楼层的区域合计多于 {MaxAreas} 个。");
        foreach (var level in levels)
        {
            indices.Add(_plan.Areas.Count);
            _plan.Areas.Add(new(levels.Count > 1 ? $"{f.Id}@{level}" : f.Id, name, kind, _levelIndex[level], building, shape, kind is AreaKind.Lift or AreaKind.Stairs ? Barriers.None : barriers, hours));
            for (var i = 0; i < f.Keys.Count; i++)
            {
                if (!_ringPoints.TryGetValue(f.Keys[i], out var at)) _ringPoints[f.Keys[i]] = at = [];
                at.Add((level, _plan.Frame.ToLocal(f.Points[i]), indices[^1]));
            }
        }
        if (kind is AreaKind.Stairs or AreaKind.Lift or AreaKind.Escalator or AreaKind.Ramp) Connector(f, kind, name, building, indices, barriers, hours);
        else if (kind is AreaKind.Room or AreaKind.Toilet || !name.IsEmpty) _plan.Places.Add(new(f.Id, name.IsEmpty ? new($"房间 {f.Id}", $"Room {f.Id}") : name, CategoryOf(f), _levelIndex[levels[0]], building, shape.InnerPoint(), indices[0], hours));
    }

    private void Connector(TaggedFeature f, AreaKind kind, Label name, int building, List<int> indices, Barriers barriers, int hours)
    {
        if (indices.Count < 2)
        {
            _lint.Warn("connector.one_level", $"{(kind == AreaKind.Lift ? "电梯" : "楼梯")} {f.Id} 只标了一个楼层。", f.Id, f["level"], f.Points[0]);
            return;
        }
        var connector = kind == AreaKind.Lift ? ConnectorKind.Lift : kind == AreaKind.Escalator ? ConnectorKind.Escalator : kind == AreaKind.Ramp ? ConnectorKind.Ramp : ConnectorKind.Stairs;
        if (connector == ConnectorKind.Lift && Width(f) is < 0.8) barriers |= Barriers.NarrowForWheelchair;
        _plan.AreaConnectors.Add(new(f.Id, name, connector, building, [.. indices.Zip(indices.Skip(1))], barriers, hours));
    }

    private static AreaKind KindOf(TaggedFeature f) =>
        f.Is("highway", "elevator") || f.Is("building", "elevator") || f.Is("room", "elevator") ? AreaKind.Lift
        : f.Is("stairs", "yes") || f.Is("room", "stairs") ? AreaKind.Stairs
        : f.Is("room", "escalator") ? AreaKind.Escalator
        : f["room"].StartsWith("toilet", StringComparison.Ordinal) || f.Is("amenity", "toilets") ? AreaKind.Toilet
        : f["highway"] is "pedestrian" or "platform" or "footway" ? AreaKind.Outdoor
        : f["indoor"] == "corridor" ? AreaKind.Corridor
        : f["indoor"] == "area" || f["room"] is "lobby" or "hall" or "entrance" or "waiting" ? AreaKind.Hall
        : AreaKind.Room;

    private void LevelsOfLine(TaggedFeature f)
    {
        if (!f.Tags.ContainsKey("level") || LevelsOf(f) is not [var only]) return;
        foreach (var key in f.Keys) Remember(key, only);
    }

    private void Remember(string key, double level)
    {
        if (!_levelsOfKey.TryGetValue(key, out var levels)) _levelsOfKey[key] = levels = [];
        levels.Add(level);
    }

    private void Line(TaggedFeature f)
    {
        var levels = LevelsOf(f);
        if (levels.Count == 0) return;
        if (!f.Tags.ContainsKey("level") && f["highway"] == "steps") _lint.Notice("steps.no_level", $"楼梯 {f.Id} 没有楼层标注。", f.Id, null, f.Points[0]);
        var (keys, points) = (f.Keys.ToList(), f.Points.Select(_plan.Frame.ToLocal).ToList());
        var (from, to) = Direction(f, levels);
        var conveying = f["conveying"] is "yes" or "forward" or "backward" or "reversible";
        if (f.Is("conveying", "yes")) _lint.Notice("escalator.no_direction", $"自动扶梯 {f.Id} 没有标注运行方向，按双向处理。", f.Id, null, f.Points[0]);
        if (f.Is("conveying", "backward"))
        {
            keys.Reverse();
            points.Reverse();
            (from, to) = (to, from);
        }
        var kind = conveying && f.Is("highway", "steps") ? LineKind.Escalator : f.Is("highway", "steps") ? LineKind.Stairs
            : from != to && f.Tags.ContainsKey("level") ? LineKind.Ramp : f.Is("indoor", "yes") || f.Is("highway", "corridor") || f.Is("tunnel", "yes") ? LineKind.Walk : LineKind.Outdoor;
        _plan.Lines.Add(new(f.Id, keys, points, _levelIndex[from], _levelIndex[to], kind, BarriersOf(f), HoursOf(f), f["conveying"] is "forward" or "backward"));
        for (var i = 0; i < keys.Count; i++) Remember(keys[i], i == keys.Count - 1 ? to : from);
    }

    // Which end of a line between two levels is which: by the lines that meet its ends, else by its incline.
    private (double From, double To) Direction(TaggedFeature f, List<double> levels)
    {
        if (!f.Tags.ContainsKey("level")) return Inherited(f);
        if (levels.Count == 1) return (levels[0], levels[0]);
        var (low, high) = (levels[0], levels[^1]);
        bool Meets(string key, double level) => _levelsOfKey.TryGetValue(key, out var l) && l.Contains(level);
        var upward = Meets(f.Keys[0], low) || Meets(f.Keys[^1], high);
        var downward = Meets(f.Keys[0], high) || Meets(f.Keys[^1], low);
        var incline = !f["incline"].StartsWith("down", StringComparison.Ordinal) && !f["incline"].StartsWith('-');
        if (upward != downward && f.Tags.ContainsKey("incline") && incline != upward)
            _lint.Warn("steps.level_and_incline", $"{f.Id} 的坡向与所连楼层矛盾，按所连楼层处理。", f.Id, null, f.Points[0]);
        if (upward == downward) upward = incline;
        return upward ? (low, high) : (high, low);
    }

    // A line without a level runs where the lines it meets run; alone it runs on the ground.
    private (double From, double To) Inherited(TaggedFeature f)
    {
        double? At(string key) => _levelsOfKey.GetValueOrDefault(key) is { Count: > 0 } l ? l.MinBy(Math.Abs) : null;
        var from = At(f.Keys[0]) ?? At(f.Keys[^1]) ?? f.Keys.Select(At).FirstOrDefault(l => l is not null) ?? 0;
        return (from, At(f.Keys[^1]) ?? from);
    }

    private void Point(TaggedFeature f)
    {
        if (f.Is("highway", "elevator")) Lift(f);
        else if (f.Tags.ContainsKey("door") || f.Tags.ContainsKey("entrance")) Doors(f);
        else if (NameOf(f) is { IsEmpty: false } name && (f.Tags.ContainsKey("amenity") || f.Tags.ContainsKey("shop") || f.Tags.ContainsKey("healthcare")) || f["amenity"] is "toilets" or "drinking_water")
            foreach (var level in LevelsOf(f).Where(_levelIndex.ContainsKey).Take(1))
                _plan.Places.Add(new(f.Id, NameOf(f) is { IsEmpty: false } n ? n : new(f.Is("amenity", "toilets") ? "卫生间" : "饮水处", f["amenity"]), CategoryOf(f), _levelIndex[level], -1, _plan.Frame.ToLocal(f.Points[0]), -1, HoursOf(f)));
    }

    private void Lift(TaggedFeature f)
    {
        var levels = f.Tags.ContainsKey("level") ? LevelsOf(f) : [];
        levels.AddRange(_levelsOfKey.GetValueOrDefault(f.Keys[0], []));
        var known = levels.Distinct().Where(_levelIndex.ContainsKey).Order().ToList();
        if (known.Count < 2) _lint.Warn("connector.one_level", $"电梯 {f.Id} 只通到一个楼层。", f.Id, f["level"], f.Points[0]);
        else _plan.PointConnectors.Add(new(f.Id, NameOf(f), ConnectorKind.Lift, f.Keys[0], _plan.Frame.ToLocal(f.Points[0]), [.. known.Select(l => _levelIndex[l])], BarriersOf(f), HoursOf(f)));
    }

    private void Doors(TaggedFeature f)
    {
        var (at, entrance) = (_plan.Frame.ToLocal(f.Points[0]), f.Tags.ContainsKey("entrance"));
        var onRings = _ringPoints.GetValueOrDefault(f.Keys[0], []);
        var levels = f.Tags.ContainsKey("level") ? LevelsOf(f, report: true).Where(_levelIndex.ContainsKey).ToList() : [];
        if (levels.Count == 0 && !f.Tags.ContainsKey("level")) levels = [.. onRings.Select(r => r.Level).Distinct().DefaultIfEmpty(0).Take(1)];
        if (!f.Tags.ContainsKey("door") && onRings.Count == 0 && _plan.Areas.Count == 0) return;
        foreach (var level in levels)
            _plan.Openings.Add(new(levels.Count > 1 ? $"{f.Id}@{level}" : f.Id, NameOf(f), _levelIndex[level], at, at, entrance, Width(f), HoursOf(f), BarriersOf(f), f.Keys[0]));
    }

    // A footway that ends on the border of an area without a door node there still leads into it.
    private void EntriesOfLines()
    {
        var doors = _features.Where(f => f.IsPoint && (f.Tags.ContainsKey("door") || f.Tags.ContainsKey("entrance"))).Select(f => f.Keys[0]).ToHashSet();
        foreach (var (key, rings) in _ringPoints)
            if (!doors.Contains(key) && _levelsOfKey.TryGetValue(key, out var levels))
                foreach (var (level, at, area) in rings)
                    if (levels.Contains(level)) _plan.Entries.Add((key, _levelIndex[level], at, area));
    }

    private int HoursOf(TaggedFeature f)
    {
        if (!f.Tags.TryGetValue("opening_hours", out var text)) return -1;
        if (OpeningHours.TryParse(text, out var hours, out var error)) return _plan.HoursIndex(hours);
        _lint.Warn("hours.unparsable", $"{f.Id} 的开放时间无法识别，按始终开放处理：{error}", f.Id, null, f.Points[0]);
        return -1;
    }

    private static Barriers BarriersOf(TaggedFeature f)
    {
        var barriers = f["wheelchair"] == "no" ? Barriers.NoWheelchair : Barriers.None;
        if (f["access"] is "private" or "no" or "employees" or "staff") barriers |= Barriers.StaffOnly;
        if (Width(f) is { } width) barriers |= width < 0.85 ? Barriers.NarrowForWheelchair | Barriers.NarrowForStretcher : width < 1.2 ? Barriers.NarrowForStretcher : Barriers.None;
        if (f["incline"].TrimEnd('%') is var slope && f["incline"].EndsWith('%') && double.TryParse(slope, NumberStyles.Float, CultureInfo.InvariantCulture, out var percent) && Math.Abs(percent) > 8.34)
            barriers |= Barriers.Steep;
        return barriers;
    }

    private static double? Width(TaggedFeature f) =>
        WidthText().Match(f.Tags.GetValueOrDefault("door:width", f["width"])) is { Success: true } m && double.TryParse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var w) && w > 0
            ? m.Groups[2].Value == "cm" ? w / 100 : w : null;

    private static Label NameOf(TaggedFeature f) =>
        f.Tags.TryGetValue("name:zh", out var zh) ? new(zh, f.Tags.GetValueOrDefault("name:en", f["name"]))
        : f.Tags.TryGetValue("name", out var name) ? new(name, f.Tags.GetValueOrDefault("name:en", name))
        : f.Tags.TryGetValue("ref", out var reference) ? new(reference, reference) : Label.None;

    private static string CategoryOf(TaggedFeature f) => Categories.Of(
        f.Tags.GetValueOrDefault("amenity") ?? (f.Tags.ContainsKey("shop") ? "shop" : null) ?? f.Tags.GetValueOrDefault("healthcare") ?? f["room"]);

    [GeneratedRegex(@"^\s*(\d+(?:\.\d+)?)\s*(m|cm)?\s*$")]
    private static partial Regex WidthText();
}
