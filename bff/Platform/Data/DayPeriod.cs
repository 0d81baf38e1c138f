namespace Bff.Platform.Data;

/// <summary>The days that figures are asked for.</summary>
public static class DayPeriod
{
    private const int DaysUnlessTold = 30, MostDays = 367;

    // The ends of the calendar are no days to PostgreSQL but minus and plus infinity, and a day more or less than they are is none at all.
    private static readonly DateOnly Earliest = new(2000, 1, 1), Latest = new(2100, 12, 31);

    /// <summary>First and last day, both included; null when they are out of order, more than 367 days or not of this century.</summary>
    /// <param name="from">The first day; null: thirty days in all.</param>
    /// <param name="to">The last day; null: today.</param>
    /// <param name="today">Today in Shanghai.</param>
    public static (DateOnly First, DateOnly Last)? Of(DateOnly? from, DateOnly? to, DateOnly today)
    {
        var last = to ?? today;
        if (last < Earliest || last > Latest) return null;
        var first = from ?? last.AddDays(1 - DaysUnlessTold);
        return first >= Earliest && first <= last && last.DayNumber - first.DayNumber < MostDays ? (first, last) : null;
    }
}
