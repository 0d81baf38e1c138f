using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Bff.Accounts.Contract;
using Bff.Guide.Maps;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Guide;

/// <summary>One host with the sandbox's hospital on the map, for tests that do not move its clock.</summary>
public sealed class GuideApp : IAsyncLifetime
{
    /// <summary>A plain working day at ten, far enough from every opening hour.</summary>
    public static readonly DateTimeOffset Monday = NextMonday(10);

    public BffApp App { get; private set; } = null!;

    /// <summary>Ids of the two campuses.</summary>
    public string East { get; private set; } = "";
    public string West { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        App = await StartAsync();
        using var client = App.Anonymous();
        var items = (await (await client.GetAsync("/api/guide/campuses", TestContext.Current.CancellationToken)).JsonAsync())
            .GetProperty("items").EnumerateArray().ToList();
        East = items.Single(i => i.GetProperty("name").GetString() == "东院区").GetProperty("id").GetString()!;
        West = items.Single(i => i.GetProperty("name").GetString() == "西院区").GetProperty("id").GetString()!;
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>A host of its own; returns when its map is served and its demo points are there.</summary>
    public static async Task<BffApp> StartAsync(params string[] settings)
    {
        var app = await BffApp.StartAsync(["--Demo:Guide=true", .. settings]);
        var maps = app.Services.GetRequiredService<GuideMaps>();
        while (!await IsReadyAsync(app, maps)) await Task.Delay(20, TestContext.Current.CancellationToken);
        return app;
    }

    private static async Task<bool> IsReadyAsync(BffApp app, GuideMaps maps) =>
        (await maps.AllAsync(TestContext.Current.CancellationToken)).Any(s => s.Map is not null)
        && await app.Db.ListAsync("select 1 from guide.point limit 1", r => 1, TestContext.Current.CancellationToken) is not [];

    /// <summary>A moment of a working day within the next week, hospital time.</summary>
    public static DateTimeOffset NextMonday(int hour, int minute = 0)
    {
        var day = TimeProvider.System.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).Date.AddDays(1);
        while (day.DayOfWeek != DayOfWeek.Monday) day = day.AddDays(1);
        return new DateTimeOffset(day.AddHours(hour).AddMinutes(minute), TimeSpan.FromHours(8));
    }

    /// <summary>Asks for a route and answers status and body.</summary>
    public async Task<(int Status, JsonElement Body)> RouteAsync(object body, string? campus = null, BffApp? app = null)
    {
        using var client = (app ?? App).Anonymous();
        using var answer = await client.PostAsJsonAsync($"/api/guide/campuses/{campus ?? East}/routes", body,
            TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, await answer.JsonAsync());
    }

    /// <summary>Signs in staff of one hospital with one role.</summary>
    public static async Task<HttpClient> SignInStaffOfAsync(BffApp app, string hospital, string role)
    {
        var directory = app.Services.GetRequiredService<AccountsDirectory>();
        var name = "t" + Guid.NewGuid().ToString("N")[..10];
        var id = (await directory.HospitalsAsync(TestContext.Current.CancellationToken)).Single(h => h.Code == hospital).Id;
        await app.Services.GetRequiredService<AccountsRegistration>()
            .AddStaffAsync(new NewStaff(name, "a password", "测试员工", [role], id), TestContext.Current.CancellationToken);
        var client = app.Anonymous();
        using var answer = await client.PostAsJsonAsync("/api/session/staff", new { username = name, password = "a password" },
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        client.DefaultRequestHeaders.Authorization = new("Bearer", (await answer.JsonAsync()).GetProperty("token").GetString());
        return client;
    }
}
