using System.Text.Json;
using Wayfinding.Checks;
using Wayfinding.Graph;
using Wayfinding.Import.Reading;
using Wayfinding.Model;

namespace Wayfinding.Import.Imdf;

/// <summary>A plan in the making, and the features read so far by their ids: what the readers of IMDF share.</summary>
internal sealed class ImdfDraft(Plan plan, GeoJson geoJson, LintReport lint)
{
    public Plan Plan => plan;

    public GeoJson GeoJson => geoJson;

    public LintReport Lint => lint;

    /// <summary>Indices into the plan's buildings.</summary>
    public Dictionary<string, int> Buildings { get; } = [];

    /// <summary>Indices into the plan's levels.</summary>
    public Dictionary<string, int> Levels { get; } = [];

    /// <summary>Levels of the open ground.</summary>
    public HashSet<int> Outdoors { get; } = [];

    /// <summary>Indices into the plan's areas.</summary>
    public Dictionary<string, int> Units { get; } = [];

    public ImdfRelations Relations { get; } = new();

    /// <summary>The rings or the line of a feature's first shape; empty without one.</summary>
    public List<List<LonLat>> Shape(JsonElement feature, string id) => geoJson.Shapes(feature, id).FirstOrDefault() ?? [];

    /// <summary>Index of a feature's own hours among those of the plan; -1 where there are none, or none that can be read.</summary>
    public int Hours(JsonElement p, string id) => HoursIndex(GeoJson.Text(p, "hours"), id);

    /// <summary>Index of hours among those of the plan; -1 where there are none, or none that can be read.</summary>
    public int HoursIndex(string text, string id)
    {
        if (text.Length == 0) return -1;
        if (OpeningHours.TryParse(text, out var hours, out var error)) return plan.HoursIndex(hours);
        lint.Warn("hours.unparsable", $"{id} 的开放时间无法识别，按始终开放处理：{error}", id);
        return -1;
    }

    /// <summary>A list of ids; empty when it is none.</summary>
    public static List<string> Ids(JsonElement p, string name) =>
        GeoJson.Member(p, name) is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!).ToList() : [];
}
