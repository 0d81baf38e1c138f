using System.Net.Http.Json;
using System.Text.Json;
using Bff.Support.Office;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Support;

/// <summary>What is kept of each day is what the tables hold, whenever and however they are changed.</summary>
public sealed class SupportDayTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string Shanghai = "at time zone 'Asia/Shanghai')::date";
    private readonly BffApp _app = shared.App;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Days_are_those_of_a_full_count_after_any_changes_added_up_or_not(int seed)
    {
        var random = new Random(seed);
        using var staff = await _app.SignInStaffAsync("agent");
        var days = _app.Services.GetRequiredService<StatisticsStore>();
        var waits = _app.Services.GetRequiredService<WaitStore>();
        for (var step = 0; step < 40; step++)
        {
            await ChangeAsync(random);
            if (random.Next(4) == 0) await Task.WhenAll(days.AddUpAsync(Stop), days.AddUpAsync(Stop));
            if (random.Next(4) == 0) await Task.WhenAll(waits.MarkAsync(Stop), waits.SettleAsync(Stop), waits.MarkAsync(Stop), waits.SettleAsync(Stop));
            if (step % 8 == 7) await CompareAsync(staff);
        }
        while (await days.AddUpAsync(Stop) || await waits.MarkAsync(Stop) || await waits.SettleAsync(Stop)) continue;
        await CompareAsync(staff);
    }

    /// <summary>Talks of days long past and near midnight, handed over, answered, rated, their lines rated, taken away.</summary>
    private Task<int> ChangeAsync(Random random) => random.Next(6) switch
    {
        0 or 1 => _app.Db.ExecuteAsync(
            """
            with c as (
                insert into support.conversation (id, hospital_id, patient_id, created_at, last_at, channel)
                select gen_random_uuid(), h.id, p.id, now() - ($1 + n) * interval '1 minute', now(), (array['h5', 'wechat'])[1 + n % 2]
                from accounts.hospital h cross join lateral (select id from accounts.patient limit 1) p cross join generate_series(1, 2) n
                returning id, hospital_id, created_at)
            insert into support.message (conversation_id, number, id, hospital_id, at, author, author_name, text_enc, intent, outcome)
            select id, n, gen_random_uuid(), hospital_id, created_at + n * interval '20 minutes', case when n % 2 = 0 then 'patient' else 'bot' end, '', '\x00',
                case when n % 2 = 1 and n > 1 then 'i' || n % $2 end, case when n % 2 = 1 and n > 1 then (array['answer', 'unknown', 'handoff'])[1 + n % 3] end
            from c cross join generate_series(1, 6) n
            """, Stop, random.Next(50 * 24 * 60), 1 + random.Next(3)),
        2 => _app.Db.ExecuteAsync(
            """
            update support.conversation set handed_at = created_at + interval '5 hours', handoff_reason = 'request',
                answered_at = created_at + interval '5 hours' + random() * interval '1 hour' where random() < 0.2 and handed_at is null
            """, Stop),
        3 => _app.Db.ExecuteAsync("update support.conversation set rating = 1 + (random() * 4)::int where random() < 0.2", Stop),
        4 => _app.Db.ExecuteAsync("update support.message set rating = case when random() < 0.5 then 1 else -1 end where author = 'bot' and random() < 0.1", Stop),
        _ => _app.Db.ExecuteAsync("delete from support.conversation where id in (select id from support.conversation order by random() limit 1)", Stop),
    };

    private async Task CompareAsync(HttpClient staff)
    {
        var kept = await staff.GetFromJsonAsync<JsonElement>("/api/staff/support/statistics", Stop);
        Assert.Equal(
            await _app.Db.ListAsync(
                $"""
                select concat_ws(' ', d::date, coalesce(c.n, 0), coalesce(m.n, 0), coalesce(c.solved, 0), coalesce(c.handed, 0), coalesce(m.up, 0), coalesce(m.down, 0),
                    coalesce(round(c.median::numeric)::text, '-'), coalesce(c.rated, 0), coalesce(round(c.stars, 6)::text, '-'))
                from generate_series((now() {Shanghai} - 29, (now() {Shanghai}, interval '1 day') d
                    left join (select (created_at {Shanghai} as day, count(*) as n, count(*) filter (where handed_at is null) as solved,
                        count(handed_at) as handed, percentile_cont(0.5) within group (order by extract(epoch from answered_at - handed_at))
                            filter (where answered_at is not null) as median, count(rating) as rated, avg(rating) as stars
                        from support.conversation group by 1) c on c.day = d::date
                    left join (select (at {Shanghai} as day, count(*) as n, count(*) filter (where rating = 1) as up, count(*) filter (where rating = -1) as down
                        from support.message group by 1) m on m.day = d::date order by d
                """, r => r.GetString(0), Stop),
            kept.GetProperty("days").EnumerateArray().Select(d => string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"{d.GetProperty("date").GetString()} {Number(d, "conversations")} {Number(d, "messages")} {Number(d, "solvedByBot")} {Number(d, "handedOff")} {Number(d, "ratedUp")} {Number(d, "ratedDown")} {Text(d, "medianFirstAnswerS", "F0")} {Number(d, "rated")} {Text(d, "meanStars", "F6")}")));
        Assert.Equal(await PairsAsync($"select handoff_reason, count(*) from support.conversation where handoff_reason is not null and (handed_at {Shanghai} > (now() {Shanghai} - 30 group by 1"),
            Pairs(kept, "handoffReasons", "reason"));
        Assert.Equal(await PairsAsync($"select rating::text, count(*) from support.conversation where rating is not null and (created_at {Shanghai} > (now() {Shanghai} - 30 group by 1"),
            Pairs(kept, "stars", "stars").Where(p => !p.EndsWith(" 0", StringComparison.Ordinal)));
        Assert.Equal(await PairsAsync($"select channel, count(*) from support.conversation where (created_at {Shanghai} > (now() {Shanghai} - 30 group by 1"),
            Pairs(kept, "channels", "channel"));
        Assert.Equal(await PairsAsync(
            $"""
            select intent || ' ' || count(*) filter (where (at {Shanghai} <= (now() {Shanghai} - 30), count(*) filter (where (at {Shanghai} > (now() {Shanghai} - 30)
            from support.message where author = 'bot' and intent is not null and outcome in ('answer', 'service', 'handoff') and (at {Shanghai} > (now() {Shanghai} - 60
            group by intent having count(*) filter (where (at {Shanghai} > (now() {Shanghai} - 30) > 0
            """),
            kept.GetProperty("topQuestions").EnumerateArray().Select(i => $"{i.GetProperty("intent").GetString()} {Number(i, "before")} {Number(i, "count")}").Order(StringComparer.Ordinal));
        var coverage = await _app.Db.ListAsync(
            $"""
            select coalesce((count(*) filter (where outcome in ('answer', 'service', 'handoff') and intent is not null))::float8 / nullif(count(*), 0), -1)
            from support.message where author = 'bot' and number > 1 and outcome is not null and (at {Shanghai} > (now() {Shanghai} - 30
            """, r => r.GetDouble(0), Stop);
        Assert.Equal(coverage[0], kept.GetProperty("coverage") is { ValueKind: JsonValueKind.Number } share ? share.GetDouble() : -1, 12);
    }

    private async Task<IEnumerable<string>> PairsAsync(string sql) =>
        (await _app.Db.ListAsync(sql, r => $"{r.GetString(0)} {r.GetInt64(1)}", Stop)).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Pairs(JsonElement kept, string list, string name) => kept.GetProperty(list).EnumerateArray()
        .Select(i => $"{i.GetProperty(name)} {Number(i, "count")}").Order(StringComparer.Ordinal);

    private static int Number(JsonElement row, string name) => row.GetProperty(name).GetInt32();

    private static string Text(JsonElement row, string name, string format) => row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
        ? value.GetDecimal().ToString(format, System.Globalization.CultureInfo.InvariantCulture) : "-";
}
