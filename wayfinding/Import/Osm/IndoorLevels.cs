using System.Globalization;
using Wayfinding.Checks;
using Wayfinding.Graph;
using Wayfinding.Import.Reading;
using Wayfinding.Model;

namespace Wayfinding.Import.Osm;

/// <summary>
/// Which levels tagged things lie on: their own <c>level</c>, <c>repeat_on</c>, <c>min_level</c> to <c>max_level</c>, or for lines those of
/// the lines they meet.
/// </summary>
internal sealed class IndoorLevels(Plan plan, LintReport lint)
{
    private const double StoreyHeight = 4;

    private readonly SortedDictionary<double, int> _index = [];
    private readonly Dictionary<string, HashSet<double>> _ofKey = [];
    private readonly Dictionary<string, double> _ofPoint = [];
    private readonly Dictionary<string, List<double>> _ofCommaText = [];

    /// <summary>
    /// Makes the plan's levels of all that is mapped, named by <c>indoor=level</c> outlines; says what was not understood.
    /// </summary>
    public void Read(IReadOnlyList<TaggedFeature> features)
    {
        // A door in the wall of a room lies on the room's level.
        var walls = features.Where(IndoorTags.IsArea).SelectMany(f => f.Keys).ToHashSet();
        var mapped = features.Where(f =>
            IndoorTags.IsMapped(f) && !(f.IsPoint && !f.Tags.ContainsKey("level") && walls.Contains(f.Keys[0]))).ToList();
        foreach (var f in mapped.Where(f => !HasComma(f)))
            foreach (var level in Of(f, report: true)) _index[level] = 0;
        foreach (var f in mapped.Where(HasComma))
            foreach (var level in Of(f, report: true)) _index[level] = 0;
        _index.TryAdd(0, 0);
        foreach (var f in features)
            if (f.IsPoint && f.Tags.TryGetValue("level", out var text) && Understood(text) is [var only]) _ofPoint[f.Keys[0]] = only;
        var names = new Dictionary<double, string>();
        foreach (var f in features)
            if (f.Is("indoor", "level") && (f.Tags.GetValueOrDefault("level:ref") ?? f.Tags.GetValueOrDefault("ref")
                ?? f.Tags.GetValueOrDefault("name")) is { } name && LevelRange.Parse(f["level"]) is [var level])
                names[level] = name;
        foreach (var ordinal in _index.Keys.ToList())
        {
            _index[ordinal] = plan.Levels.Count;
            plan.Levels.Add(new(names.GetValueOrDefault(ordinal, ordinal.ToString(CultureInfo.InvariantCulture)), ordinal, -1,
                ordinal * StoreyHeight));
        }
    }

    /// <summary>True when something mapped lies on that level.</summary>
    public bool Has(double level) => _index.ContainsKey(level);

    /// <summary>Index into the plan's levels.</summary>
    public int IndexOf(double level) => _index[level];

    /// <summary>Levels of a thing, lowest first; none when its text is not understood, 0 when it has none.</summary>
    public List<double> Of(TaggedFeature f, bool report = false)
    {
        if (!f.Tags.TryGetValue("level", out var text) || text.Trim().Length == 0) return Unlabelled(f, report);
        if (Understood(text) is not { } levels)
        {
            if (report) lint.Warn("level.unparsable", $"{f.Id} 的楼层“{text}”无法识别，已略过。", f.Id, null, f.Points[0]);
            return [];
        }
        if (report && HasComma(f))
            lint.Notice("level.comma",
                $"{f.Id} 的楼层“{text}”含有逗号，按 {string.Join("、", levels.Select(l => l.ToString(CultureInfo.InvariantCulture)))} 层理解。", f.Id,
                    null, f.Points[0]);
        if (f.Tags.TryGetValue("repeat_on", out var repeat))
        {
            if (Understood(repeat) is { } more) levels = [.. levels, .. more];
            else if (report) lint.Warn("level.unparsable", $"{f.Id} 的重复楼层“{repeat}”无法识别，只放在 {text} 层。", f.Id, text, f.Points[0]);
        }
        return [.. levels.Distinct().Order()];
    }

    private List<double> Unlabelled(TaggedFeature f, bool report)
    {
        if (f.Tags.ContainsKey("min_level")
            && LevelRange.Parse($"{f["min_level"]}-{f.Tags.GetValueOrDefault("max_level", f["min_level"])}") is { } between)
            return between;
        if (report && !IndoorTags.IsLine(f) && IndoorTags.KindOf(f) != Model.AreaKind.Outdoor)
            lint.Notice("level.missing", $"{f.Id} 没有楼层标注，按 0 层处理。", f.Id, "0", f.Points[0]);
        return [0];
    }

    private static bool HasComma(TaggedFeature f) => f["level"].Contains(',');

    // A comma stands between levels, or, written by hand in half of Europe, for the decimal point: what the rest of the file uses decides.
    private List<double>? Understood(string text)
    {
        if (!text.Contains(',')) return LevelRange.Parse(text);
        if (_ofCommaText.TryGetValue(text, out var known)) return known;
        var (list, point) = (LevelRange.Parse(text), LevelRange.Parse(text.Replace(',', '.')));
        var understood = point is not null && (list is null || !list.TrueForAll(_index.ContainsKey))
            && (point.TrueForAll(_index.ContainsKey) || text.EndsWith(",5", StringComparison.Ordinal)) ? point : list;
        return understood is null ? null : _ofCommaText[text] = understood;
    }

    /// <summary>Remembers that a line passes a point on a level.</summary>
    public void Meet(string key, double level)
    {
        if (!_ofKey.TryGetValue(key, out var levels)) _ofKey[key] = levels = [];
        levels.Add(level);
    }

    /// <summary>The levels on which lines pass a point.</summary>
    public IReadOnlyCollection<double> AtPoint(string key) => _ofKey.TryGetValue(key, out var levels) ? levels : [];

    /// <summary>
    /// Which end of a line lies on which level: by the lines that meet its ends and the levels of its end points, else by its incline;
    /// without a level where the lines it meets run.
    /// </summary>
    public (double From, double To) EndsOf(TaggedFeature f, List<double> levels)
    {
        if (!f.Tags.ContainsKey("level")) return Inherited(f);
        if (levels.Count == 1) return (levels[0], levels[0]);
        var (low, high) = (levels[0], levels[^1]);
        bool Meets(string key, double level) => AtPoint(key).Contains(level) || (_ofPoint.TryGetValue(key, out var own) && own == level);
        var upward = Meets(f.Keys[0], low) || Meets(f.Keys[^1], high);
        var downward = Meets(f.Keys[0], high) || Meets(f.Keys[^1], low);
        var incline = !f["incline"].StartsWith("down", StringComparison.Ordinal) && !f["incline"].StartsWith('-');
        if (upward != downward && f.Tags.ContainsKey("incline") && incline != upward)
            lint.Warn("steps.level_and_incline", $"{f.Id} 的坡向与所连楼层矛盾，按所连楼层处理。", f.Id, null, f.Points[0]);
        if (upward == downward) upward = incline;
        return upward ? (low, high) : (high, low);
    }

    // Alone it runs on the ground.
    private (double From, double To) Inherited(TaggedFeature f)
    {
        double? At(string key) => AtPoint(key) is { Count: > 0 } l ? l.MinBy(Math.Abs) : _ofPoint.TryGetValue(key, out var own) && Has(own)
            ? own : null;
        var from = At(f.Keys[0]) ?? At(f.Keys[^1]) ?? f.Keys.Select(At).FirstOrDefault(l => l is not null) ?? 0;
        return (from, At(f.Keys[^1]) ?? from);
    }
}
