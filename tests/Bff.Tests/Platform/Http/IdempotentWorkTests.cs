using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Bff.Demo;
using Bff.Tests.Film;
using Bff.Tests.Guide;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Platform.Http;

/// <summary>What a creation does and what is kept under its key are one: for every operation that takes an Idempotency-Key.</summary>
public sealed class IdempotentWorkTests(GuideApp guide) : IClassFixture<GuideApp>
{
    private readonly BffApp app = guide.App;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Operations with the table that they add a row to.</summary>
    private static readonly Dictionary<string, string> Tables = new()
    {
        ["/api/support/conversations/"] = "support.conversation",
        ["/api/support/conversations/{id:guid}/callback"] = "support.callback",
        ["/api/staff/kb/review"] = "support.kb_review",
        ["/api/staff/kb/intents"] = "support.kb_intent",
        ["/api/staff/support/canned"] = "support.canned",
        ["/api/film/studies/{id:guid}/links"] = "film.link",
        ["/api/film/links"] = "film.link",
        ["/api/staff/film/integrators"] = "accounts.integrator",
        ["/api/staff/guide/campuses"] = "guide.campus",
        ["/api/staff/guide/campuses/{id}/closures"] = "guide.closure",
        ["/api/staff/guide/campuses/{id}/here-codes"] = "guide.here_code",
    };

    public static TheoryData<string> Operations => [.. Tables.Keys];

    [Fact]
    public void These_are_all_operations_that_take_a_key() => Assert.Equal(
        Tables.Keys.Select(k => k.TrimEnd('/')).Order(StringComparer.Ordinal),
        app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<Idempotent>() is not null).Select(e => "/" + e.RoutePattern.RawText!.Trim('/')).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Where_the_answer_cannot_be_kept_nothing_was_done_and_the_repeat_does_it_once(string operation)
    {
        using var client = await CallerAsync(operation);
        var (path, body) = await RequestAsync(operation);
        var (key, table) = (Guid.NewGuid().ToString(), Tables[operation]);
        await app.Db.ExecuteAsync(
            $"""
            create or replace function platform.break_{key.Replace('-', '_')}() returns trigger language plpgsql as $$ begin
                if new.key = '{key}' and new.status is not null then raise exception 'the node dies here'; end if; return new; end $$;
            create trigger "break_{key}" before update on platform.idempotency for each row execute function platform.break_{key.Replace('-', '_')}()
            """, Stop);
        var before = await CountAsync(table);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await PostAsync());
        Assert.Equal(before, await CountAsync(table));
        await app.Db.ExecuteAsync($"""drop trigger "break_{key}" on platform.idempotency""", Stop);
        Assert.Equal(HttpStatusCode.Created, await PostAsync());
        Assert.Equal(HttpStatusCode.Created, await PostAsync());
        Assert.Equal(before + 1, await CountAsync(table));

        async Task<HttpStatusCode> PostAsync()
        {
            using var answer = operation == "/api/film/links"
                ? await app.SignedAsync(HttpMethod.Post, path, body, change: r => r.Headers.Add("Idempotency-Key", key))
                : await SendAsync();
            return answer.StatusCode;
        }

