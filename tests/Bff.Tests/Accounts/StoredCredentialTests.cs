using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Bff.Tests.Film;

namespace Bff.Tests.Accounts;

/// <summary>Whoever reads the database, a replica or a backup comes in nowhere with what he reads.</summary>
public sealed class StoredCredentialTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly BffApp _app = shared.App;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_column_of_any_table_holds_a_credential()
    {
        var credentials = new List<string> { "sandbox-demo-pacs-secret", "sandbox-admin" };
        using var anonymous = _app.Anonymous();
        using (var signedIn = await anonymous.PostAsJsonAsync("/api/session/wechat", new { code = "demo-li" }, Stop))
            credentials.Add((await signedIn.JsonAsync()).GetProperty("token").GetString()!);
        anonymous.DefaultRequestHeaders.Authorization = new("Bearer", credentials[^1]);
        using (var ticket = await anonymous.PostAsync("/api/hub-tickets", null, Stop))
            credentials.Add((await ticket.JsonAsync()).GetProperty("ticket").GetString()!);
        credentials.Add(await LinkKeyAsync());

        var tables = await _app.Db.ListAsync(
            "select schemaname || '.' || quote_ident(tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')", r => r.GetString(0), Stop);
        Assert.InRange(tables.Count, 40, 200);
        foreach (var credential in credentials)
            foreach (var table in tables)
            {
                var rows = await _app.Db.ListAsync(
                    $"select count(*) from {table} t where strpos(t::text, $1) > 0 or strpos(t::text, $2) > 0", r => r.GetInt64(0), Stop,
                    credential, Convert.ToHexStringLower(Encoding.UTF8.GetBytes(credential)));
                Assert.True(rows[0] == 0, $"{table} holds {credential}");
            }
    }

    /// <summary>Of a link that was ordered under an idempotency key, twice.</summary>
    private async Task<string> LinkKeyAsync()
    {
        var study = "1.2.826.0.1.3680043.9.7." + Random.Shared.Next(1, int.MaxValue);
        using var pacs = _app.Pacs();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [TestFilms.Slice(study, sop: study + ".9", accession: study[^8..], patientId: "DE0010023")])).Status);
        var body = JsonSerializer.Serialize(new { hospitalCode = "demo-east", studyInstanceUid = study, purpose = "门诊", ttlSeconds = 600 });
        string? first = null;
        Uri? location = null;
        for (var time = 0; time < 2; time++)
        {
            using var made = await _app.SignedAsync(HttpMethod.Post, "/api/film/links", body, change: r => r.Headers.Add("Idempotency-Key", study));
            var key = (await made.JsonAsync()).GetProperty("key").GetString()!;
            Assert.Equal(first ?? key, key);
            Assert.Equal(location ?? made.Headers.Location, made.Headers.Location);
            Assert.EndsWith(key, made.Headers.Location!.OriginalString, StringComparison.Ordinal);
            (first, location) = (key, made.Headers.Location);
        }
        return first!;
    }
}
