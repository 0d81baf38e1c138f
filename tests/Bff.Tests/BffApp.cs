using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bff.Accounts.Contract;
using Bff.Demo;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Bff.Tests;

/// <summary>The real host on its own database and film folder, spoken to over real HTTP. Each test makes its own patients.</summary>
public sealed class BffApp : IAsyncDisposable
{
    /// <summary>Given among the settings: another host's database instead of a new one.</summary>
    public const string DatabaseSetting = "--Database:ConnectionString=";

    /// <summary>Given among the settings: a host without anybody of the sandbox.</summary>
    public const string ProductionSetting = "--environment=Production";

    private readonly WebApplication app;
    private readonly string folder;
    private readonly UnplannedCalls unplanned;

    private BffApp(WebApplication app, string folder, MovableClock clock, UnplannedCalls unplanned)
    {
        this.unplanned = unplanned;
        this.app = app;
        this.folder = folder;
        Clock = clock;
        Address = new Uri(app.Urls.First());
    }

    public Uri Address { get; }

    /// <summary>Connection string, for a second host on the same database.</summary>
    public string Database { get; private init; } = "";
    public MovableClock Clock { get; }
    public IServiceProvider Services => app.Services;
    internal NpgsqlDataSource Db => Services.GetRequiredService<NpgsqlDataSource>();

    /// <summary>Starts a host with the sandbox's people and without its films.</summary>
    /// <param name="settings">Further configuration, <c>--Film:MaxInstances=3</c>.</param>
    public static Task<BffApp> StartAsync(params string[] settings) => StartAsync(_ => { }, settings);

    /// <inheritdoc cref="StartAsync(string[])"/>
    /// <param name="configure">Puts further services in place.</param>
    public static async Task<BffApp> StartAsync(Action<WebApplicationBuilder> configure, params string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("cloudclinic-film-").FullName;
        var clock = new MovableClock();
        var unplanned = new UnplannedCalls(settings);
        var database = settings.FirstOrDefault(s => s.StartsWith(DatabaseSetting, StringComparison.Ordinal))?[DatabaseSetting.Length..]
            ?? await TestPostgres.CreateDatabaseAsync();
        string[] args =
        [
            "--urls=http://127.0.0.1:0", DatabaseSetting + database, "--Database:MaxConnections=20",
            "--Film:StorePath=" + folder, "--Demo:Films=false", "--Demo:Knowledge=false", "--Demo:Guide=false",
                "--Keys:MasterKey=" + Convert.ToBase64String(SHA256.HashData("a key for tests"u8)), .. settings,
        ];
        var app = await Program.BuildAsync(args, builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
            configure(builder);
            unplanned.Watch(builder.Services);
        }, TestContext.Current.CancellationToken);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var bff = new BffApp(app, folder, clock, unplanned) { Database = database };
        if (!settings.Contains(ProductionSetting)) await bff.PeopleAsync();
        return bff;
    }

    /// <summary>A client without any credential and without a cookie jar.</summary>
    public HttpClient Anonymous() =>
        new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = Address };

    /// <summary>A demo patient, signed in by bearer token.</summary>
    public async Task<HttpClient> SignInPatientAsync(string code = "demo-li") =>
        await SignInAsync("/api/session/wechat", $$"""{"code":"{{code}}"}""");

    /// <summary>A demo member of staff, signed in by bearer token.</summary>
    public async Task<HttpClient> SignInStaffAsync(string username = "admin") =>
        await SignInAsync("/api/session/staff",
            $$"""{"username":"{{username}}","password":"{{DemoData.Staff.First(s => s.Username == username).Password}}"}""");

    /// <summary>The demo PACS with its bearer app key, for /dicomweb.</summary>
    public HttpClient Pacs()
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", DemoData.IntegratorSecret);
        return client;
    }

    /// <summary>Sends a signed request of the demo PACS. Any part may be replaced to make it wrong.</summary>
    public async Task<HttpResponseMessage> SignedAsync(
        HttpMethod method, string path, string? body = null, string appId = DemoData.IntegratorAppId,
            string secret = DemoData.IntegratorSecret, string? nonce = null,
        DateTimeOffset? at = null, string? sentBody = null, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(method, path);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body ?? "")));
        if (body is not null) request.Content = new StringContent(sentBody ?? body, Encoding.UTF8, "application/json");
        var timestamp = (at ?? Clock.GetUtcNow()).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        nonce ??= Guid.NewGuid().ToString("N");
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret),
            Encoding.UTF8.GetBytes($"{method}\n{path}\n{timestamp}\n{nonce}\n{hash}"));
        request.Headers.Add("X-App-Id", appId);
        request.Headers.Add("X-Timestamp", timestamp);
        request.Headers.Add("X-Nonce", nonce);
        request.Headers.Add("X-Content-SHA256", hash);
        request.Headers.Add("X-Signature", Convert.ToBase64String(signature));
        change?.Invoke(request);
        using var client = Anonymous();
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The newest audit rows as <c>action outcome</c>.</summary>
    public Task<List<string>> AuditedAsync() => Db.ListAsync(
        "select action || ' ' || outcome from platform.audit where repeats_of is null order by id", r => r.GetString(0), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
        Assert.Empty(unplanned.Hosts);
    }

    /// <summary>Waits for the sandbox's people, who are loaded beside the start.</summary>
    private async Task PeopleAsync()
    {
        var accounts = Services.GetRequiredService<AccountsDirectory>();
        var life = Services.GetRequiredService<Microsoft.Extensions.Hosting.IHostApplicationLifetime>();
        while (await Db.ListAsync("select 1 from accounts.integrator", r => 1, TestContext.Current.CancellationToken) is [])
        {
            Assert.False(life.ApplicationStopping.IsCancellationRequested, "The host ended while it loaded the sandbox's people.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
        Assert.NotEmpty(await accounts.HospitalsAsync(TestContext.Current.CancellationToken));
    }

    private async Task<HttpClient> SignInAsync(string path, string body)
    {
        var client = Anonymous();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(path, content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var session = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("token").GetString());
        return client;
    }
}

/// <summary>The system's clock, moved by a test.</summary>
public sealed class MovableClock : TimeProvider
{
    private long offsetTicks;

    public void Advance(TimeSpan by) => Interlocked.Add(ref offsetTicks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref offsetTicks));
}

/// <summary>One host for the tests that neither move its clock nor change its settings.</summary>
public sealed class SharedApp : IAsyncLifetime
{
    public BffApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = await BffApp.StartAsync();

    public ValueTask DisposeAsync() => App.DisposeAsync();
}

/// <summary>Short ways to say what an answer was.</summary>
internal static class Answers
{
    /// <summary>The stable code of a problem.</summary>
    public static async Task<string> CodeAsync(this HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return (await answer.JsonAsync()).GetProperty("code").GetString()!;
    }

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
}
