using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;

namespace Bff.Platform.Access;

/// <summary>
/// The chain of this process: every row carries a hash over itself and the row before it. Used by one writer at a time. Each process has
/// its own, so that no node waits for another; the database computes the hashes, when they are written and when they are checked.
/// </summary>
internal sealed class AuditChain(NpgsqlDataSource db)
{
    private Guid _id = Guid.NewGuid();
    private long _number;
    private byte[]? _hash;

    /// <summary>Adds rows to the chain; their numbers, in order.</summary>
    public async Task<List<long>> AppendAsync(List<OpenAccess> rows)
    {
        try
        {
            var added = await db.WriteAsync(
                "select id, hash from platform.audit_append($1, $2, $3::bytea, $4::jsonb)",
                row => (Id: row.GetInt64(0), Hash: row.GetFieldValue<byte[]>(1)), CancellationToken.None,
                _id, _number, _hash, JsonSerializer.Serialize(rows.ConvertAll(ToLine), AuditJson.Default.ListAuditLine));
            (_number, _hash) = (_number + added.Count, added[^1].Hash);
            return added.ConvertAll(row => row.Id);
        }
        catch (Exception e) when (e is not PostgresException)
        {
            // Whether it was written nobody knows: a chain that is left is whole in either case.
            (_id, _number, _hash) = (Guid.NewGuid(), 0, null);
            throw;
        }
    }

    private static AuditLine ToLine(OpenAccess access) => new()
    {
        At = Moment(access.At),
        LastAt = Moment(access.RepeatsOf is null ? access.At : access.LastAt),
        ActorKind = access.Key.ActorKind,
        ActorId = access.Key.ActorId,
        Action = access.Key.Entry.Action,
        Outcome = access.Key.Entry.Refused ? "refused" : "ok",
        Subject = access.Key.Entry.Subject,
        HospitalId = access.Key.Entry.HospitalId,
        PatientId = access.Key.Entry.PatientId,
        Address = access.Key.Address?.ToString(),
        TraceId = access.TraceId,
        AccessCount = access.Count,
        RepeatsOf = access.RepeatsOf,
    };

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A row as <c>platform.audit_append</c> takes it: named as the columns are.</summary>
internal sealed record AuditLine
{
    public required string At { get; init; }
    public required string LastAt { get; init; }
    public required string ActorKind { get; init; }
    public required string ActorId { get; init; }
    public required string Action { get; init; }
    public required string Outcome { get; init; }
    public required string Subject { get; init; }
    public required Guid? HospitalId { get; init; }
    public required Guid? PatientId { get; init; }
    public required string? Address { get; init; }
    public required string TraceId { get; init; }
    public required int AccessCount { get; init; }
    public required long? RepeatsOf { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(List<AuditLine>))]
internal sealed partial class AuditJson : JsonSerializerContext;
