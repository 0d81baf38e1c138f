using System.Globalization;
using Bff.Film.Dicomweb;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Film;

/// <summary>A search finds what a plain look at all studies finds, in its order, page by page, for every reach and every combination of keys.</summary>
public sealed class QidoOrderTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly BffApp _app = shared.App;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public async Task Pages_of_any_search_are_those_of_all_studies_sorted(int seed)
    {
        var random = new Random(seed);
        await FillAsync();
        var hospitals = await _app.Db.ListAsync("select id from accounts.hospital order by code", r => r.GetGuid(0), Stop);
        var all = await _app.Db.ListAsync(
            """
            select s.id, s.hospital_id, s.study_instance_uid, s.accession_number, s.study_date,
                array(select distinct e.modality from film.series e where e.study_id = s.id order by 1) from film.study s
            """,
            r => new Study(r.GetGuid(0), r.GetGuid(1), r.GetString(2), r.TextOrNull(3), r.ValueOrNull<DateOnly>(4), r.GetFieldValue<string[]>(5)), Stop);
        var store = _app.Services.GetRequiredService<StudyStore>();
        for (var search = 0; search < 60; search++)
        {
            var some = all[random.Next(all.Count)];
            Guid[]? reached = random.Next(4) switch { 0 => null, 1 => [hospitals[0]], 2 => [hospitals[0], hospitals[2]], _ => [] };
            var filter = new StudyFilter
            {
                AccessionNumber = random.Next(6) == 0 ? some.Accession : null,
                StudyInstanceUids = random.Next(6) == 0 ? [some.Uid, all[0].Uid] : null,
                From = random.Next(3) == 0 ? some.Date : null,
                To = random.Next(3) == 0 ? some.Date?.AddDays(3) : null,
                Modalities = random.Next(3) switch { 0 => ["CT"], 1 => ["CT", "PT", "CT", "XX"], _ => null },
                Limit = 1 + random.Next(12),
                Offset = random.Next(3) == 0 ? random.Next(15) : 0,
            };
            var expected = all.Where(s => (reached is null || reached.Contains(s.Hospital)) && (filter.AccessionNumber is null || s.Accession == filter.AccessionNumber)
                    && (filter.StudyInstanceUids is null || filter.StudyInstanceUids.Contains(s.Uid)) && (filter.From is null || s.Date >= filter.From)
                    && (filter.To is null || s.Date <= filter.To) && (filter.Modalities is null || s.Modalities.Intersect(filter.Modalities).Any()))
                .OrderByDescending(s => s.Date ?? DateOnly.MinValue).ThenBy(s => s.Id.ToString(), StringComparer.Ordinal)
                .Skip(filter.Offset).Take(filter.Limit).Select(s => $"{s.Id} {string.Join(',', s.Modalities)}");
            var reach = Reach.OfSystem("test") with { Hospitals = reached };
            Assert.Equal(expected, (await store.StudiesAsync(reach, filter, Stop)).Select(s => $"{s.Id} {string.Join(',', s.Modalities)}"));
        }
    }

    [Fact]
    public async Task A_page_beyond_every_number_is_empty_and_not_a_failure()
    {
        using var pacs = _app.Pacs();
        foreach (var path in (string[])["studies", "series", "instances", "studies?ModalitiesInStudy=CT"])
        {
            var url = $"/dicomweb/{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit=10000&offset={int.MaxValue.ToString(CultureInfo.InvariantCulture)}";
            using var answer = await pacs.GetAsync(url, Stop);
            Assert.Equal(System.Net.HttpStatusCode.NoContent, answer.StatusCode);
        }
    }

    /// <summary>Forty studies of ten days at three hospitals, some without a day, with one to three modalities; series as the ingest writes them.</summary>
    private Task<int> FillAsync() => _app.Db.ExecuteAsync(
        """
        with s as (
            insert into film.study (id, hospital_id, study_instance_uid, accession_number, study_date, created_at)
            select gen_random_uuid(), (array(select id from accounts.hospital order by code))[1 + n % 3], gen_random_uuid()::text, 'A' || n % 7,
                case when n % 8 > 0 then date '2026-01-01' + n % 10 end, now() from generate_series(1, 40) n returning *),
        e as (
            insert into film.series (id, hospital_id, study_id, series_instance_uid, modality)
            select gen_random_uuid(), s.hospital_id, s.id, n::text, (array['CT', 'CT', 'PT', 'US'])[1 + (n * ascii(left(s.study_instance_uid, 1))) % 4]
            from s cross join generate_series(1, 3) n returning study_id, modality)
        insert into film.study_modality (study_id, modality, hospital_id, study_date)
        select distinct e.study_id, e.modality, s.hospital_id, s.study_date from e join s on s.id = e.study_id
        """, Stop);

    private sealed record Study(Guid Id, Guid Hospital, string Uid, string? Accession, DateOnly? Date, string[] Modalities);
}
