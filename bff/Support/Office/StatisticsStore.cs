using System.Data;
using Npgsql;

namespace Bff.Support.Office;

/// <summary>SQL of the statistics: counts and intents alone, never a text.</summary>
internal sealed class StatisticsStore(NpgsqlDataSource db)
{
    private const int MostIntents = 20;

    /// <summary>
    /// Figures of the hospitals within reach for the days from <paramref name="from"/> to <paramref name="to"/>, both included.
    /// </summary>
    public async Task<SupportStatistics> ReadAsync(Reach reach, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var span = new Span(reach.Hospitals, Start(from), Start(to.AddDays(1)));
        var days = await DaysAsync(span, from, to, cancellationToken);
        var intents = await IntentsAsync(span, cancellationToken);
        return new SupportStatistics(
            days, await ReasonsAsync(span, cancellationToken),
            [.. intents.Where(i => i.Count > 0)
                .OrderByDescending(i => i.Count).ThenBy(i => i.Intent, StringComparer.Ordinal).Take(MostIntents)],
            [.. intents.Where(i => i.Count > i.Before)
                .OrderByDescending(i => i.Count - i.Before).ThenBy(i => i.Intent, StringComparer.Ordinal).Take(MostIntents)],
            await CoverageAsync(span, cancellationToken), await StarsAsync(span, cancellationToken),
            await ChannelsAsync(span, cancellationToken));
    }

    private Task<List<ReasonCount>> ReasonsAsync(Span span, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select handoff_reason, count(*)::int from support.conversation
            where handoff_reason is not null and handed_at >= $2 and handed_at < $3 and ($1::uuid[] is null or hospital_id = any($1))
            group by 1 order by 2 desc, 1
            """,
            r => new ReasonCount(r.GetString(0), r.GetInt32(1)), cancellationToken, span.Hospitals, span.Start, span.End);

    private Task<List<IntentCount>> IntentsAsync(Span span, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select intent, count(*) filter (where at >= $2)::int, count(*) filter (where at < $2)::int from support.message
            where author = 'bot' and intent is not null and outcome in ('answer', 'service', 'handoff') and at >= $4 and at < $3
                and ($1::uuid[] is null or hospital_id = any($1))
            group by 1
            """,
            r => new IntentCount(r.GetString(0), r.GetInt32(1), r.GetInt32(2)), cancellationToken, span.Hospitals, span.Start, span.End,
            span.Start - (span.End - span.Start));

    private async Task<double?> CoverageAsync(Span span, CancellationToken cancellationToken) =>
        (await db.ListAsync(
            """
            select (count(*) filter (where outcome in ('answer', 'service', 'handoff') and intent is not null))::float8
                / nullif(count(*), 0)
            from support.message
            where author = 'bot' and number > 1 and outcome is not null and at >= $2 and at < $3
                and ($1::uuid[] is null or hospital_id = any($1))
            """,
            r => r.ValueOrNull<double>(0), cancellationToken, span.Hospitals, span.Start, span.End))[0];

    private Task<List<StarCount>> StarsAsync(Span span, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select s::int, (select count(*)::int from support.conversation
                where rating = s and created_at >= $2 and created_at < $3 and ($1::uuid[] is null or hospital_id = any($1)))
            from generate_series(5, 1, -1) s order by s desc
            """,
            r => new StarCount(r.GetInt32(0), r.GetInt32(1)), cancellationToken, span.Hospitals, span.Start, span.End);

    private Task<List<ChannelCount>> ChannelsAsync(Span span, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select channel, count(*)::int from support.conversation
            where created_at >= $2 and created_at < $3 and ($1::uuid[] is null or hospital_id = any($1)) group by 1 order by 2 desc, 1
            """,
            r => new ChannelCount(r.GetString(0), r.GetInt32(1)), cancellationToken, span.Hospitals, span.Start, span.End);

    private Task<List<SupportDay>> DaysAsync(Span span, DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            with c as (
                select (created_at at time zone 'Asia/Shanghai')::date as day, count(*)::int as conversations,
                    count(*) filter (where handed_at is null)::int as solved, count(*) filter (where handed_at is not null)::int as handed,
                    percentile_cont(0.5) within group (order by extract(epoch from answered_at - handed_at))
                        filter (where answered_at is not null) as median,
                    count(rating)::int as rated, avg(rating)::float8 as stars
                from support.conversation where created_at >= $4 and created_at < $5 and ($1::uuid[] is null or hospital_id = any($1))
                group by 1),
            m as (
                select (at at time zone 'Asia/Shanghai')::date as day, count(*)::int as messages,
                    count(*) filter (where rating = 1)::int as up, count(*) filter (where rating = -1)::int as down
                from support.message where at >= $4 and at < $5 and ($1::uuid[] is null or hospital_id = any($1)) group by 1)
            select d::date as day, coalesce(c.conversations, 0) as conversations, coalesce(m.messages, 0) as messages,
                coalesce(c.solved, 0) as solved, coalesce(c.handed, 0) as handed, coalesce(m.up, 0) as up, coalesce(m.down, 0) as down,
                c.median, coalesce(c.rated, 0) as rated, c.stars
            from generate_series($2::date, $3::date, interval '1 day') d
                left join c on c.day = d::date left join m on m.day = d::date order by d
            """,
            ReadDay, cancellationToken, span.Hospitals, from, to, span.Start, span.End);

    private static SupportDay ReadDay(NpgsqlDataReader r) => new()
    {
        Date = r.GetFieldValue<DateOnly>("day"),
        Conversations = r.GetInt32("conversations"),
        Messages = r.GetInt32("messages"),
        SolvedByBot = r.GetInt32("solved"),
        HandedOff = r.GetInt32("handed"),
        RatedUp = r.GetInt32("up"),
        RatedDown = r.GetInt32("down"),
        MedianFirstAnswerS = r.ValueOrNull<double>("median"),
        Rated = r.GetInt32("rated"),
        MeanStars = r.ValueOrNull<double>("stars"),
    };

    private static DateTimeOffset Start(DateOnly day) => ShanghaiTime.Midnight(day).ToUniversalTime();

    /// <summary>What is counted: hospitals (null: all) and a time, its end not included.</summary>
    private sealed record Span(Guid[]? Hospitals, DateTimeOffset Start, DateTimeOffset End);
}
