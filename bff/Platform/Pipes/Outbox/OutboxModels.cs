using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Bff.Platform.Pipes;

/// <summary>What a slice puts into the outbox.</summary>
public sealed record OutboxEntry
{
    /// <summary>Lower-case letters, digits and dots; names the handler.</summary>
    public required string Topic { get; init; }

    /// <summary>
    /// What it is about, 1 to 200 characters, no personal data: unique in the topic for ever, so the same thing is never sent twice.
    /// </summary>
    public required string Key { get; init; }

    /// <summary>JSON. Erased once it is delivered.</summary>
    public required string Payload { get; init; }

    /// <summary>Whose record it is; null: of no hospital.</summary>
    public Guid? HospitalId { get; init; }

    /// <summary>Whether the payload holds personal data: then it is encrypted at rest.</summary>
    public bool IsPersonal { get; init; }

    /// <summary>Tries at most, 1 to 1000.</summary>
    public int MaxAttempts { get; init; } = 12;

    /// <summary>From now, by the database's clock: afterwards it is not tried any more.</summary>
    public TimeSpan ValidFor { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Not tried after this moment either, such as the appointment it reminds of.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Not tried before this moment.</summary>
    public DateTimeOffset? NotBefore { get; init; }
}

/// <summary>What a handler gets. It may come twice (a node that is killed after sending): the key tells.</summary>
/// <param name="Payload">JSON, decrypted.</param>
/// <param name="Attempt">From 1.</param>
public sealed record OutboxMessage(Guid Id, string Topic, string Key, string Payload, Guid? HospitalId, int Attempt, int MaxAttempts)
{
    /// <summary>The payload as a source-generated type.</summary>
    public T Read<T>(JsonTypeInfo<T> type) => JsonSerializer.Deserialize(Payload, type) ?? throw new JsonException("null");
}

/// <summary>How a try ended. Anything thrown counts as <see cref="Later"/>.</summary>
public abstract record Delivery
{
    private Delivery() { }

    /// <summary>It is delivered; the payload is erased.</summary>
    public sealed record Done : Delivery;

    /// <summary>Not now: it is tried again after a pause that grows, while attempts and time are left; then it is parked.</summary>
    /// <param name="Reason">A word, no personal data.</param>
    /// <param name="After">The pause, if the other side named one.</param>
    public sealed record Later(string Reason, TimeSpan? After = null) : Delivery;

    /// <summary>Never: it is parked at once.</summary>
    /// <param name="Reason">A word, no personal data.</param>
    public sealed record Refused(string Reason) : Delivery;
}

/// <summary>How a topic is handled on each node.</summary>
public sealed record OutboxSettings
{
    /// <summary>
    /// Loops on each node, so many rows are handled at the same time: a slow one holds up no more than the others of its claim.
    /// </summary>
    public int AtOnce { get; init; } = 4;

    /// <summary>Rows that one loop claims at once and then takes one after another.</summary>
    public int Batch { get; init; } = 4;

    /// <summary>How long a claim holds without a sign of life: a killed node's rows come back after it.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time of one try; then its token is cancelled.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>First pause after a failure; each further one doubles it.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest pause after failures.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often a node looks for due rows without being told.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(2);
}

/// <summary>A row that waits for an operator.</summary>
/// <param name="Reason">A word: <c>attempts</c> and <c>expired</c> stand for the bounds, others are the handler's.</param>
public sealed record ParkedRow(Guid Id, string Topic, string Key, Guid? HospitalId, int Attempts, string Reason, DateTimeOffset ParkedAt);
