using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Bff.Accounts.Contract;
using Bff.Accounts.SignIn;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Gateways;

/// <summary>A host with several official accounts and mini-programs, connected to a platform that answers as its users would have it.</summary>
public sealed class SeveralAccountsApp : IAsyncLifetime
{
    internal StandInPlatform WeChat { get; } = new();

    public BffApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        // A code names the openid and the unionid that it stands for: "oA.uA".
        WeChat.Behaviour = (target, platform, stream) =>
        {
            var (appId, code) = (Regex.Match(target, "appid=([^&]*)").Groups[1].Value, Regex.Match(target, "code=([^&]*)").Groups[1].Value);
            Asked.Enqueue(appId + " " + Regex.Match(target, "secret=([^&]*)").Groups[1].Value);
            var ids = code.Split('.');
            return platform.SayAsync(stream, ids.Length > 1
                ? $$"""{"openid":"{{ids[0]}}","unionid":"{{ids[1]}}"}""" : $$"""{"openid":"{{ids[0]}}"}""");
        };
        App = await BffApp.StartAsync(
            ["--WeChat:BaseAddress=" + WeChat.Address, "--WeChat:AppId=wx-city", "--WeChat:AppSecret=s-city",
             .. Account(0, "OfficialAccount", "wx-east", "east", "demo-east"), .. Account(1, "MiniProgram", "mp-east", "east", "demo-east"),
             .. Account(2, "MiniProgram", "mp-tcm", "tcm", "demo-tcm", "demo-child"),
             .. Account(3, "OfficialAccount", "wx-tcm", "tcm", "demo-tcm")]);
    }

    /// <summary>App id and secret of every exchange.</summary>
    internal System.Collections.Concurrent.ConcurrentQueue<string> Asked { get; } = new();

    internal static IEnumerable<string> Account(int number, string kind, string appId, string subject, params string[] hospitals) =>
    [
        $"--WeChat:Accounts:{number}:Kind={kind}", $"--WeChat:Accounts:{number}:AppId={appId}",
        $"--WeChat:Accounts:{number}:Secret=s-{appId}", $"--WeChat:Accounts:{number}:Subject={subject}",
        .. hospitals.Select((code, i) => $"--WeChat:Accounts:{number}:Hospitals:{i}={code}"),
    ];

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await WeChat.DisposeAsync();
    }
}

