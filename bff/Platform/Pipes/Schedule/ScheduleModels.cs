namespace Bff.Platform.Pipes;

/// <summary>A time at which something is to be done. Name and subject are its key: written again, it takes the old one's place.</summary>
public sealed record ScheduleEntry
{
    /// <summary>Lower-case letters, digits and dots; names the handler.</summary>
    public required string Name { get; init; }

    /// <summary>What it is about, up to 200 characters, no personal data: <c>plan:…/step:3</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>When, by the database's clock. A past moment is due at once.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>JSON, no personal data.</summary>
    public string Payload { get; init; } = "{}";

    /// <summary>Whose record it is; null: of no hospital.</summary>
    public Guid? HospitalId { get; init; }
}

/// <summary>One run. It may come twice (a node that was killed in the middle).</summary>
/// <param name="Due">The moment it stands for.</param>
/// <param name="Now">The database's clock at the claim.</param>
/// <param name="Attempt">For this moment, from 1.</param>
public sealed record ScheduledRun(Guid Id, string Subject, string Payload, Guid? HospitalId, DateTimeOffset Due, DateTimeOffset Now,
    int Attempt);

/// <summary>How the rows of a name are run on each node.</summary>
public sealed record ScheduleSettings
{
    /// <summary>
    /// Loops on each node, so many rows are run at the same time: a slow one holds up no more than the others of its claim.
    /// </summary>
    public int AtOnce { get; init; } = 4;

    /// <summary>Rows that one loop claims at once and then takes one after another.</summary>
    public int Batch { get; init; } = 4;

    /// <summary>How long a claim holds without a sign of life: a killed node's run is taken over after it.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Tries for one moment; then the row is parked for an operator.</summary>
    public int MaxAttempts { get; init; } = 20;

    /// <summary>First pause after a failure; each further one doubles it.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest pause after failures.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How often a node looks for due rows.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>Times on the hospitals' clocks. Shanghai has had one offset and no summer time since 1991.</summary>
public static class ShanghaiClock
{
    private static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    /// <summary>The first moment after <paramref name="now"/> at which the clocks show this time.</summary>
    public static DateTimeOffset Next(DateTimeOffset now, TimeOnly time)
    {
        var local = now.ToOffset(Offset);
        var today = new DateTimeOffset(DateOnly.FromDateTime(local.DateTime).ToDateTime(time), Offset);
        return today > now ? today : today.AddDays(1);
    }
}
