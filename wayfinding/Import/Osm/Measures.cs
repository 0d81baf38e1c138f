using System.Globalization;
using System.Text.RegularExpressions;
using Wayfinding.Model;

namespace Wayfinding.Import.Osm;

/// <summary>Widths and slopes as people write them.</summary>
internal static partial class Measures
{
    private const double WheelchairWidth = 0.85;
    private const double StretcherWidth = 1.2;

    // 1:12, with room for its rounding.
    private const double SteepestPercent = 8.34;

    private static readonly string[] Widths = ["door:width", "maxwidth:physical", "maxwidth", "width", "entrance:width"];

    public static Barriers Of(TagWords words) => Width(words) | Incline(words);

    /// <summary>The clear width in metres: the least that is said; null where none can be read.</summary>
    public static double? WidthOf(TagWords words) =>
        Keys(words).Select(k => Metres(words[k])).Where(w => w is > 0).Min();

    private static IEnumerable<string> Keys(TagWords words) =>
        Widths.Where(words.Has).DefaultIfEmpty("est_width").Where(words.Has);

    private static Barriers Width(TagWords words)
    {
        var unread = Keys(words).FirstOrDefault(k => Metres(words[k]) is not > 0 && words[k] is not ("default" or "none"));
        var barriers = unread is null ? Barriers.None : words.Unknown(unread);
        return barriers | WidthOf(words) switch
        {
            < WheelchairWidth => Barriers.NarrowForWheelchair | Barriers.NarrowForStretcher,
            < StretcherWidth => Barriers.NarrowForStretcher,
            _ => Barriers.None,
        };
    }

    // Stairs and what carries one are no slopes for wheels.
    private static Barriers Incline(TagWords words)
    {
        var text = words["incline"];
        if (text.Length == 0 || words["highway"] == "steps") return Barriers.None;
        if (text is "up" or "down")
            return words.IsForWheels || words["conveying"] is not ("" or "no") ? Barriers.None : words.Unknown("incline");
        return Percent(text) is not { } percent ? words.Unknown("incline")
            : Math.Abs(percent) > SteepestPercent ? Barriers.Steep : Barriers.None;
    }

    /// <summary>
    /// A slope in percent; null when it is no number. Of a number without a unit nobody knows whether it means percent or degrees: the
    /// steeper counts.
    /// </summary>
    public static double? Percent(string text)
    {
        if (Ratio().Match(text) is { Success: true } ratio)
            return Parse(ratio.Groups[1].Value) is { } rise && Parse(ratio.Groups[2].Value) is { } run and not 0 ? rise / run * 100 : null;
        if (Slope().Match(text) is not { Success: true } m || Parse(m.Groups[1].Value) is not { } number) return null;
        return m.Groups[2].Value switch
        {
            "%" or "percent" or "％" => number,
            "‰" => number / 10,
            _ => Math.Abs(number) < 90 ? Math.Tan(number * Math.PI / 180) * 100 : double.MaxValue,
        };
    }

    /// <summary>A length in metres, of a number alone as well; null when it is none.</summary>
    public static double? Metres(string text)
    {
        if (Feet().Match(text) is { Success: true } feet)
            return (Parse(feet.Groups[1].Value) ?? 0) * 0.3048 + (Parse(feet.Groups[2].Value) ?? 0) * 0.0254;
        if (Length().Match(text) is not { Success: true } m || Parse(m.Groups[1].Value) is not { } number) return null;
        return m.Groups[2].Value switch
        {
            "cm" or "厘米" => number / 100,
            "mm" or "毫米" => number / 1000,
            "dm" => number / 10,
            "ft" or "foot" or "feet" => number * 0.3048,
            "in" or "inch" or "inches" or "\"" => number * 0.0254,
            _ => number,
        };
    }

    /// <summary>A plain number with a point or a comma; null when it is none.</summary>
    public static double? Number(string text) => Plain().IsMatch(text) ? Parse(text) : null;

    private static double? Parse(string text) =>
        double.TryParse(text.Replace(',', '.').Replace('−', '-'), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value) ? value : null;

    [GeneratedRegex(@"^([+\-−]?\d+(?:[.,]\d+)?)\s*[:/]\s*(\d+(?:[.,]\d+)?)\z")]
    private static partial Regex Ratio();

    [GeneratedRegex(@"^([+\-−]?\d+(?:[.,]\d+)?)\s*(%|％|percent|‰|°|º|deg|degree|degrees|度)?\z")]
    private static partial Regex Slope();

    [GeneratedRegex(@"^(\d+(?:[.,]\d+)?)\s*(m|meter|meters|metre|metres|米|cm|厘米|mm|毫米|dm|ft|foot|feet|in|inch|inches|"")?\z")]
    private static partial Regex Length();

    [GeneratedRegex(@"^(\d+(?:[.,]\d+)?)\s*(?:'|′)\s*(?:(\d+(?:[.,]\d+)?)\s*(?:""|″|'')?)?\z")]
    private static partial Regex Feet();

    [GeneratedRegex(@"^\d+(?:[.,]\d+)?\z")]
    private static partial Regex Plain();
}
