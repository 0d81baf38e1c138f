using System.Security.Cryptography;
using System.Text.Json;
using Bff.Film.Identity;
using Bff.Film.Ingest;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Film.Identity;

/// <summary>
/// Two patients' instances under one study UID, in every order and at once from two nodes: one of the two has the film, and only his
/// pictures are in it.
/// </summary>
public sealed class InterleavingTests
{
    private const int Cases = 10_000, Together = 100;
    private static readonly PatientIdentity[] Shapes =
    [
        new() { PatientId = "1", Name = "Li^Si=李^四", BirthDate = new DateOnly(1980, 1, 2), Sex = "F" }, new() { PatientId = "1" },
        new() { Name = "李^四" }, new() { PatientId = "1", Name = "LI^SI" }, new() { PatientId = "1", Sex = "F" },
    ];

    private static readonly PatientIdentity[] OtherShapes =
    [
        new() { PatientId = "2", Name = "Wang^Wu=王^五", BirthDate = new DateOnly(1950, 5, 5), Sex = "M" }, new() { PatientId = "2" },
        new() { Name = "王^五" }, new() { PatientId = "2", Name = "WANG^WU" }, new() { PatientId = "2", Sex = "M" },
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task In_ten_thousand_random_interleavings_no_film_has_pictures_of_two()
    {
        await using var app = await BffApp.StartAsync();
        // Two nodes: each has a connection and a transaction of its own, as two hosts have.
        await using var other = await BffApp.StartAsync(BffApp.DatabaseSetting + app.Database);
        IngestStore[] nodes = [app.Services.GetRequiredService<IngestStore>(), other.Services.GetRequiredService<IngestStore>()];
        var hospital = (await app.Db.ListAsync("select id from accounts.hospital where code = 'demo-east'", r => r.GetGuid(0), Stop))[0];
        var random = new Random(20261201);
        var outcomes = new Dictionary<string, Verdict>();
        for (var done = 0; done < Cases; done += Together)
        {
            var pushes = Enumerable.Range(done, Together).SelectMany(n => Case(n, random)).ToLookup(_ => random.Next(2));
            foreach (var half in pushes)
                await app.Db.ExecuteAsync(
                    "insert into film.arrival (sha256, at) select unnest($1::bytea[]), now()", Stop, [half.Select(i => i.Sha256).ToArray()]);
            var answers = await Task.WhenAll(pushes.Select(half =>
                nodes[half.Key].AddInstancesAsync(hospital, [.. half.OrderBy(_ => random.Next())], Stop)));
            foreach (var (instance, judged) in answers.SelectMany(a => a)) outcomes[instance.Attributes.SopInstanceUid] = judged.Verdict;
        }
        var stored = await app.Db.ListAsync(
            "select s.study_instance_uid, i.sop_instance_uid from film.instance i join film.study s on s.id = i.study_id",
            r => (Study: r.GetString(0), Sop: r.GetString(1)), Stop);
        Assert.Equal(Cases, stored.Select(i => i.Study).Distinct().Count());
        Assert.Empty(stored.GroupBy(i => i.Study).Where(film => film.Select(i => PatientOf(i.Sop)).Distinct().Count() > 1).Select(film => film.Key));
        // What a sender was told is what is so: stored or waiting, never both and never neither.
        var aside = await app.Db.ListAsync("select sop_instance_uid from film.aside", r => r.GetString(0), Stop);
        Assert.Equal(outcomes.Where(o => o.Value is Verdict.Stored or Verdict.Filled).Select(o => o.Key).Order(StringComparer.Ordinal),
            stored.Select(i => i.Sop).Order(StringComparer.Ordinal));
        Assert.Equal(outcomes.Where(o => o.Value is Verdict.SetAside).Select(o => o.Key).Order(StringComparer.Ordinal), aside.Order(StringComparer.Ordinal));
        Assert.Equal(outcomes.Count, stored.Count + aside.Count);
        Assert.True(aside.Count > Cases, "The two patients hardly met.");
    }

    [Fact]
    public async Task Over_http_no_picture_of_one_opens_under_the_link_of_the_other()
    {
        await using var app = await BffApp.StartAsync();
        using HttpClient pacs = app.Pacs(), anyone = app.Anonymous();
        var random = new Random(1201);
        for (var n = 0; n < 60; n++)
        {
            var study = TestFilms.Uid();
            Person[] persons = [new("P-AAA", "Li^Si=李^四", "19800102", "F"), new("P-BBB", "Wang^Wu=王^五", "19500505", "M")];
            var pictures = Enumerable.Range(0, 6).Select(i => (Patient: i % 2, Sop: $"{study}.{1 + i % 2}.{i}")).OrderBy(_ => random.Next()).ToList();
            await Task.WhenAll(pictures.Chunk(1 + random.Next(3)).Select(push => TestFilms.PushAsync(
                pacs, push.Select(p => persons[p.Patient].Picture(study, p.Sop, (byte)(p.Patient * 200))))));
            using var link = await app.SignedAsync(HttpMethod.Post, "/api/film/links",
                JsonSerializer.Serialize(new { hospitalCode = "demo-east", studyInstanceUid = study, purpose = "门诊", ttlSeconds = 60 }));
            var root = "/api/film/" + (await link.JsonAsync()).GetProperty("key").GetString();
            var manifest = await (await anyone.GetAsync(root, Stop)).JsonAsync();
            var shown = manifest.GetProperty("series").EnumerateArray().SelectMany(s => s.GetProperty("instances").EnumerateArray())
                .Select(i => i.GetProperty("sopInstanceUid").GetString()!).ToList();
            Assert.Equal(3, shown.Count);
            Assert.Single(shown.Select(PatientOf).Distinct());
            foreach (var (patient, sop) in pictures)
            {
                using var answer = await anyone.GetAsync($"{root}/dicomweb/studies/{study}/series/{study}.1/instances/{sop}", Stop);
                Assert.Equal(shown.Contains(sop), answer.IsSuccessStatusCode);
            }
        }
    }

    /// <summary>Of each patient one to three instances; what names nobody is left out, for it can be told of nobody.</summary>
    private static IEnumerable<ReceivedInstance> Case(int n, Random random)
    {
        foreach (var (patient, shapes) in new[] { ("1", Shapes), ("2", OtherShapes) })
            for (var i = random.Next(1, 4); i > 0; i--)
                yield return new ReceivedInstance(
                    new InstanceAttributes
                    {
                        StudyInstanceUid = "1.9." + n,
                        SeriesInstanceUid = $"1.9.{n}.{random.Next(2)}",
                        SopInstanceUid = $"1.9.{n}.{patient}.{i}",
                        SopClassUid = "1.2.840.10008.5.1.4.1.1.7",
                        TransferSyntaxUid = "1.2.840.10008.1.2.1",
                        Modality = "OT",
                        Identity = shapes[random.Next(shapes.Length)],
                    },
                    RandomNumberGenerator.GetBytes(32), 1000);
    }

    private static string PatientOf(string sop) => sop.Split('.')[^2];
}
