using System.Net.Http.Json;
using System.Text;
using Bff.Tests.Film;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests;

/// <summary>
/// Every endpoint gives out personal data and records it, or gives out none and says why. A new one stands in one of the lists, or fails
/// here.
/// </summary>
public sealed class AuditInventoryTests
{
    private enum By
    {
        Pacs,
        Link,
        Patient,
        Staff,
    }

    /// <summary>Reads of personal data: who reads here, and the action that is recorded.</summary>
    private static readonly (string Route, By By, string Action)[] Reads =
    [
        .. new[]
        {
            ("/studies", "film.search"), ("/series", "film.search"), ("/instances", "film.search"),
            ("/studies/{study}/series", "film.search"), ("/studies/{study}/instances", "film.search"),
            ("/studies/{study}/series/{series}/instances", "film.search"),
        }.Select(r => ("/dicomweb" + r.Item1, By.Pacs, r.Item2)),
        .. new[] { ("/dicomweb", By.Pacs), ("/api/film/{key}/dicomweb", By.Link) }.SelectMany(root => new[]
        {
            ("", "film.retrieve"), ("/metadata", "film.metadata"), ("/series/{series}", "film.retrieve"),
            ("/series/{series}/metadata", "film.metadata"), ("/series/{series}/instances/{sop}", "film.retrieve"),
            ("/series/{series}/instances/{sop}/metadata", "film.metadata"),
            ("/series/{series}/instances/{sop}/bulkdata/{**path}", "film.view"),
            ("/series/{series}/instances/{sop}/frames/{frames}", "film.view"), ("/thumbnail", "film.view"),
            ("/series/{series}/thumbnail", "film.view"), ("/series/{series}/instances/{sop}/thumbnail", "film.view"),
            ("/series/{series}/instances/{sop}/frames/{frames}/thumbnail", "film.view"),
            ("/series/{series}/instances/{sop}/rendered", "film.view"),
            ("/series/{series}/instances/{sop}/frames/{frames}/rendered", "film.view"),
            ("/series/{series}/instances/{sop}/frames/{frame:int}/samples", "film.view"),
        }.Select(r => (root.Item1 + "/studies/{study}" + r.Item1, root.Item2, r.Item2))),
        ("/api/film/{key}", By.Link, "film.open"), ("/f/{key}", By.Link, "film.open"),
        ("/api/film/studies", By.Patient, "film.list"), ("/api/me", By.Patient, "person.read"),
        ("/api/support/conversations/{id:guid}", By.Patient, "support.read"),
        ("/api/staff/film/ingests", By.Staff, "film.ingests"), ("/api/staff/film/links", By.Staff, "film.links"),
        ("/api/staff/film/clashes", By.Staff, "film.clashes"), ("/api/staff/film/withdrawn", By.Staff, "film.withdrawals"),
        ("/api/staff/film/studies", By.Staff, "film.find"),
        ("/api/staff/audit", By.Staff, "audit.read"), ("/api/staff/film/integrators", By.Staff, "integrator.list"),
        ("/api/staff/support/conversations", By.Staff, "support.list"),
        ("/api/staff/support/conversations/{id:guid}", By.Staff, "support.read"),
        ("/api/staff/support/conversations/{id:guid}/suggestions", By.Staff, "support.read"),
        ("/api/staff/support/agents", By.Staff, "staff.list"), ("/api/staff/support/callbacks", By.Staff, "support.callbacks"),
        ("/api/staff/kb/unanswered", By.Staff, "kb.unanswered"),
    ];