public sealed class SeveralAccountsTests(SeveralAccountsApp connected) : IClassFixture<SeveralAccountsApp>
{
    private readonly BffApp _app = connected.App;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("wechat", null, "wx-city s-city")]
    [InlineData("wechat", "wx-city", "wx-city s-city")]
    [InlineData("wechat", "wx-east", "wx-east s-wx-east")]
    [InlineData("miniprogram", "mp-east", "mp-east s-mp-east")]
    [InlineData("miniprogram", "mp-tcm", "mp-tcm s-mp-tcm")]
    public async Task A_code_is_exchanged_at_the_account_that_gave_it(string kind, string? appId, string asked)
    {
        var openId = "o" + Guid.NewGuid().ToString("N");
        Assert.Equal((401, "session.person_unknown"), await SignInAsync(kind, appId, openId));
        Assert.Equal(asked, connected.Asked.Last());
    }

    [Theory]
    [InlineData("miniprogram", null, 400, "request.invalid")]
    [InlineData("miniprogram", "mp-nobody", 503, "gateway.not_configured")]
    [InlineData("miniprogram", "wx-east", 503, "gateway.not_configured")]
    [InlineData("wechat", "mp-east", 503, "gateway.not_configured")]
    [InlineData("wechat", "WX-EAST", 503, "gateway.not_configured")]
    [InlineData("wechat", "", 400, "request.invalid")]
    [InlineData("wechat", "\0", 503, "gateway.not_configured")]
    public async Task Where_it_is_not_clear_which_account_is_meant_nobody_is_asked(string kind, string? appId, int status, string code)
    {
        var before = connected.WeChat.Requests;
        Assert.Equal((status, code), await SignInAsync(kind, appId, "oA"));
        Assert.Equal(before, connected.WeChat.Requests);
    }

    [Fact]
    public async Task One_person_in_the_accounts_of_one_subject_is_known_by_unionid_in_all_of_them()
    {
        var (person, union) = (await PatientAsync(), "u" + Guid.NewGuid().ToString("N"));
        await BindAsync("wechat", "wx-east", "oEast" + union, person);
        Assert.Equal(401, (await SignInAsync("miniprogram", "mp-east", $"mEast{union}.{union}")).Status); // Nothing says yet that they are one.
        Assert.Equal(200, (await SignInAsync("wechat", "wx-east", $"oEast{union}.{union}")).Status);
        Assert.Equal(200, (await SignInAsync("miniprogram", "mp-east", $"mEast{union}.{union}")).Status);
        Assert.Equal(200, (await SignInAsync("miniprogram", "mp-east", $"mEast{union}")).Status); // Bound: known without the unionid as well.
        Assert.Equal(person, await OwnerAsync("miniprogram", "mp-east", "mEast" + union));
        Assert.Equal(["app:miniprogram:mp-east"], await _app.Db.ListAsync(
            "select subject from platform.audit where action = 'identity.bind' and patient_id = $1", r => r.GetString(0), Stop, person));
    }

    [Fact]
    public async Task The_same_openid_of_another_account_and_the_same_unionid_of_another_subject_are_other_people()
    {
        var (person, id) = (await PatientAsync(), "x" + Guid.NewGuid().ToString("N"));
        await BindAsync("wechat", "wx-east", id, person);
        Assert.Equal(200, (await SignInAsync("wechat", "wx-east", $"{id}.u{id}")).Status);
        foreach (var (kind, appId) in new[] { ("wechat", "wx-city"), ("wechat", "wx-tcm"), ("miniprogram", "mp-east"), ("miniprogram", "mp-tcm") })
            Assert.Equal(401, (await SignInAsync(kind, appId, id)).Status);
        foreach (var (kind, appId) in new[] { ("wechat", "wx-city"), ("wechat", "wx-tcm"), ("miniprogram", "mp-tcm") })
            Assert.Equal(401, (await SignInAsync(kind, appId, $"other{id}.u{id}")).Status);
    }

    [Fact]
    public async Task A_unionid_of_two_people_binds_nobody_and_an_openid_keeps_its_person()
    {
        var (first, second, id) = (await PatientAsync(), await PatientAsync(), "y" + Guid.NewGuid().ToString("N"));
        await BindAsync("wechat", "wx-tcm", "first" + id, first);
        await BindAsync("miniprogram", "mp-tcm", "second" + id, second);
        Assert.Equal(200, (await SignInAsync("wechat", "wx-tcm", $"first{id}.u{id}")).Status);
        Assert.Equal(200, (await SignInAsync("miniprogram", "mp-tcm", $"second{id}.u{id}")).Status);
        Assert.Equal(401, (await SignInAsync("miniprogram", "mp-tcm", $"third{id}.u{id}")).Status);
        Assert.Equal((first, second), (await OwnerAsync("wechat", "wx-tcm", "first" + id), await OwnerAsync("miniprogram", "mp-tcm", "second" + id)));
    }

    [Fact]
    public async Task Fifty_first_sign_ins_at_once_bind_one_identity()
    {
        var (person, id) = (await PatientAsync(), "z" + Guid.NewGuid().ToString("N"));
        await BindAsync("wechat", "wx-east", "o" + id, person);
        Assert.Equal(200, (await SignInAsync("wechat", "wx-east", $"o{id}.u{id}")).Status);
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => SignInAsync("miniprogram", "mp-east", $"m{id}.u{id}")));
        Assert.All(answers, a => Assert.Equal(200, a.Status));
        Assert.Equal(person, await OwnerAsync("miniprogram", "mp-east", "m" + id));
    }

    [Fact]
    public async Task A_sign_in_through_one_hospitals_account_is_audited_at_that_hospital()
    {
        await SignInAsync("wechat", "wx-tcm", "oNobodyAtTcm");
        await SignInAsync("miniprogram", "mp-tcm", "oNobodyAtTcm"); // Of two hospitals.
        var rows = await _app.Db.ListAsync(
            """
            select a.subject || ' ' || coalesce(h.code, '-') from platform.audit a left join accounts.hospital h on h.id = a.hospital_id
            where a.subject in ('app:wechat:wx-tcm', 'app:miniprogram:mp-tcm') and a.action = 'session.person_unknown'
            """,
            r => r.GetString(0), Stop);
        Assert.Contains("app:wechat:wx-tcm demo-tcm", rows);
        Assert.Contains("app:miniprogram:mp-tcm -", rows);
    }

    [Fact]
    public async Task No_code_leaves_the_house_beyond_what_an_address_or_an_account_may_try()
    {
        await using var platform = new StandInPlatform { Behaviour = (_, p, stream) => p.SayAsync(stream, """{"errcode":40029}""") };
        await using var own = await BffApp.StartAsync(
            "--WeChat:BaseAddress=" + platform.Address, "--WeChat:AppId=wx-app", "--WeChat:AppSecret=s",
            "--WeChat:MiniProgramAppId=mp-app", "--WeChat:MiniProgramSecret=s");
        using var client = own.Anonymous();
        foreach (var (bucket, limit) in new[]
        {
            ("patient-app:wechat:wx-app", PatientSignInService.MostOfApp), ("patient-address:%", PatientSignInService.MostOfAddress),
        })
        {
            await own.Db.ExecuteAsync("delete from platform.throttle", Stop);
            Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync("wechat"));
            Assert.Equal(1, await own.Db.ExecuteAsync("update platform.throttle set hits = $2 - 1 where bucket like $1", Stop, bucket, limit));
            Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync("wechat"));
            var before = platform.Requests;
            Assert.Equal(HttpStatusCode.TooManyRequests, await TryAsync("wechat"));
            Assert.Equal(before, platform.Requests);
            // One account that is tried too often is not the other one's fault.
            Assert.Equal(bucket.StartsWith("patient-app", StringComparison.Ordinal)
                ? HttpStatusCode.Unauthorized : HttpStatusCode.TooManyRequests, await TryAsync("miniprogram"));
        }

        async Task<HttpStatusCode> TryAsync(string kind)
        {
            using var answer = await client.PostAsJsonAsync("/api/session/" + kind, new { code = "a guess" }, Stop);
            Assert.Equal(answer.StatusCode == HttpStatusCode.TooManyRequests, answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Account_ids_that_callers_make_up_are_not_counted_and_fill_no_table()
    {
        for (var i = 0; i < 20; i++) await SignInAsync("wechat", "made-up-" + i, "oA");
        Assert.Empty(await _app.Db.ListAsync(
            "select bucket from platform.throttle where bucket like '%made-up%'", r => r.GetString(0), Stop));
    }

    private async Task<(int Status, string? Code)> SignInAsync(string kind, string? appId, string code)
    {
        using var client = _app.Anonymous();
        using var answer = await client.PostAsJsonAsync("/api/session/" + kind, new { code, appId }, Stop);
        return ((int)answer.StatusCode, answer.IsSuccessStatusCode ? null : await answer.CodeAsync());
    }

    private async Task<Guid> PatientAsync()
    {
        var hospital = (await _app.Services.GetRequiredService<AccountsDirectory>().HospitalsAsync(Stop))[0].Id;
        return await _app.Services.GetRequiredService<AccountsRegistration>()
            .AddPatientAsync(hospital, new NewPatient("某某", null, null, null, null), Stop);
    }

    private Task BindAsync(string provider, string appId, string subject, Guid patient) =>
        _app.Services.GetRequiredService<AccountsRegistration>()
            .AddIdentityAsync(new OutsideIdentity(provider, appId, subject), patient, Stop);

    private async Task<Guid> OwnerAsync(string provider, string appId, string subject) => (await _app.Db.ListAsync(
        "select patient_id from accounts.identity where provider = $1 and app_id = $2 and subject = $3", r => r.GetGuid(0),
        Stop, provider, appId, subject))[0];
}
