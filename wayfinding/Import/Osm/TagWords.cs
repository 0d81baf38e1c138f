using Wayfinding.Checks;
using Wayfinding.Model;

namespace Wayfinding.Import.Osm;

/// <summary>The tags of one thing as words: lower case, without spaces around; and what is said of those that are not understood.</summary>
internal sealed class TagWords(TaggedFeature f, LintReport lint)
{
    /// <summary>The word under a key, empty where there is none.</summary>
    public string this[string key] => f[key].Trim().ToLowerInvariant();

    /// <summary>True where the key has a value.</summary>
    public bool Has(string key) => this[key].Length > 0;

    /// <summary>The value as written; null without one.</summary>
    public string? Text(string key) => Has(key) ? f[key] : null;

    /// <summary>True where the map says outright that wheelchairs pass.</summary>
    public bool IsForWheels => this["wheelchair"] is "yes" or "designated";

    /// <summary>True for a point, which is passed across.</summary>
    public bool IsPoint => f.IsPoint;

    /// <summary>Reports a restriction that is not understood.</summary>
    public Barriers Unknown(string key)
    {
        lint.Warn("access.unknown_word", $"{f.Id} 的“{key}={Short(f[key])}”含义不明，按轮椅不可通行处理。", f.Id, f["level"], f.Points[0]);
        return Barriers.NoWheelchair;
    }

    /// <summary>Reports opening hours that cannot be read.</summary>
    public Barriers Unreadable(string error)
    {
        lint.Warn("hours.unparsable", $"{f.Id} 的开放时间无法识别，按轮椅不可通行处理：{error}", f.Id, null, f.Points[0]);
        return Barriers.NoWheelchair;
    }

    /// <summary>Reports what wheelchairs pass only in part or with help.</summary>
    public Barriers Limited()
    {
        lint.Notice("access.limited", $"{f.Id} 标为轮椅仅部分可通行（limited），按轮椅不可通行处理。", f.Id, f["level"], f.Points[0]);
        return Barriers.NoWheelchair;
    }

    private static string Short(string text) => text.Length > 60 ? text[..60] + "…" : text;
}
