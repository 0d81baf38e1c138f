using Npgsql;

namespace Bff.Film.Office;

/// <summary>
/// SQL of what was counted on each day. Triggers of the tables write what changed to <c>day_change</c>; figures are the kept days and the
/// changes that are not yet added to them, so they are exact whether or not the worker has been here.
/// </summary>
internal sealed class DayStore(NpgsqlDataSource db)
{
    /// <summary>Changes that one statement adds up.</summary>
    private const int Batch = 5000;

    /// <summary>Per day in Shanghai: what came in, what failed, what was shared and seen.</summary>
    public Task<List<FilmDay>> StatisticsAsync(Reach reach, DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            with counted as (
                select day, sum(instances)::int as instances, sum(failed)::int as failed, sum(bytes)::bigint as bytes,
                    sum(links)::int as links, sum(views)::int as views
                from (
                    select day, instances, failed, bytes, links, views from film.day
                    where hospital_id = any(coalesce($1::uuid[], array(select id from accounts.v_hospital))) and day between $2 and $3
                    union all
                    select day, instances, failed, bytes, links, views from film.day_change
                    where ($1::uuid[] is null or hospital_id = any($1)) and day between $2 and $3) d
                group by day)
            select d::date, coalesce(c.instances, 0), coalesce(c.failed, 0), coalesce(c.bytes, 0), coalesce(c.links, 0),
                coalesce(c.views, 0)
            from generate_series($2::date, $3::date, interval '1 day') d left join counted c on c.day = d::date order by d
            """,
            r => new FilmDay(r.GetFieldValue<DateOnly>(0), r.GetInt32(1), r.GetInt32(2), r.GetInt64(3), r.GetInt32(4), r.GetInt32(5)),
            cancellationToken, reach.Hospitals, from, to);

    /// <summary>Adds changes to the days they belong to; of two nodes each takes its own.</summary>
    /// <returns>Whether there are more.</returns>
    public async Task<bool> AddUpAsync(CancellationToken cancellationToken) =>
        (await db.WriteAsync(
            $"""
            with taken as (
                delete from film.day_change
                where id in (select id from film.day_change order by id limit {Batch} for update skip locked) returning *),
            kept as (
                insert into film.day as d (hospital_id, day, instances, failed, bytes, links, views)
                select hospital_id, day, sum(instances), sum(failed), sum(bytes), sum(links), sum(views) from taken
                group by hospital_id, day order by hospital_id, day
                on conflict (hospital_id, day) do update set instances = d.instances + excluded.instances,
                    failed = d.failed + excluded.failed, bytes = d.bytes + excluded.bytes, links = d.links + excluded.links,
                    views = d.views + excluded.views)
            select count(*) from taken
            """,
            r => r.GetInt64(0), cancellationToken))[0] == Batch;
}
