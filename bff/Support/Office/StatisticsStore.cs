using System.Data;
using Npgsql;

namespace Bff.Support.Office;

/// <summary>
/// SQL of the statistics: counts and intents alone, never a text. Triggers of the tables write what changed to <c>day_change</c>; figures
/// are the kept counts of the days and the changes not yet added to them, so they are exact whether or not the worker has been here.
/// </summary>
internal sealed class StatisticsStore(NpgsqlDataSource db, WaitStore waits)
{
    /// <summary>Changes that one statement adds up.</summary>
    private const int Batch = 5000;

    private const int MostIntents = 20;

    /// <summary>
    /// Figures of the hospitals within reach for the days from <paramref name="from"/> to <paramref name="to"/>, both included.
    /// </summary>
    public async Task<SupportStatistics> ReadAsync(Reach reach, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var medians = await waits.ReadAsync(reach, from, to, cancellationToken);
        var days = await DaysAsync(reach, from, to, cancellationToken);
        var totals = (await TotalsAsync(reach, from, to, cancellationToken)).ToLookup(t => t.Kind);
        var intents = totals["intent"].Select(t => new IntentCount(t.Name, t.Count, t.Before)).ToArray();
        int replies = totals["reply"].Sum(t => t.Count), covered = totals["reply"].Where(t => t.Name == "covered").Sum(t => t.Count);
        return new SupportStatistics(
            [.. days.Select(d => d with { MedianFirstAnswerS = medians.TryGetValue(d.Date, out var median) ? median : null })],
            [.. totals["reason"].Where(t => t.Count > 0).OrderByDescending(t => t.Count).ThenBy(t => t.Name, StringComparer.Ordinal)
                .Select(t => new ReasonCount(t.Name, t.Count))],
            [.. intents.Where(i => i.Count > 0)
                .OrderByDescending(i => i.Count).ThenBy(i => i.Intent, StringComparer.Ordinal).Take(MostIntents)],
            [.. intents.Where(i => i.Count > i.Before)
                .OrderByDescending(i => i.Count - i.Before).ThenBy(i => i.Intent, StringComparer.Ordinal).Take(MostIntents)],
            replies == 0 ? null : (double)covered / replies,
            [.. Enumerable.Range(1, 5).Reverse()
                .Select(stars => new StarCount(stars, totals["star"].Where(t => t.Name == $"{stars}").Sum(t => t.Count)))],
            [.. totals["channel"].Where(t => t.Count > 0).OrderByDescending(t => t.Count).ThenBy(t => t.Name, StringComparer.Ordinal)
                .Select(t => new ChannelCount(t.Name, t.Count))]);
    }

    /// <summary>Adds changes to the counts they belong to; of two nodes each takes its own.</summary>
    /// <returns>Whether there are more.</returns>
    public async Task<bool> AddUpAsync(CancellationToken cancellationToken) =>
        (await db.WriteAsync(
            $"""
            with taken as (
                delete from support.day_change
                where id in (select id from support.day_change order by id limit {Batch} for update skip locked) returning *),
            kept as (
                insert into support.day_count as d (hospital_id, kind, day, name, count)
                select hospital_id, kind, day, name, sum(count) from taken
                group by grouping sets ((hospital_id, kind, day, name), (kind, day, name)) having sum(count) <> 0
                order by kind, day, name, hospital_id
                on conflict (hospital_id, kind, day, name) do update set count = d.count + excluded.count)
            select count(*) from taken
            """,
            r => r.GetInt64(0), cancellationToken))[0] == Batch;

    /// <summary>What was counted. Parameters: 1 the hospitals (of all of them the sum is kept), 2 first day, 3 last day, 4 kinds.</summary>
    private static string Counted(Reach reach) =>
        $"""
        select kind, day, name, count from support.day_count
        where {(reach.Hospitals is null ? "$1::uuid[] is null and hospital_id is null" : "hospital_id = any($1::uuid[])")}
            and day between $2 and $3 and kind = any($4)
        union all
        select kind, day, name, count from support.day_change
        where ($1::uuid[] is null or hospital_id = any($1)) and day between $2 and $3 and kind = any($4)
        """;

    private Task<List<Total>> TotalsAsync(Reach reach, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        string[] kinds = ["intent", "reply", "reason", "star", "channel"];
        var before = Math.Max(from.DayNumber - (to.DayNumber - from.DayNumber + 1), 0);
        return db.ListAsync(
            $"""
            select kind, name, coalesce(sum(count) filter (where day >= $5), 0)::int, coalesce(sum(count) filter (where day < $5), 0)::int
            from ({Counted(reach)}) c where kind = 'intent' or day >= $5 group by kind, name
            """,
            r => new Total(r.GetString(0), r.GetString(1), r.GetInt32(2), r.GetInt32(3)),
            cancellationToken, reach.Hospitals, DateOnly.FromDayNumber(before), to, kinds, from);
    }

    private Task<List<SupportDay>> DaysAsync(Reach reach, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        string[] kinds = ["channel", "handed", "star", "message", "up", "down"];
        return db.ListAsync(
            $"""
            with counted as ({Counted(reach)}),
            c as (
                select day, sum(count) filter (where kind = 'channel') as conversations,
                    sum(count) filter (where kind = 'handed') as handed,
                    sum(count) filter (where kind = 'message') as messages, sum(count) filter (where kind = 'up') as up,
                    sum(count) filter (where kind = 'down') as down, sum(count) filter (where kind = 'star') as rated,
                    sum(case when kind = 'star' then count * name::int end) as stars
                from counted group by day)
            select d::date as day, coalesce(c.conversations, 0)::int as conversations, coalesce(c.messages, 0)::int as messages,
                (coalesce(c.conversations, 0) - coalesce(c.handed, 0))::int as solved, coalesce(c.handed, 0)::int as handed,
                coalesce(c.up, 0)::int as up, coalesce(c.down, 0)::int as down, coalesce(c.rated, 0)::int as rated,
                (c.stars / nullif(c.rated, 0))::float8 as stars
            from generate_series($2::date, $3::date, interval '1 day') d
                left join c on c.day = d::date order by d
            """,
            ReadDay, cancellationToken, reach.Hospitals, from, to, kinds);
    }

    private static SupportDay ReadDay(NpgsqlDataReader r) => new()
    {
        Date = r.GetFieldValue<DateOnly>("day"),
        Conversations = r.GetInt32("conversations"),
        Messages = r.GetInt32("messages"),
        SolvedByBot = r.GetInt32("solved"),
        HandedOff = r.GetInt32("handed"),
        RatedUp = r.GetInt32("up"),
        RatedDown = r.GetInt32("down"),
        MedianFirstAnswerS = null, // Kept apart.
        Rated = r.GetInt32("rated"),
        MeanStars = r.ValueOrNull<double>("stars"),
    };

    /// <summary>How often something was counted in the days asked for, and in as many before.</summary>
    private sealed record Total(string Kind, string Name, int Count, int Before);
}
