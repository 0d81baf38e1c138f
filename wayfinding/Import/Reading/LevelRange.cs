using System.Globalization;
using System.Text.RegularExpressions;

namespace Wayfinding.Import.Reading;

/// <summary>OSM level lists: <c>1</c>, <c>-1;0;1</c>, <c>0-3</c>, <c>-1-3</c>, <c>-3--1</c>, <c>-1 to 3</c>, fractions.</summary>
internal static partial class LevelRange
{
    private const int MaxLevels = 200;

    /// <summary>All levels named, in the order given; null when any part is not understood.</summary>
    public static List<double>? Parse(string text)
    {
        var levels = new List<double>();
        foreach (var part in text.Replace('−', '-')
            .Split([';', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var range = Range().Match(part);
            if (range.Success && Number(range.Groups[1].Value) is { } from && Number(range.Groups[2].Value) is { } to)
            {
                var (low, high) = (Math.Min(from, to), Math.Max(from, to));
                if (high - low > MaxLevels) return null;
                for (var l = low; l < high; l++) levels.Add(l);
                levels.Add(high);
            }
            else if (Number(part) is { } one)
            {
                levels.Add(one);
            }
            else
            {
                return null;
            }
        }
        return levels.Count is 0 or > MaxLevels ? null : levels;
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var v)
            && Math.Abs(v) <= 200 ? v : null;

    [GeneratedRegex(@"^(?:from\s+)?(-?\d+(?:\.\d+)?)\s*(?:-|\sto\s)\s*(-?\d+(?:\.\d+)?)\z")]
    private static partial Regex Range();
}
