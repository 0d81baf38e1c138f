using System.Data;
using Npgsql;

namespace Bff.Platform.Access;

/// <summary>A row of the audit log.</summary>
public sealed record AuditRecord
{
    /// <summary>Number of the row.</summary>
    public required long Id { get; init; }

    /// <summary>When the access was first made.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who: kind and id, <c>staff:…</c>.</summary>
    public required string Actor { get; init; }

    /// <summary>What was done; for a refusal its code.</summary>
    public required string Action { get; init; }

    /// <summary>On what: kind and id.</summary>
    public required string Subject { get; init; }

    /// <summary>Whether it was refused.</summary>
    public required bool IsRefused { get; init; }

    /// <summary>Whose record it is.</summary>
    public required Guid? HospitalId { get; init; }

    /// <summary>Address of the caller.</summary>
    public required string? Address { get; init; }

    /// <summary>How often within the minute.</summary>
    public required int Count { get; init; }

    /// <summary>When it was last repeated.</summary>
    public required DateTimeOffset LastAt { get; init; }
}

/// <summary>The audit log as it is read.</summary>
public sealed class AuditLog(NpgsqlDataSource db)
{
    /// <summary>The newest rows of the hospitals within reach.</summary>
    /// <param name="reach">City-wide staff read all rows, also those of no hospital.</param>
    /// <param name="rows">Rows at most.</param>
    /// <param name="before">Only rows with a smaller number; null: from the newest on.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<List<AuditRecord>> ListAsync(Reach reach, int rows, long? before, CancellationToken cancellationToken)
    {
        var sql = new Sql();
        var (from, limit) = (sql.Add(before ?? long.MaxValue), sql.Add(rows));
        var page = reach.Hospitals is null
            ? $"select * from platform.audit where repeats_of is null and id < {from} order by id desc limit {limit}"
            : $"""
            select p.* from unnest({sql.Add(reach.Hospitals)}) as h (id) cross join lateral (
                select * from platform.audit p where p.hospital_id = h.id and p.repeats_of is null and p.id < {from}
                order by p.id desc nulls last limit {limit}) p
            order by p.id desc limit {limit}
            """;
        return db.ListAsync(
            $"""
            select a.id, a.at, a.actor_kind || ':' || a.actor_id as actor, a.action, a.subject, a.outcome, a.hospital_id,
                   host(a.address) as address, a.access_count + coalesce(r.repeats, 0) as access_count,
                   coalesce(r.last_at, a.last_at) as last_at
            from ({page}) a left join lateral (
                select sum(access_count)::int as repeats, max(last_at) as last_at from platform.audit where repeats_of = a.id) r on true
            order by a.id desc
            """,
            Read, cancellationToken, sql.Parameters);
    }

    private static AuditRecord Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetInt64("id"),
        At = row.Moment("at"),
        Actor = row.GetString("actor"),
        Action = row.GetString("action"),
        Subject = row.GetString("subject"),
        IsRefused = row.GetString("outcome") == "refused",
        HospitalId = row.ValueOrNull<Guid>("hospital_id"),
        Address = row.TextOrNull("address"),
        Count = row.GetInt32("access_count"),
        LastAt = row.Moment("last_at"),
    };
}
