namespace Bff.Platform.Data;

/// <summary>What the clocks on the hospitals' walls say: Shanghai has had one offset and no summer time since 1991.</summary>
public static class ShanghaiTime
{
    /// <summary>UTC+8.</summary>
    public static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    /// <summary>The wall clock's date and time, without an offset.</summary>
    public static DateTime Local(DateTimeOffset at) => at.ToOffset(Offset).DateTime;

    /// <summary>The day at that moment.</summary>
    public static DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(Local(at));

    /// <summary>The same moment with Shanghai's offset.</summary>
    public static DateTimeOffset In(DateTimeOffset at) => at.ToOffset(Offset);

    /// <summary>The moment at which the wall clock says so.</summary>
    /// <param name="local">Date and time; its kind is not looked at.</param>
    public static DateTimeOffset Moment(DateTime local) => new(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), Offset);

    /// <summary>The moment at which a day begins.</summary>
    public static DateTimeOffset Midnight(DateOnly day) => Moment(day.ToDateTime(TimeOnly.MinValue));
}
