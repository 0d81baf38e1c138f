using System.Net.Http.Json;
using System.Text.Json;
using Bff.Film.Office;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Film;

/// <summary>What is kept of each day is what the tables hold, whenever and however they are changed.</summary>
public sealed class FilmStatisticsTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly BffApp _app = shared.App;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Days_are_those_of_a_full_count_after_any_changes_added_up_or_not(int seed)
    {
        var random = new Random(seed);
        using var staff = await _app.SignInStaffAsync("film");
        var days = _app.Services.GetRequiredService<DayStore>();
        for (var step = 0; step < 40; step++)
        {
            await ChangeAsync(random);
            if (random.Next(4) == 0) await Task.WhenAll(days.AddUpAsync(Stop), days.AddUpAsync(Stop));
            if (step % 8 == 7) await CompareAsync(staff);
        }
        while (await days.AddUpAsync(Stop)) continue;
        await CompareAsync(staff);
    }

    /// <summary>Rows as the product writes them: in, failed, tried again, seen, taken away; also ones of days long past, near midnight.</summary>
    private Task<int> ChangeAsync(Random random)
    {
        var back = random.Next(25 * 24 * 60);
        return random.Next(6) switch
        {
            0 or 1 => _app.Db.ExecuteAsync(
                """
                with s as (insert into film.study (id, hospital_id, study_instance_uid, created_at)
                    select gen_random_uuid(), h.id, gen_random_uuid()::text, now() from accounts.hospital h order by random() limit 1 returning id, hospital_id),
                e as (insert into film.series (id, hospital_id, study_id, series_instance_uid, modality)
                    select gen_random_uuid(), hospital_id, id, gen_random_uuid()::text, 'CT' from s returning id, study_id, hospital_id)
                insert into film.instance (id, hospital_id, study_id, series_id, sop_instance_uid, sop_class_uid, transfer_syntax_uid, sha256, byte_size, state,
                    received_at)
                select gen_random_uuid(), hospital_id, study_id, id, gen_random_uuid()::text, '1', '1', sha256(int4send(n)), 1000 + n, 'ready',
                    now() - ($1 + n) * interval '1 minute'
                from e cross join generate_series(1, 5) n
                """, Stop, back),
            2 => _app.Db.ExecuteAsync(
                "update film.instance set state = 'failed', failure_code = 'x' where state = 'ready' and id in (select id from film.instance order by random() limit 3)", Stop),
            3 => _app.Db.ExecuteAsync("update film.instance set state = 'ready', failure_code = null where state = 'failed' and random() < 0.5", Stop),
            4 => _app.Db.ExecuteAsync(
                """
                insert into film.link (id, hospital_id, study_id, key_hash, purpose, created_by, created_at, expires_at)
                select gen_random_uuid(), hospital_id, id, sha256(uuid_send(gen_random_uuid())), 'x', 'x', now() - $1 * interval '1 minute', now() from film.study order by random() limit 2
                """, Stop, back),
            _ => random.Next(3) == 0
                ? _app.Db.ExecuteAsync("delete from film.study where id in (select id from film.study order by random() limit 1)", Stop)
                : _app.Db.ExecuteAsync("update film.link set views = views + 1 where random() < 0.5", Stop),
        };
    }

    private async Task CompareAsync(HttpClient staff)
    {
        var answer = await staff.GetFromJsonAsync<JsonElement>("/api/staff/film/statistics", Stop);
        var kept = answer.GetProperty("items").EnumerateArray().Select(d => string.Join(' ', d.EnumerateObject().Select(p => p.Value.ToString()))).ToList();
        var counted = await _app.Db.ListAsync(
            """
            select d::date, coalesce(f.n, 0), coalesce(f.failed, 0), coalesce(f.bytes, 0), coalesce(l.n, 0), coalesce(l.views, 0)
            from generate_series((now() at time zone 'Asia/Shanghai')::date - 29, (now() at time zone 'Asia/Shanghai')::date, interval '1 day') d
                left join (select (received_at at time zone 'Asia/Shanghai')::date as day, count(*) as n, count(*) filter (where state = 'failed') as failed,
                    sum(byte_size) as bytes from film.instance group by 1) f on f.day = d::date
                left join (select (created_at at time zone 'Asia/Shanghai')::date as day, count(*) as n, sum(views) as views from film.link group by 1) l
                    on l.day = d::date order by d
            """,
            r => $"{r.GetFieldValue<DateOnly>(0):yyyy-MM-dd} {r.GetInt64(1)} {r.GetInt64(2)} {r.GetDecimal(3)} {r.GetInt64(4)} {r.GetInt64(5)}", Stop);
        Assert.Equal(counted, kept);
    }
}
