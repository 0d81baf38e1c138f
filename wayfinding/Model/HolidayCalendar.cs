namespace Wayfinding.Model;

/// <summary>
/// Public holidays given as data, since the State Council announces them year by year. <paramref name="AdjustedWorkdays"/> are weekend days
/// worked in exchange (调休), each with the weekday whose rules it follows.
/// </summary>
public sealed record HolidayCalendar(IReadOnlySet<DateOnly> PublicHolidays, IReadOnlyDictionary<DateOnly, DayOfWeek> AdjustedWorkdays)
{
    /// <summary>No holiday at all.</summary>
    public static HolidayCalendar None { get; } = new(new HashSet<DateOnly>(), new Dictionary<DateOnly, DayOfWeek>());

    /// <summary>True on a public holiday.</summary>
    public bool IsHoliday(DateOnly day) => PublicHolidays.Contains(day);

    /// <summary>The weekday whose rules apply.</summary>
    public DayOfWeek WeekdayOf(DateOnly day) => AdjustedWorkdays.TryGetValue(day, out var weekday) ? weekday : day.DayOfWeek;

    /// <summary>
    /// Reads one day per line: <c>2026-01-01,holiday</c> or <c>2026-01-04,workday,Fr</c>. Empty lines and lines starting with # are
    /// skipped.
    /// </summary>
    /// <exception cref="FormatException">A line says neither.</exception>
    public static HolidayCalendar Parse(string csv)
    {
        var holidays = new HashSet<DateOnly>();
        var workdays = new Dictionary<DateOnly, DayOfWeek>();
        foreach (var line in csv.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(l => l[0] != '#'))
        {
            var cells = line.Split(',', StringSplitOptions.TrimEntries);
            if (!DateOnly.TryParseExact(cells[0], "yyyy-MM-dd", out var day)) throw new FormatException($"No date: {line}");
            if (cells is [_, "holiday", ..]) holidays.Add(day);
            else if (cells is [_, "workday", var name] && OpeningHoursParser.Weekday(name) is { } weekday) workdays[day] = weekday;
            else throw new FormatException($"Neither holiday nor workday: {line}");
        }
        return new(holidays, workdays);
    }
}
