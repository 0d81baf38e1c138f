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
    public Task<List<IngestRow>> IngestsAsync(Reach reach, string? state, int limit, Guid before, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select i.id, h.code, h.name, i.received_at, i.state, i.sop_instance_uid, s.study_instance_uid, i.failure_detail, i.attempts
            from film.instance i join film.study s on s.id = i.study_id join accounts.v_hospital h on h.id = i.hospital_id
            where ($1::uuid[] is null or i.hospital_id = any($1)) and ($2::text is null or i.state = $2) and i.id < $4
            order by i.id desc limit $3
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
            cancellationToken, reach.Hospitals, state, limit, before);

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
    public Task<List<LinkRow>> LinksAsync(Reach reach, int limit, Guid before, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select l.id, h.code, h.name, l.purpose, l.created_by, l.created_at, l.expires_at, l.revoked_at, l.views, l.max_views,
                   s.study_description
            from film.link l join film.study s on s.id = l.study_id join accounts.v_hospital h on h.id = l.hospital_id
            where ($1::uuid[] is null or l.hospital_id = any($1)) and l.id < $3 order by l.id desc limit $2
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
                Views = r.GetInt32("views"),
                MaxViews = r.ValueOrNull<int>("max_views"),
                StudyDescription = r.TextOrNull("study_description"),
            },
            cancellationToken, reach.Hospitals, limit, before);

    /// <summary>Per day in Shanghai: what came in, what failed, what was shared and seen.</summary>
    public Task<List<FilmDay>> StatisticsAsync(Reach reach, DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            with films as (
                select (received_at at time zone 'Asia/Shanghai')::date as day, count(*)::int as n,
                       (count(*) filter (where state = 'failed'))::int as failed, sum(byte_size)::bigint as bytes
                from film.instance
                where ($1::uuid[] is null or hospital_id = any($1))
                  and received_at >= $2::date::timestamp at time zone 'Asia/Shanghai'
                  and received_at < ($3::date + 1)::timestamp at time zone 'Asia/Shanghai' group by 1),
            links as (
                select (created_at at time zone 'Asia/Shanghai')::date as day, count(*)::int as n, sum(views)::int as views
                from film.link
                where ($1::uuid[] is null or hospital_id = any($1))
                  and created_at >= $2::date::timestamp at time zone 'Asia/Shanghai'
                  and created_at < ($3::date + 1)::timestamp at time zone 'Asia/Shanghai' group by 1)
            select d::date, coalesce(f.n, 0), coalesce(f.failed, 0), coalesce(f.bytes, 0), coalesce(l.n, 0), coalesce(l.views, 0)
            from generate_series($2::date, $3::date, interval '1 day') d
                left join films f on f.day = d::date left join links l on l.day = d::date order by d
            """,
            r => new FilmDay(r.GetFieldValue<DateOnly>(0), r.GetInt32(1), r.GetInt32(2), r.GetInt64(3), r.GetInt32(4), r.GetInt32(5)),
            cancellationToken, reach.Hospitals, from, to);

    private static HospitalRef HospitalOf(NpgsqlDataReader r) => new(r.GetString("code"), r.GetString("name"));
}
