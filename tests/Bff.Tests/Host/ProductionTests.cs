using System.Net;
using System.Net.Http.Json;
using Bff.Demo;
using Bff.Host;
using Bff.Tests.Platform.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Host;

/// <summary>What production starts with and what it does not know.</summary>
public sealed class ProductionTests
{
    private static readonly string[] Settings = [BffApp.ProductionSetting, "--TrustedProxies=127.0.0.1"];
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Every simulator of the house, wherever it is, and everything of the demo.</summary>
    public static TheoryData<string> SandboxTypes =>
    [
        .. Libraries.All.Append(typeof(global::Bff.Gateways.GatewayServices).Assembly).Append(typeof(Program).Assembly)
            .SelectMany(library => library.GetTypes()).Where(type => type is { IsClass: true, IsAbstract: false } && !type.Name.Contains('<', StringComparison.Ordinal)
                && type.Name.StartsWith("Sandbox", StringComparison.Ordinal)).Select(type => type.AssemblyQualifiedName!),
        typeof(DemoPeople).AssemblyQualifiedName!,
    ];

    [Theory]
    [MemberData(nameof(SandboxTypes))]
    public async Task Nothing_of_the_sandbox_starts_with_production_however_it_was_registered(string name)
    {
        var type = Type.GetType(name, throwOnError: true)!;
        var seam = type.GetInterfaces().FirstOrDefault(i => i.Namespace!.StartsWith("Bff.", StringComparison.Ordinal)) ?? type;
        await IsRefusedAsync(services => services.AddSingleton(seam, type));
        if (seam == type) return;
        var one = Activator.CreateInstance(type)!;
        await IsRefusedAsync(services => services.AddSingleton(seam, one));
        await IsRefusedAsync(services => services.AddSingleton(seam, _ => one));
        await IsRefusedAsync(services => services.AddKeyedSingleton(seam, "key", type));

        async Task IsRefusedAsync(Action<IServiceCollection> register)
        {
            var refused = await Assert.ThrowsAsync<StartRefusedException>(() =>
                BffApp.StartAsync(builder => register(builder.Services), Settings));
            Assert.Contains(type.Name, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_theory_above_knows_the_simulators() => Assert.True(SandboxTypes.Count >= 3);

    /// <summary>A sandbox that was turned into production: each credential everyone knows is named until all are gone.</summary>
    [Fact]
    public async Task Every_credential_of_the_sandbox_keeps_production_from_its_database()
    {
        await using var sandbox = await BffApp.StartAsync();
        var named = new HashSet<string>();
        while (await RefusalAsync() is { } refusal)
        {
            Assert.True(named.Add(refusal), refusal);
            foreach (var (name, _, _, _, _) in DemoData.Staff.Where(s => refusal.Contains($"account {s.Username} ", StringComparison.Ordinal)))
                await sandbox.Db.ExecuteAsync("update accounts.staff set disabled_at = now() where username = $1", Stop, name);
            if (refusal.Contains(DemoData.IntegratorAppId, StringComparison.Ordinal))
                await sandbox.Db.ExecuteAsync("update accounts.integrator set disabled_at = now()", Stop);
            if (refusal.Contains("simulators", StringComparison.Ordinal)) await sandbox.Db.ExecuteAsync("delete from accounts.identity", Stop);
        }
        Assert.Equal(DemoData.Staff.Length + 2, named.Count);

        async Task<string?> RefusalAsync()
        {
            try
            {
                await using var app = await BffApp.StartAsync([.. Settings, BffApp.DatabaseSetting + sandbox.Database]);
                return null;
            }
            catch (StartRefusedException refused)
            {
                return refused.Message;
            }
        }
    }

    [Fact]
    public async Task What_is_not_configured_is_absent()
    {
        await using var app = await BffApp.StartAsync(Settings);
        using var client = app.Anonymous();
        foreach (var (path, body) in new (string, object)[]
        {
            ("/api/session/wechat", new { code = "demo-li" }), ("/api/session/miniprogram", new { code = "demo-li" }),
            ("/api/session/suishenban", new { ticket = "demo-li", channel = "app" }),
        })
        {
            using var answer = await client.PostAsJsonAsync(path, body, Stop);
            Assert.Equal((503, "gateway.not_configured"), ((int)answer.StatusCode, await answer.CodeAsync()));
        }
        foreach (var path in new[] { "/api/sandbox/tour", "/api-docs" })
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(path, Stop)).StatusCode);
        Assert.DoesNotContain(app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>(), e =>
            e.RoutePattern.RawText!.Contains("sandbox", StringComparison.Ordinal));
        // Nobody of the sandbox is there, and a cookie is not given to a browser that came without TLS.
        Assert.Empty(await app.Db.ListAsync("select 1 from accounts.staff union all select 1 from accounts.integrator", r => 1, Stop));
    }

    [Theory]
    [InlineData("Production needs TrustedProxies", "--TrustedProxies=")]
    [InlineData("Production needs Database:ConnectionString", "--TrustedProxies=none", BffApp.DatabaseSetting)]
    [InlineData("PublicAddress should be an address like https", "--TrustedProxies=none", "--PublicAddress=http://clinic.example")]
    public async Task What_production_needs_is_said(string words, params string[] settings)
    {
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => BffApp.StartAsync([BffApp.ProductionSetting, .. settings]));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Staging")]
    [InlineData("Prod")]
    [InlineData("production ")]
    public async Task A_word_that_names_neither_production_nor_the_sandbox_does_not_open_the_sandbox(string environment)
    {
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => BffApp.StartAsync("--environment=" + environment));
        Assert.Contains($"\"{environment}\"", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_production_is_no_place_for_the_sandbox()
    {
        await using var production = await BffApp.StartAsync(Settings);
        var before = await production.Db.ListAsync("select count(*) from platform.migration", r => r.GetInt64(0), Stop);
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => BffApp.StartAsync(BffApp.DatabaseSetting + production.Database));
        Assert.StartsWith("This database has been production's since", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await production.Db.ListAsync("select 1 from accounts.staff union all select 1 from accounts.integrator", r => 1, Stop));
        Assert.Equal(before, await production.Db.ListAsync("select count(*) from platform.migration", r => r.GetInt64(0), Stop));
        await using var again = await BffApp.StartAsync([.. Settings, BffApp.DatabaseSetting + production.Database]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_a_sandbox_and_a_production_that_start_together_one_has_the_database(bool isSandboxFirst)
    {
        await using var first = await BffApp.StartAsync(Settings);
        // A database with its schema, as if nobody had started on it yet.
        await first.Db.ExecuteAsync("delete from platform.production", Stop);
        var database = BffApp.DatabaseSetting + first.Database;
        string[][] both = [[database], [.. Settings, database]];
        var apps = await Task.WhenAll((isSandboxFirst ? both : both.Reverse()).Select(settings => Task.Run(() => StartAsync(settings))));
        try
        {
            var isProductions = (await first.Db.ListAsync("select 1 from platform.production", r => 1, Stop)).Count == 1;
            var demo = await first.Db.ListAsync("select username from accounts.staff union all select app_id from accounts.integrator", r => r.GetString(0), Stop);
            if (isProductions) Assert.Empty(demo);
        }
        finally
        {
            foreach (var app in apps) await (app?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        static async Task<BffApp?> StartAsync(string[] settings)
        {
            try
            {
                return await BffApp.StartAsync(settings);
            }
            // A sandbox that was on its way already ends itself.
            catch (Exception e) when (e is StartRefusedException || e.Message.StartsWith("The host ended", StringComparison.Ordinal))
            {
                return null;
            }
        }
    }
}
