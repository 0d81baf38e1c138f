using System.Globalization;

namespace Wayfinding.Import.Reading;

/// <summary>Between level numbers of files and names on signs.</summary>
internal static class LevelNames
{
    /// <summary>
    /// The number in a level text: <c>-1</c>, <c>0.5</c>, <c>B2</c>, <c>L1</c> (a lower level, as in American hospitals), <c>3F</c>,
    /// <c>F3</c>; null when there is none.
    /// </summary>
    public static double? ParseOrdinal(string text)
    {
        var t = text.Trim().ToUpperInvariant();
        if (t is "G" or "GF") return 0;
        var below = t.Length > 1 && t[0] is 'B' or 'L';
        if (below || (t.Length > 1 && t[0] == 'F')) t = t[1..];
        t = t.TrimEnd('F', '层', '楼');
        if (!double.TryParse(t, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var v))
            return null;
        return Math.Abs(v) <= 200 ? (below ? -v : v) : null;
    }

    /// <summary>B1, 1F; a source that counts a level 0 or half levels keeps its own number (0, 0.5).</summary>
    public static string Signed(double ordinal) =>
        ordinal != Math.Floor(ordinal) || ordinal == 0 ? ordinal.ToString(CultureInfo.InvariantCulture)
        : ordinal < 0 ? $"B{-ordinal}" : $"{ordinal}F";
}
