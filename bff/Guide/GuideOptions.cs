using System.ComponentModel.DataAnnotations;
using Wayfinding.Model;

namespace Bff.Guide;

/// <summary>Settings under <c>Guide</c>.</summary>
internal sealed class GuideOptions
{
    /// <summary>Largest map file taken, bytes.</summary>
    [Range(1 << 10, 512 << 20)]
    public int MaxImportBytes { get; set; } = 64 << 20;

    /// <summary>
    /// File of public holidays and adjusted workdays, one per line: <c>2026-01-01,holiday</c> or <c>2026-01-04,workday,Fr</c>; empty = none
    /// known. The State Council announces them year by year.
    /// </summary>
    public string HolidaysFile { get; set; } = "";

    public HolidayCalendar Holidays() =>
        HolidaysFile.Length == 0 ? HolidayCalendar.None : HolidayCalendar.Parse(File.ReadAllText(HolidaysFile));
}
