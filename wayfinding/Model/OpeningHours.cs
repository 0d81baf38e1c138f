namespace Wayfinding.Model;

/// <summary>
/// When a door, area or place is open, in OSM <c>opening_hours</c> syntax (wiki.openstreetmap.org/wiki/Key:opening_hours/specification).
/// Understood: 24/7, weekdays with ranges and [n], months, dates, PH, several spans a day, spans past midnight, open end (<c>+</c>),
/// off/closed/open, comments, rules separated by <c>;</c> (override), <c>,</c> (add) and <c>||</c> (fall back). Refused: sunrise and
/// sunset, week numbers, years, SH. Times are local times of the hospital.
/// </summary>
public sealed class OpeningHours
{
    internal const int Day = 24 * 60;

    private readonly IReadOnlyList<HoursRule> _rules;

    internal OpeningHours(string text, IReadOnlyList<HoursRule> rules) => (Text, _rules) = (text, rules);

    /// <summary>The text as the map gave it.</summary>
    public string Text { get; }

    /// <summary>Parses, or says what is not understood.</summary>
    /// <exception cref="FormatException">The text is not understood; the message says where.</exception>
    public static OpeningHours Parse(string text) =>
        TryParse(text, out var hours, out var error) ? hours : throw new FormatException(error);

    /// <summary>Parses; <paramref name="error"/> says what was not understood.</summary>
    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out OpeningHours? hours, out string? error)
    {
        (hours, error) = (null, null);
        try
        {
            hours = new OpeningHours(text, new OpeningHoursParser(text).Parse());
            return true;
        }
        catch (FormatException e)
        {
            error = e.Message;
            return false;
        }
    }

    /// <summary>
    /// Open every day from one minute of the day to another; past midnight when <paramref name="closes"/> is not after
    /// <paramref name="opens"/>.
    /// </summary>
    public static OpeningHours Daily(int opens, int closes) => Parse($"{opens / 60:00}:{opens % 60:00}-{closes / 60:00}:{closes % 60:00}");

    /// <summary>True when open at that local time.</summary>
    public bool IsOpen(DateTime at, HolidayCalendar? holidays = null)
    {
        var (day, minute) = (DateOnly.FromDateTime(at), at.TimeOfDay.TotalMinutes);
        holidays ??= HolidayCalendar.None;
        return Covers(day, minute, holidays) || (day > DateOnly.MinValue && Covers(day.AddDays(-1), minute + Day, holidays));
    }

    /// <summary>
    /// The next moment after <paramref name="at"/> when the state changes, or null when it does not change within <paramref name="days"/>
    /// days.
    /// </summary>
    public DateTime? NextChange(DateTime at, HolidayCalendar? holidays = null, int days = 15)
    {
        holidays ??= HolidayCalendar.None;
        var now = IsOpen(at, holidays);
        for (var d = -1; d <= days; d++)
        {
            var midnight = at.Date.AddDays(d);
            foreach (var minute in Spans(DateOnly.FromDateTime(midnight), holidays).SelectMany(s => new[] { s.From, s.To }).Append(Day)
                .Order())
            {
                var moment = midnight.AddMinutes(minute);
                if (moment > at && IsOpen(moment, holidays) != now && moment <= at.AddDays(days)) return FirstOf(at, moment, now, holidays);
            }
        }
        return null;
    }

    /// <summary>When it opens next; null when it is open now or does not open within two weeks.</summary>
    public DateTime? NextOpening(DateTime at, HolidayCalendar? holidays = null) => IsOpen(at, holidays) ? null : NextChange(at, holidays);

    // A span past midnight of one day may hide an earlier change of the next: look at the days in between once more.
    private DateTime FirstOf(DateTime at, DateTime found, bool now, HolidayCalendar holidays)
    {
        for (var day = at.Date; day <= found.Date; day = day.AddDays(1))
            foreach (var m in Spans(DateOnly.FromDateTime(day), holidays).SelectMany(s => new[] { s.From, s.To }).Append(0).Order())
                if (day.AddMinutes(m) is var t && t > at && t < found && IsOpen(t, holidays) != now) return t;
        return found;
    }

    private bool Covers(DateOnly day, double minute, HolidayCalendar holidays)
    {
        foreach (var (from, to) in Spans(day, holidays))
            if (minute >= from && minute < to) return true;
        return false;
    }

    private List<(int From, int To)> Spans(DateOnly day, HolidayCalendar holidays)
    {
        var spans = new List<(int, int)>();
        var decided = false;
        foreach (var rule in _rules)
        {
            if (!rule.Matches(day, holidays) || (rule.Join == RuleJoin.FallBack && decided)) continue;
            if (rule.Join != RuleJoin.Add || !rule.IsOpen) spans.Clear();
            if (rule.IsOpen) spans.AddRange(rule.Spans);
            decided = true;
        }
        return spans;
    }
}

internal enum RuleJoin { Override, Add, FallBack }

/// <summary>One rule: the days it speaks of and the minutes of those days (To may pass 1440).</summary>
internal sealed record HoursRule(RuleJoin Join, IReadOnlyList<DateSpan> Dates, IReadOnlyList<WeekdaySpan> Weekdays, bool PublicHolidays,
    IReadOnlyList<(int From, int To)> Spans, bool IsOpen)
{
    public bool Matches(DateOnly day, HolidayCalendar holidays)
    {
        if (Dates.Count > 0 && !Dates.Any(d => d.Contains(day))) return false;
        if (PublicHolidays && holidays.IsHoliday(day)) return true;
        if (Weekdays.Count == 0) return !PublicHolidays;
        var weekday = holidays.WeekdayOf(day);
        return Weekdays.Any(w => w.Contains(weekday, day));
    }
}

/// <summary>Month and day, both ends included, over the turn of the year when From is later.</summary>
internal readonly record struct DateSpan(int FromMonth, int FromDay, int ToMonth, int ToDay)
{
    public bool Contains(DateOnly day)
    {
        var (d, from, to) = (day.Month * 100 + day.Day, FromMonth * 100 + FromDay, ToMonth * 100 + ToDay);
        return from <= to ? d >= from && d <= to : d >= from || d <= to;
    }
}

/// <summary>
/// Weekdays, both ends included, over the turn of the week when From is later; Nth counts within the month (negative from its end, 0 =
/// all).
/// </summary>
internal readonly record struct WeekdaySpan(DayOfWeek From, DayOfWeek To, int Nth)
{
    public bool Contains(DayOfWeek weekday, DateOnly day)
    {
        if (From <= To ? weekday < From || weekday > To : weekday < From && weekday > To) return false;
        if (Nth == 0) return true;
        return Nth > 0 ? (day.Day - 1) / 7 + 1 == Nth : (DateTime.DaysInMonth(day.Year, day.Month) - day.Day) / 7 + 1 == -Nth;
    }
}
