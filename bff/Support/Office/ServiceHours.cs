namespace Bff.Support.Office;

/// <summary>Open on one weekday, from the first minute until the stroke of the last.</summary>
/// <param name="Day">1 (Monday) to 7.</param>
/// <param name="From">Local time.</param>
/// <param name="To">Local time; 23:59 is the end of the day.</param>
internal sealed record OpenTime(int Day, TimeOnly From, TimeOnly To);

/// <summary>When people answer at a hospital, in Shanghai's time. A hospital that has set none is always open.</summary>
/// <param name="Days">Open times; several of one day are allowed.</param>
/// <param name="ClosedDates">Holidays.</param>
internal sealed record ServiceHours(IReadOnlyList<OpenTime> Days, IReadOnlyList<DateOnly> ClosedDates)
{
    private static readonly TimeOnly EndOfDay = new(23, 59);

    public bool IsOpen(DateTimeOffset now)
    {
        var local = ShanghaiTime.Local(now);
        var day = ((int)local.DayOfWeek + 6) % 7 + 1;
        var minute = new TimeOnly(local.Hour, local.Minute);
        return !ClosedDates.Contains(ShanghaiTime.Day(now))
            && Days.Any(d => d.Day == day && d.From <= minute && (minute < d.To || d.To == EndOfDay));
    }

    /// <summary>Wrong entries; empty when all are right.</summary>
    public IEnumerable<(string Field, string Message)> Check()
    {
        if (Days is not { Count: <= 50 } || Days.Any(d => d.Day is < 1 or > 7 || d.To <= d.From))
            yield return ("days", "每段应为星期 1 到 7，结束晚于开始。");
        if (ClosedDates is not { Count: <= 400 }) yield return ("closedDates", "最多 400 天。");
    }
}
