using System.Globalization;

namespace Bff.Film;

/// <summary>Ages as people read them.</summary>
internal static class AgeText
{
    /// <summary>A DICOM age, three digits and D, W, M or Y (PS3.5 6.2), in words; null when it is none.</summary>
    public static string? Of(string? value) =>
        value is [.., var unit and ('Y' or 'M' or 'W' or 'D')]
        && int.TryParse(value.AsSpan(0, value.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number + unit switch { 'Y' => "岁", 'M' => "个月", 'W' => "周", _ => "天" }
            : null;

    /// <summary>
    /// The age at a day: whole years, or days in the first year; null when one of the days is unknown or they are out of order.
    /// </summary>
    public static string? Between(DateOnly? birth, DateOnly? at)
    {
        if (birth is not { } born || at is not { } day || day < born) return null;
        var years = day.Year - born.Year - (day < born.AddYears(day.Year - born.Year) ? 1 : 0);
        return years > 0 ? years + "岁" : day.DayNumber - born.DayNumber + "天";
    }
}
