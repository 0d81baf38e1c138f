using System.Data;
using Bff.Accounts.Contract;
using Npgsql;

namespace Bff.Film.Office;

/// <summary>SQL of what staff see and mend, at the hospitals within their reach.</summary>
internal sealed class OfficeStore(NpgsqlDataSource db)
{
    /// <summary>Ingests, newest first.</summary>
    /// <param name="state">One of <see cref="InstanceState"/>; null: any.</param>
    /// <param name="before">The last id of the page before.</param>
    public Task<List<IngestRow>> IngestsAsync(Reach reach, string? state, int limit, Guid before, CancellationToken cancellationToken)
    {
        var sql = new Sql();
        var page = sql.Newest(new NewestRows("film.instance", reach.Hospitals, limit, before)
        {
            And = state is null ? "" : $"and r.state = {sql.Add(state)}",
        });
        return db.ListAsync(
            $"""
            select i.id, h.code, h.name, i.received_at, i.state, i.sop_instance_uid, s.study_instance_uid, i.failure_detail, i.attempts
            from ({page}) i join film.study s on s.id = i.study_id join accounts.v_hospital h on h.id = i.hospital_id order by i.id desc
            """,
            r => new IngestRow
            {
                Id = r.GetGuid("id").ToString(),
                Hospital = HospitalOf(r),
                ReceivedAt = r.Moment("received_at"),
                State = r.GetString("state"),
                SopInstanceUid = r.GetString("sop_instance_uid"),
                StudyInstanceUid = r.GetString("study_instance_uid"),
                Reason = r.TextOrNull("failure_detail"),
                Attempts = r.GetInt32("attempts"),
            },
            cancellationToken, sql.Parameters);
    }

    /// <summary>Sends a failed instance back to the workers; false when there is none within reach.</summary>
    public async Task<bool> RetryAsync(Reach reach, Guid id, CancellationToken cancellationToken) =>
        await db.ExecuteAsync(
            """
            update film.instance set state = 'received', failure_code = null, failure_detail = null, attempts = 0, leased_until = null
            where id = $2 and state = 'failed' and ($1::uuid[] is null or hospital_id = any($1))
            """,
            cancellationToken, reach.Hospitals, id) == 1;

    /// <summary>Links, newest first.</summary>
    /// <param name="before">The last id of the page before.</param>
    public Task<List<LinkRow>> LinksAsync(Reach reach, int limit, Guid before, CancellationToken cancellationToken)
    {
        var sql = new Sql();
        return db.ListAsync(
            $"""
            select l.id, h.code, h.name, l.purpose, l.created_by, l.created_at, l.expires_at, l.revoked_at, l.views, l.max_views,
                   l.withdrawn_at, s.study_description
            from ({sql.Newest(new NewestRows("film.link", reach.Hospitals, limit, before))}) l
                left join film.study s on s.id = l.study_id join accounts.v_hospital h on h.id = l.hospital_id order by l.id desc
            """,
            r => new LinkRow
            {
                Id = r.GetGuid("id").ToString(),
                Hospital = HospitalOf(r),
                Purpose = r.GetString("purpose"),
                CreatedBy = r.GetString("created_by"),
                CreatedAt = r.Moment("created_at"),
                ExpiresAt = r.Moment("expires_at"),
                RevokedAt = r.ValueOrNull<DateTimeOffset>("revoked_at"),
                WithdrawnAt = r.ValueOrNull<DateTimeOffset>("withdrawn_at"),
                Views = r.GetInt32("views"),
                MaxViews = r.ValueOrNull<int>("max_views"),
                StudyDescription = r.TextOrNull("study_description"),
            },
            cancellationToken, sql.Parameters);
    }

    private static HospitalRef HospitalOf(NpgsqlDataReader r) => new(r.GetString("code"), r.GetString("name"));
}