    /// <summary>Beginnings of routes whose reads give out nothing of a person, and why.</summary>
    private static readonly (string Prefix, string Why)[] Impersonal =
    [
        ("/api/guide/", "maps"), ("/api/staff/guide/", "maps and what staff change on them"), ("/g/", "codes on walls"), ("/guide", "a page"),
        ("/api/sandbox/", "made-up people"), ("/health/", "operations"), ("/metrics", "operations"), ("/openapi/", "the description"),
        ("/api-docs", "a page"), ("/assets/", "files"), ("/favicon", "files"), ("/staff/", "a page"), ("/hubs/", "each method records"),
        ("/api/staff/film/institutions", "hospitals"), ("/api/staff/film/statistics", "counts"), ("/api/staff/support/statistics", "counts"),
        ("/api/staff/support/canned", "texts of staff"), ("/api/staff/support/hours", "hours"),
        ("/api/staff/support/agents/me", "one's own settings"), ("/api/staff/kb/", "knowledge"),
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_endpoint_that_is_read_stands_in_a_list()
    {
        await using var app = await BffApp.StartAsync();
        var known = Reads.Select(r => r.Route).ToHashSet();
        Faults.None(
            from endpoint in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            where endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true
            let route = Plain(endpoint)
            where !known.Contains(route) && route != "/" && !Impersonal.Any(i => route.StartsWith(i.Prefix, StringComparison.Ordinal))
            select $"GET {route}: personal (Reads) or not (Impersonal)?");
    }

    [Fact]
    public async Task Every_read_of_personal_data_leaves_a_row_that_says_whose_they_are()
    {
        await using var app = await BffApp.StartAsync();
        var (study, sop) = (TestFilms.Uid(), TestFilms.Uid());
        using HttpClient pacs = app.Pacs(), patient = await app.SignInPatientAsync(), staff = await app.SignInStaffAsync(), anyone = app.Anonymous();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [TestFilms.Slice(study, sop: sop, patientId: "DE0010023")])).Status);
        while (await app.Db.ListAsync("select 1 from film.instance where state = 'ready'", r => 1, Stop) is []) await Task.Delay(20, Stop);
        using var linked = await app.SignedAsync(HttpMethod.Post, "/api/film/links",
            $$"""{"hospitalCode":"demo-east","studyInstanceUid":"{{study}}","purpose":"复诊","ttlSeconds":86400}""");
        var key = (await linked.JsonAsync()).GetProperty("key").GetString()!;
        using var opened = await patient.PostAsJsonAsync("/api/support/conversations", new { hospitalCode = "demo-east" }, Stop);
        var conversation = (await opened.JsonAsync()).GetProperty("id").GetString()!;
        var (hospital, person) = (await app.Db.ListAsync(
            "select hospital_id, patient_id from film.study", r => (r.GetGuid(0), r.GetGuid(1)), Stop))[0];

        var faults = new List<string>();
        foreach (var (route, by, action) in Reads)
        {
            var path = route.Replace("{study}", study, StringComparison.Ordinal).Replace("{series}", study + ".1", StringComparison.Ordinal)
                .Replace("{sop}", sop, StringComparison.Ordinal).Replace("{frames}", "1", StringComparison.Ordinal)
                .Replace("{frame:int}", "1", StringComparison.Ordinal).Replace("{**path}", "7FE00010", StringComparison.Ordinal)
                .Replace("{key}", key, StringComparison.Ordinal).Replace("{id:guid}", conversation, StringComparison.Ordinal);
            if (route == "/api/staff/film/studies") path += "?studyInstanceUid=" + study;
            var reader = by switch { By.Pacs => pacs, By.Patient => patient, By.Staff => staff, _ => anyone };
            // Within a minute a repeat is only counted.
            app.Clock.Advance(TimeSpan.FromMinutes(2));
            // A session of staff ends when nothing is asked for half an hour.
            using var alive = await staff.GetAsync("/api/me", Stop);
            await app.Services.GetRequiredService<Audit>().CloseAsync(Stop);
            var before = (await app.Db.ListAsync("select coalesce(max(id), 0) from platform.audit", r => r.GetInt64(0), Stop))[0];
            using var answer = await reader.GetAsync(path, Stop);
            var rows = await app.Db.ListAsync(
                "select action, hospital_id, patient_id from platform.audit where id > $1 and repeats_of is null and outcome = 'ok'",
                r => (r.GetString(0), r.ValueOrNull<Guid>(1), r.ValueOrNull<Guid>(2)), Stop, before);
            if (!answer.IsSuccessStatusCode) faults.Add($"{path}: {(int)answer.StatusCode}");
            else if (!rows.Any(r => r.Item1 == action)) faults.Add($"{route}: no row {action}, but {string.Join(", ", rows)}");
            else if (by is By.Pacs or By.Link && !rows.Contains((action, hospital, person))) faults.Add($"{route}: {action} does not say whose");
            else if (by == By.Patient && !rows.Any(r => r.Item3 == person)) faults.Add($"{route}: {action} does not say whose");
        }
        Faults.None(faults);
    }

    [Fact]
    public async Task Whoever_asks_for_what_is_another_s_leaves_a_row()
    {
        await using var app = await BffApp.StartAsync();
        using HttpClient pacs = app.Pacs(), li = await app.SignInPatientAsync(), wang = await app.SignInPatientAsync("demo-wang");
        var study = TestFilms.Uid();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [TestFilms.Slice(study, patientId: "DE0010023")])).Status);
        using var opened = await li.PostAsJsonAsync("/api/support/conversations", new { hospitalCode = "demo-east" }, Stop);
        var conversation = (await opened.JsonAsync()).GetProperty("id").GetString()!;
        var id = (await app.Db.ListAsync("select id from film.study", r => r.GetGuid(0), Stop))[0];
        foreach (var (method, path) in new[]
        {
            ("GET", "/api/support/conversations/" + conversation), ("POST", $"/api/support/conversations/{conversation}/messages"),
            ("POST", $"/api/support/conversations/{conversation}/close"), ("POST", $"/api/support/conversations/{conversation}/handoff"),
            ("POST", $"/api/film/studies/{id}/links"),
        })
        {
            app.Clock.Advance(TimeSpan.FromMinutes(2));
            await app.Services.GetRequiredService<Audit>().CloseAsync(Stop);
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (method == "POST") request.Content = new StringContent("""{"text":"x"}""", Encoding.UTF8, "application/json");
            var before = (await app.Db.ListAsync("select coalesce(max(id), 0) from platform.audit", r => r.GetInt64(0), Stop))[0];
            using var answer = await wang.SendAsync(request, Stop);
            Assert.Equal(404, (int)answer.StatusCode);
            Assert.NotEmpty(await app.Db.ListAsync(
                "select 1 from platform.audit where id > $1 and outcome = 'refused' and actor_kind = 'patient'", r => 1, Stop, before));
        }
        var refused = await TestFilms.PushAsync(pacs, [TestFilms.Slice(TestFilms.Uid())], hospital: "no-such");
        Assert.Equal(403, refused.Status);
        Assert.Contains("film.hospital_not_yours refused", await app.AuditedAsync());
    }

    private static string Plain(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText is { Length: > 1 } text ? text.TrimEnd('/') : "/";
}
