using Npgsql;

namespace Bff.Support.Office;

/// <summary>
/// Median seconds until a person answered, by the day a conversation was opened. Triggers note which days changed; the worker computes
/// those again once they are over. A day that changed since, and today, is computed when it is read: figures are exact at every moment.
/// </summary>
internal sealed class WaitStore(NpgsqlDataSource db, TimeProvider time)
{
    /// <summary>Changes taken by one pass of the worker.</summary>
    private const int MostChanges = 5000;

    /// <summary>Days computed by one pass of the worker.</summary>
    private const int MostDays = 100;

    /// <summary>What to select for <c>w.day</c>; <c>w.hospital_id</c> null stands for all hospitals.</summary>
    private const string Median =
        """
        percentile_cont(0.5) within group (order by date_part('epoch', c.answered_at - c.handed_at))
        from support.conversation c
        where c.hospital_id = any(case when w.hospital_id is null then array(select id from accounts.v_hospital) else array[w.hospital_id] end)
             and c.created_at >= w.day::timestamp at time zone 'Asia/Shanghai'
             and c.created_at < (w.day + 1)::timestamp at time zone 'Asia/Shanghai' and c.answered_at is not null
        """;

    /// <summary>Days with an answer of a person, from <paramref name="from"/> to <paramref name="to"/>, both included.</summary>
    public async Task<IReadOnlyDictionary<DateOnly, double>> ReadAsync(
        Reach reach, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        Guid? hospital = reach.Hospitals switch
        {
            null => null,
            [var one] => one,
            _ => throw new InvalidOperationException("A median is kept of one hospital and of all, of none between."),
        };
        var rows = await KeptAsync(hospital, from, to, cancellationToken);
        return rows.Where(r => r.Seconds is not null).ToDictionary(r => r.Day, r => r.Seconds!.Value);
    }

    /// <summary>Marks the days that changed; of two nodes each takes its own changes.</summary>
    /// <returns>Whether there are more.</returns>
    public async Task<bool> MarkAsync(CancellationToken cancellationToken) =>
        (await db.WriteAsync(
            $"""
            with taken as (
                delete from support.wait_change
                where id in (select id from support.wait_change order by id limit {MostChanges} for update skip locked) returning *),
            marked as (
                insert into support.day_wait as w (hospital_id, day)
                select hospital_id, day from taken group by grouping sets ((hospital_id, day), (day)) order by day, hospital_id
                on conflict (hospital_id, day) do update set touched = w.touched + 1)
            select count(*) from taken
            """,
            r => r.GetInt64(0), cancellationToken))[0] == MostChanges;

    /// <summary>Computes medians of days that are over. What changes meanwhile is seen by its mark and computed by the next pass.</summary>
    /// <returns>Whether there are more.</returns>
    public async Task<bool> SettleAsync(CancellationToken cancellationToken)
    {
        var open = await db.ListAsync(
            $"select id, touched from support.day_wait where settled <> touched and day < $1 order by day limit {MostDays}",
            r => (Id: r.GetInt64(0), Touched: r.GetInt32(1)), cancellationToken, ShanghaiTime.Day(time.GetUtcNow()));
        if (open.Count == 0) return false;
        await db.ExecuteAsync(
            $"""
            update support.day_wait w set settled = s.touched, median_s = (select {Median})
            from unnest($1::bigint[], $2::int[]) as s (id, touched) where w.id = s.id
            """,
            cancellationToken, open.Select(o => o.Id).ToArray(), open.Select(o => o.Touched).ToArray());
        return open.Count == MostDays;
    }

    private Task<List<DayWait>> KeptAsync(Guid? hospital, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var mine = hospital is null ? "hospital_id is null and $1::uuid is null" : "hospital_id = $1::uuid";
        return db.ListAsync(
            $"""
            with changed as (
                select distinct day from support.wait_change where day between $2 and $3 and ($1::uuid is null or hospital_id = $1)),
            kept as (
                select day, median_s, settled = touched and day not in (select day from changed) as is_true
                from support.day_wait where {mine} and day between $2 and $3)
            select day, median_s from kept where is_true
            union all
            select w.day, (select {Median}) from (
                select $1::uuid as hospital_id, day from changed
                union select $1::uuid, day from kept where not is_true) w
            """,
            Read, cancellationToken, hospital, from, to);
    }

    private static DayWait Read(NpgsqlDataReader r) => new(r.GetFieldValue<DateOnly>(0), r.IsDBNull(1) ? null : r.GetDouble(1));

    private readonly record struct DayWait(DateOnly Day, double? Seconds);
}
