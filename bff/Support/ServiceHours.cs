namespace Bff.Support;

/// <summary>Open on one weekday, 1 (Monday) to 7, until the stroke of <paramref name="To"/>; 23:59 is the end of the day.</summary>
internal sealed record OpenTime(int Day, TimeOnly From, TimeOnly To);

/// <summary>When people answer at a hospital, in Shanghai's time. A hospital that has set none is always open.</summary>
internal sealed record ServiceHours(IReadOnlyList<OpenTime> Days, IReadOnlyList<DateOnly> ClosedDates)
{
    private static readonly TimeSpan Shanghai = TimeSpan.FromHours(8); // Without daylight saving.
    private static readonly TimeOnly EndOfDay = new(23, 59);

    public static DateOnly Today(DateTimeOffset now) => DateOnly.FromDateTime(now.ToOffset(Shanghai).DateTime);

    public bool IsOpen(DateTimeOffset now)
    {
        var local = now.ToOffset(Shanghai);
        var day = ((int)local.DayOfWeek + 6) % 7 + 1;
        var minute = new TimeOnly(local.Hour, local.Minute);
        return !ClosedDates.Contains(Today(now)) && Days.Any(d => d.Day == day && d.From <= minute && (minute < d.To || d.To == EndOfDay));
    }

    /// <summary>Wrong entries; empty when all are right.</summary>
    public IEnumerable<(string Field, string Message)> Check()
    {
        if (Days is not { Count: <= 50 } || Days.Any(d => d.Day is < 1 or > 7 || d.To <= d.From)) yield return ("days", "每段应为星期 1 到 7，结束晚于开始。");
        if (ClosedDates is not { Count: <= 400 }) yield return ("closedDates", "最多 400 天。");
    }
}
