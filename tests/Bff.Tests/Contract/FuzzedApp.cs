using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Bff.Accounts.Contract;
using Bff.Demo.Hospital;
using Bff.Guide.Contract;
using Bff.Tests.Film;
using Bff.Tests.Guide;
using Bff.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Bff.Tests.Contract;

/// <summary>A host with two hospitals on it, and callers of whom none reaches the second. Nobody is told to slow down.</summary>
public sealed class FuzzedApp : IAsyncLifetime
{
    internal const string AppId = "fuzz-east", AppSecret = "a secret of the hospital system that is fuzzed";
    private const string East = "demo-east", Far = "demo-child";
    private readonly Dictionary<string, string> _names = [];
    private readonly Dictionary<string, AuthenticationHeaderValue> _callers = [];

    public BffApp App { get; private set; } = null!;

    internal ErrorLog Errors { get; } = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Replaces the names of the world by their values.</summary>
    public string Fill(string text) => World.Name().Replace(text, m => _names.GetValueOrDefault(m.Groups[1].Value, m.Value));

    /// <summary>The credential of a caller that has one of its own.</summary>
    public AuthenticationHeaderValue? CredentialOf(string caller) => _callers.GetValueOrDefault(caller);

    public async ValueTask InitializeAsync()
    {
        App = await BffApp.StartAsync(builder =>
        {
            builder.Services.RemoveAll<AddressLimit>();
            builder.Services.AddSingleton<ILoggerProvider>(Errors);
        }, "--Support:MessagesPerSecond=10000", "--Hubs:CallsPerSecond=100000", "--Demo:Guide=true");
        using var admin = await App.SignInStaffAsync();
        await PeopleAsync();
        await FilmsAsync(admin);
        await TalksAsync();
        await KnowledgeAsync(admin);
        await MapsAsync(admin);
        Errors.Drain();
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    private async Task PeopleAsync()
    {
        var accounts = App.Services.GetRequiredService<AccountsRegistration>();
        System.Net.IPNetwork[] here = [System.Net.IPNetwork.Parse("127.0.0.0/8"), System.Net.IPNetwork.Parse("::1/128")];
        await accounts.AddAppAsync(new NewApp(AppId, "医院系统", [East], here, AppSecret), Stop);
        await accounts.AddAppAsync(new NewApp("fuzz-victim", "别的系统", [East], here), Stop);
        await accounts.AddAppAsync(new NewApp("fuzz-far", World.Mark, [Far], here), Stop);
        await NameAsync("app", "select id::text from accounts.integrator where app_id = 'fuzz-victim'");
        await NameAsync("far-app", "select id::text from accounts.integrator where app_id = 'fuzz-far'");
        _callers["app"] = new("Bearer", AppSecret);
        foreach (var role in new[] { "admin", "film", "agent", "editor", "guide", "auditor" })
            using (var staff = await GuideApp.SignInStaffOfAsync(App, East, role))
                _callers[role] = staff.DefaultRequestHeaders.Authorization!;
        using var patient = await App.SignInPatientAsync();
        using var other = await App.SignInPatientAsync("demo-wang");
        (_callers["patient"], _callers["other-patient"]) =
            (patient.DefaultRequestHeaders.Authorization!, other.DefaultRequestHeaders.Authorization!);
    }

    private async Task FilmsAsync(HttpClient admin)
    {
        using var pacs = App.Pacs();
        foreach (var (far, hospital, patient) in new[] { ("", East, "DE0010023"), ("far-", Far, "CH0000812") })
        {
            var study = TestFilms.Uid();
            var accession = far.Length == 0 ? "OWN1" : World.Mark;
            var file = TestFilms.Slice(study, sop: study + ".9", accession: accession, patientId: patient, name: far.Length == 0 ? "Own" : World.Mark);
            Assert.Equal(200, (await TestFilms.PushAsync(pacs, [file], hospital: hospital)).Status);
            (_names[far + "study"], _names[far + "series"], _names[far + "sop"]) = (study, study + ".1", study + ".9");
            await NameAsync(far + "study-id", $"select id::text from film.study where study_instance_uid = '{study}'");
            await NameAsync(far + "instance", $"select i.id::text from film.instance i where i.sop_instance_uid = '{study}.9'");
            var clash = TestFilms.Slice(study, sop: study + ".8", patientId: "OTHER", name: far.Length == 0 ? "Other" : World.Mark + "Other");
            Assert.Equal(409, (await TestFilms.PushAsync(pacs, [clash], hospital: hospital)).Status);
            await NameAsync(far + "clash", $"select id::text from film.filing where study_instance_uid = '{study}'");
            _names[far + "key"] = await LinkAsync(hospital, study);
            _names[far + "old-key"] = await LinkAsync(hospital, study);
            await NameAsync(far + "link", $"select id::text from film.link where study_id = '{_names[far + "study-id"]}' order by id desc limit 1");
        }
        var spare = TestFilms.Uid();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [TestFilms.Slice(spare)], hospital: East)).Status);
        await NameAsync("spare-id", $"select id::text from film.study where study_instance_uid = '{spare}'");
        using var revoked = await admin.DeleteAsync("/api/staff/film/links/" + _names["link"], Stop);
        revoked.EnsureSuccessStatusCode();
    }

    private async Task<string> LinkAsync(string hospital, string study)
    {
        var order = JsonSerializer.Serialize(new { hospitalCode = hospital, studyInstanceUid = study, purpose = "门诊", ttlSeconds = 86400 });
        using var answer = await App.SignedAsync(HttpMethod.Post, "/api/film/links", order);
        return (await answer.JsonAsync()).GetProperty("key").GetString()!;
    }

    private async Task TalksAsync()
    {
        foreach (var (name, code, hospital) in new[]
            { ("chat", "demo-li", East), ("closing", "demo-li", East), ("far-chat", "demo-zhang", Far) })
        {
            using var patient = await App.SignInPatientAsync(code);
            _names[name] = await patient.OpenAsync(hospital);
            await patient.SayAsync(_names[name], name.StartsWith("far", StringComparison.Ordinal) ? World.Mark : "你好");
            using var wish = await patient.PostAsync($"/api/support/conversations/{_names[name]}/handoff", "{}");
        }
    }

    private async Task KnowledgeAsync(HttpClient admin)
    {
        foreach (var (name, hospital, text) in new[] { ("intent", East, "挂号在一楼"), ("far-intent", Far, World.Mark) })
        {
            _names[name] = name == "intent" ? "own-intent" : "far-away-intent";
            var intent = new { name = _names[name], category = "挂号", answers = new[] { new { text } }, utterances = new[] { "怎么挂号", "在哪挂号" }, services = Array.Empty<string>(), enabled = true };
            using var added = await admin.PostAsJsonAsync("/api/staff/kb/intents?hospital=" + hospital, intent, Stop);
            Assert.Equal(201, (int)added.StatusCode);
        }
    }

    private async Task MapsAsync(HttpClient admin)
    {
        var guide = App.Services.GetRequiredService<GuideSites>();
        var hospitals = (await App.Services.GetRequiredService<AccountsDirectory>().HospitalsAsync(Stop)).ToDictionary(h => h.Code, h => h.Id);
        while (!await guide.HasMapAsync(hospitals[East], Stop)) await Task.Delay(20, Stop);
        await guide.AddMapAsync(hospitals[Far], World.Mark, DemoHospital.Build(), "system:test", Stop);
        await guide.PlacePointsAsync(hospitals[Far], [new("payment", "far-1", "data", World.Mark, "1", null, "alarm")], "system:test", Stop);
        foreach (var (far, hospital) in new[] { ("", East), ("far-", Far) })
        {
            await NameAsync(far + "campus", $"select c.id::text from guide.campus c where c.hospital_id = '{hospitals[hospital]}' order by c.id limit 1");
            await NameAsync(far + "map", $"select id::text from guide.map where hospital_id = '{hospitals[hospital]}' limit 1");
        }
        using var answer = await admin.GetAsync($"/api/staff/guide/campuses/{_names["campus"]}/pois?limit=1", Stop);
        var place = (await answer.JsonAsync()).GetProperty("items")[0];
        (_names["poi"], _names["level"]) = (place.GetProperty("id").GetString()!, place.GetProperty("level").ToString());
    }

    private async Task NameAsync(string name, string sql)
    {
        List<string> found;
        while ((found = await App.Db.ListAsync(sql, r => r.GetString(0), Stop)) is []) await Task.Delay(20, Stop);
        _names[name] = found[0];
    }
}

/// <summary>What the host logs as an error.</summary>
internal sealed class ErrorLog : ILoggerProvider, ILogger
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

    /// <summary>What was logged since it was asked last.</summary>
    public List<string> Drain()
    {
        var lines = new List<string>();
        while (_lines.TryDequeue(out var line)) lines.Add(line);
        return lines;
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        // SignalR writes down a refused call like a failed one.
        if (IsEnabled(logLevel) && exception is not Microsoft.AspNetCore.SignalR.HubException) _lines.Enqueue(formatter(state, exception) + "\n" + exception);
    }

    public void Dispose()
    {
    }
}
