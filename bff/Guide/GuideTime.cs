namespace Bff.Guide;

/// <summary>Hospital time: opening hours are local, and Shanghai has had one offset and no summer time since 1991.</summary>
internal static class GuideTime
{
    private static readonly TimeSpan Shanghai = TimeSpan.FromHours(8);

    /// <summary>What the clocks on the walls say.</summary>
    public static DateTime Local(DateTimeOffset at) => at.ToOffset(Shanghai).DateTime;

    /// <summary>The same moment with the hospital's offset.</summary>
    public static DateTimeOffset? In(DateTimeOffset? at) => at?.ToOffset(Shanghai);

    /// <summary>A wall clock's time with its offset.</summary>
    public static DateTimeOffset? Offset(DateTime? local) => local is { } t ? new DateTimeOffset(DateTime.SpecifyKind(t, DateTimeKind.Unspecified), Shanghai) : null;
}