        async Task<HttpResponseMessage> SendAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, null, "application/json") };
            request.Headers.Add("Idempotency-Key", key);
            return await client.SendAsync(request, Stop);
        }
    }

    [Fact]
    public async Task Forty_at_once_under_as_many_keys_and_five_tries_each_make_forty()
    {
        using var staff = await app.SignInStaffAsync();
        var before = await CountAsync("support.canned");
        await Task.WhenAll(Enumerable.Range(0, 200).Select(async n =>
        {
            HttpStatusCode status;
            do
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/api/staff/support/canned")
                {
                    Content = JsonContent.Create(new { title = "t" + n % 40, text = "w" }),
                    Headers = { { "Idempotency-Key", "forty-" + n % 40 } },
                };
                using var answer = await staff.SendAsync(request, Stop);
                status = answer.StatusCode;
                Assert.Contains(status, new[] { HttpStatusCode.Created, HttpStatusCode.Conflict });
            }
            while (status != HttpStatusCode.Created);
        }));
        Assert.Equal(before + 40, await CountAsync("support.canned"));
    }

    private async Task<HttpClient> CallerAsync(string operation) => operation switch
    {
        ['/', 'a', 'p', 'i', '/', 's', 'u', ..] or "/api/film/studies/{id:guid}/links" => await app.SignInPatientAsync(),
        "/api/film/links" => app.Anonymous(),
        ['/', 'a', 'p', 'i', '/', 's', 't', 'a', 'f', 'f', '/', 'k', 'b', ..] => await app.SignInStaffAsync("editor"),
        ['/', 'a', 'p', 'i', '/', 's', 't', 'a', 'f', 'f', '/', 'g', ..] => await app.SignInStaffAsync("guide"),
        _ => await app.SignInStaffAsync(),
    };

    private async Task<(string Path, string Body)> RequestAsync(string operation)
    {
        var name = "n" + Guid.NewGuid().ToString("N")[..10];
        return operation switch
        {
            "/api/support/conversations/" => ("/api/support/conversations", """{"hospitalCode":"demo-east"}"""),
            "/api/support/conversations/{id:guid}/callback" =>
                ($"/api/support/conversations/{await ConversationAsync()}/callback", """{"phone":"13800000001","text":"请回电"}"""),
            "/api/staff/kb/review" => (operation, """{"note":"看一看"}"""),
            "/api/staff/kb/intents" => (operation,
                $$"""{"name":"{{name}}","category":"来院","phase":"before","answers":[{"text":"有。"}],"utterances":["{{name}}在哪里"],"services":[]}"""),
            "/api/staff/support/canned" => (operation, """{"title":"标题","text":"内容"}"""),
            "/api/film/studies/{id:guid}/links" => ($"/api/film/studies/{(await StudyAsync()).Id}/links", "{}"),
            "/api/film/links" => (operation, JsonSerializer.Serialize(new
            {
                hospitalCode = "demo-east",
                studyInstanceUid = (await StudyAsync()).Uid,
                purpose = "门诊",
                ttlSeconds = 60,
            })),
            "/api/staff/film/integrators" =>
                (operation, $$"""{"appId":"{{name}}","name":"系统","hospitalCodes":["demo-east"],"networks":["10.0.0.0/8"]}"""),
            "/api/staff/guide/campuses" => (operation, """{"hospitalCode":"demo-east","name":"新院区","lon":121.4,"lat":31.2}"""),
            "/api/staff/guide/campuses/{id}/closures" => ($"/api/staff/guide/campuses/{guide.East}/closures",
                """{"target":"connector","targetId":"M-west","reason":"清洁","from":"2027-10-01T00:00:00Z"}"""),
            _ => ($"/api/staff/guide/campuses/{guide.East}/here-codes", """{"lon":121.4738,"lat":31.23049,"level":"2F","label":"电梯口"}"""),
        };
    }

    private async Task<string> ConversationAsync()
    {
        using var patient = await app.SignInPatientAsync();
        using var opened = await patient.PostAsJsonAsync("/api/support/conversations", new { hospitalCode = "demo-east" }, Stop);
        return (await opened.JsonAsync()).GetProperty("id").GetString()!;
    }

    /// <summary>A film of the demo's first patient.</summary>
    private async Task<(Guid Id, string Uid)> StudyAsync()
    {
        var uid = TestFilms.Uid();
        using var pacs = app.Pacs();
        var mrn = DemoData.Patients.First(p => p.Code == "demo-li").Cards.First(c => c.Hospital == "demo-east").Mrn;
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [TestFilms.Slice(uid, patientId: mrn)])).Status);
        return ((await app.Db.ListAsync("select id from film.study where study_instance_uid = $1", r => r.GetGuid(0), Stop, uid)).Single(), uid);
    }

    private async Task<int> CountAsync(string table) =>
        (await app.Db.ListAsync($"select count(*)::int from {table}", r => r.GetInt32(0), Stop)).Single();
}
