namespace Wayfinding.Model;

/// <summary>One text: its rules in order; negated, it is closed where they are open.</summary>
internal sealed record HoursTerm(IReadOnlyList<HoursRule> Rules, bool IsNegated)
{
    private const int Day = OpeningHours.Day;

    /// <summary>True where its rules say open.</summary>
    public bool IsOpen(DateTime at, HolidayCalendar holidays)
    {
        var (day, minute) = (DateOnly.FromDateTime(at), at.TimeOfDay.TotalMinutes);
        if (Covers(day, minute, day, minute, holidays)) return true;
        return day > DateOnly.MinValue && Covers(day.AddDays(-1), minute + Day, day, minute, holidays);
    }

    /// <summary>The minutes of a day at which something may open or close.</summary>
    public IEnumerable<int> Boundaries(DateOnly day, HolidayCalendar holidays)
    {
        var own = Rules.Where(r => r.Matches(day, holidays)).SelectMany(r => r.Spans).SelectMany(s => new[] { s.From, s.To });
        if (day == DateOnly.MinValue) return own.Where(m => m < Day);
        var before = Rules.Where(r => r.Matches(day.AddDays(-1), holidays)).SelectMany(r => r.Spans)
            .SelectMany(s => new[] { s.From, s.To });
        return own.Concat(before.Select(m => m - Day)).Where(m => m is >= 0 and < Day);
    }

    // Open by the rules of one day, unless a later rule takes the time away on the day itself or reaches over from the day before.
    private bool Covers(DateOnly ruled, double ruledMinute, DateOnly day, double minute, HolidayCalendar holidays)
    {
        var (opens, decided) = (-1, false);
        for (var i = 0; i < Rules.Count; i++)
        {
            var rule = Rules[i];
            if (rule.TakesTimes || !rule.Matches(ruled, holidays) || (rule.Join == RuleJoin.FallBack && decided)) continue;
            if (rule.Join != RuleJoin.Add || !rule.IsOpen) opens = -1;
            if (rule.IsOpen && rule.Covers(ruledMinute)) opens = i;
            decided = true;
        }
        if (opens < 0) return false;
        for (var i = opens + 1; i < Rules.Count; i++)
            if (Rules[i] is { TakesTimes: true } off && ((off.Matches(day, holidays) && off.Covers(minute))
                || (day > DateOnly.MinValue && off.Matches(day.AddDays(-1), holidays) && off.Covers(minute + Day)))) return false;
        return true;
    }
}

internal enum RuleJoin { Override, Add, FallBack }

/// <summary>One rule: the days it speaks of and the minutes of those days (To may pass 1440).</summary>
internal sealed record HoursRule(RuleJoin Join, IReadOnlyList<DateSpan> Dates, IReadOnlyList<WeekdaySpan> Weekdays, bool PublicHolidays,
    IReadOnlyList<(int From, int To)> Spans, bool IsOpen)
{
    /// <summary>True where times are written, and not meant as the whole day.</summary>
    public bool HasTimes { get; init; }

    /// <summary>True for times that are taken away from what was open.</summary>
    public bool TakesTimes => !IsOpen && HasTimes;

    /// <summary>True for 24/7.</summary>
    public bool IsAlways => IsOpen && Dates.Count == 0 && Weekdays.Count == 0 && !PublicHolidays
        && Spans.Any(s => s is { From: 0, To: >= OpeningHours.Day });

    public bool Covers(double minute)
    {
        foreach (var (from, to) in Spans)
            if (minute >= from && minute < to) return true;
        return false;
    }

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
