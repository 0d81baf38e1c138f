
namespace Bff.Support;

/// <summary>SQL of the statistics: counts and intents alone, never a text.</summary>
internal sealed partial class SupportStore
{
    private const int MostIntents = 20;

    /// <summary>Figures of the days from <paramref name="from"/> to <paramref name="to"/>, both included, by Shanghai's calendar.</summary>
    public async Task<SupportStatistics> StatisticsAsync(Guid? hospitalId, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var (start, end) = (Midnight(from), Midnight(to.AddDays(1)));
        var days = await DaysAsync(hospitalId, from, to, start, end, cancellationToken);
        var reasons = await db.ListAsync(
            """
            select handoff_reason, count(*)::int from support.conversation
            where handoff_reason is not null and handed_at >= $2 and handed_at < $3 and ($1::uuid is null or hospital_id = $1) group by 1 order by 2 desc, 1
            """,
            r => new ReasonCount(r.GetString(0), r.GetInt32(1)), cancellationToken, hospitalId, start, end);
        var intents = await db.ListAsync(
            """
            select intent, count(*) filter (where at >= $2)::int, count(*) filter (where at < $2)::int from support.message
            where author = 'bot' and intent is not null and outcome in ('answer', 'service', 'handoff') and at >= $4 and at < $3 and ($1::uuid is null or hospital_id = $1) group by 1
            """,
            r => new IntentCount(r.GetString(0), r.GetInt32(1), r.GetInt32(2)), cancellationToken, hospitalId, start, end, start - (end - start));
        var coverage = await db.ListAsync(
            """
            select (count(*) filter (where outcome in ('answer', 'service', 'handoff') and intent is not null))::float8 / nullif(count(*), 0) from support.message
            where author = 'bot' and number > 1 and outcome is not null and at >= $2 and at < $3 and ($1::uuid is null or hospital_id = $1)
            """,
            r => r.ValueOrNull<double>(0), cancellationToken, hospitalId, start, end);
        return new SupportStatistics(
            days, reasons,
            [.. intents.Where(i => i.Count > 0).OrderByDescending(i => i.Count).ThenBy(i => i.Intent, StringComparer.Ordinal).Take(MostIntents)],
            [.. intents.Where(i => i.Count > i.Before).OrderByDescending(i => i.Count - i.Before).ThenBy(i => i.Intent, StringComparer.Ordinal).Take(MostIntents)],
            coverage[0], await StarsAsync(hospitalId, start, end, cancellationToken), await ChannelsAsync(hospitalId, start, end, cancellationToken));
    }

    private Task<List<StarCount>> StarsAsync(Guid? hospitalId, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select s::int, (select count(*)::int from support.conversation where rating = s and created_at >= $2 and created_at < $3 and ($1::uuid is null or hospital_id = $1))
            from generate_series(5, 1, -1) s order by s desc
            """,
            r => new StarCount(r.GetInt32(0), r.GetInt32(1)), cancellationToken, hospitalId, start, end);

    private Task<List<ChannelCount>> ChannelsAsync(Guid? hospitalId, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken) =>
        db.ListAsync(
            "select channel, count(*)::int from support.conversation where created_at >= $2 and created_at < $3 and ($1::uuid is null or hospital_id = $1) group by 1 order by 2 desc, 1",
            r => new ChannelCount(r.GetString(0), r.GetInt32(1)), cancellationToken, hospitalId, start, end);

    private Task<List<SupportDay>> DaysAsync(Guid? hospitalId, DateOnly from, DateOnly to, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            with c as (
                select (created_at at time zone 'Asia/Shanghai')::date as day, count(*)::int as conversations, count(*) filter (where handed_at is null)::int as solved,
                    count(*) filter (where handed_at is not null)::int as handed,
                    percentile_cont(0.5) within group (order by extract(epoch from answered_at - handed_at)) filter (where answered_at is not null) as median,
                    count(rating)::int as rated, avg(rating)::float8 as stars
                from support.conversation where created_at >= $4 and created_at < $5 and ($1::uuid is null or hospital_id = $1) group by 1),
            m as (
                select (at at time zone 'Asia/Shanghai')::date as day, count(*)::int as messages, count(*) filter (where rating = 1)::int as up, count(*) filter (where rating = -1)::int as down
                from support.message where at >= $4 and at < $5 and ($1::uuid is null or hospital_id = $1) group by 1)
            select d::date, coalesce(c.conversations, 0), coalesce(m.messages, 0), coalesce(c.solved, 0), coalesce(c.handed, 0), coalesce(m.up, 0), coalesce(m.down, 0), c.median, coalesce(c.rated, 0), c.stars
            from generate_series($2::date, $3::date, interval '1 day') d left join c on c.day = d::date left join m on m.day = d::date order by d
            """,
            r => new SupportDay(
                r.GetFieldValue<DateOnly>(0), r.GetInt32(1), r.GetInt32(2), r.GetInt32(3), r.GetInt32(4), r.GetInt32(5), r.GetInt32(6), r.ValueOrNull<double>(7), r.GetInt32(8), r.ValueOrNull<double>(9)),
            cancellationToken, hospitalId, from, to, start, end);

    private static DateTimeOffset Midnight(DateOnly day) => new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.FromHours(8)).ToUniversalTime();
}
