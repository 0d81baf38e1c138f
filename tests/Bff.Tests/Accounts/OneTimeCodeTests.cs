using System.Net;
using System.Net.Http.Json;
using System.Text;
using Bff.Accounts.SignIn;
using Bff.Demo;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Accounts;

/// <summary>Staff with an authenticator app: a code opens once, on one node, for a minute and a half.</summary>
public sealed class OneTimeCodeTests : IAsyncLifetime
{
    private static readonly byte[] Secret = "12345678901234567890"u8.ToArray();
    private BffApp _app = null!;
    private BffApp _otherNode = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = await BffApp.StartAsync();
        _otherNode = await BffApp.StartAsync(BffApp.DatabaseSetting + _app.Database);
        await UseAuthenticatorAsync("film");
    }

    public async ValueTask DisposeAsync()
    {
        await _otherNode.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Of_fifty_sign_ins_at_once_with_one_code_on_two_nodes_one_is_a_session()
    {
        var code = Code(0);
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => TryAsync(i % 2 == 0 ? _app : _otherNode, code)));
        Assert.Single(answers, HttpStatusCode.OK);
        Assert.Equal(1, await SessionsAsync());
    }

    [Fact]
    public async Task A_code_that_was_used_is_refused_on_every_node_and_after_a_restart()
    {
        var code = Code(0);
        Assert.Equal(HttpStatusCode.OK, await TryAsync(_app, code));
        Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(_app, code));
        Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(_otherNode, code));
        await using var restarted = await BffApp.StartAsync(BffApp.DatabaseSetting + _app.Database);
        Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(restarted, code));
        Assert.Equal(1, await SessionsAsync());
    }

    [Fact]
    public async Task The_next_code_opens_and_shuts_every_earlier_one()
    {
        Assert.Equal(HttpStatusCode.OK, await TryAsync(_app, Code(1)));
        Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(_app, Code(0)));
        Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(_app, Code(-1)));
        _app.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(HttpStatusCode.OK, await TryAsync(_app, Code(0)));
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(2)]
    [InlineData(40)]
    public async Task A_code_of_another_time_is_refused(int steps) =>
        Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(_app, Code(steps)));

    [Fact]
    public async Task A_code_is_not_used_up_by_a_wrong_password_and_none_opens_without_one()
    {
        var code = Code(0);
        Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(_app, code, "a wrong password"));
        foreach (var wrong in new[] { null, "", "000000 ", "１２３４５６", code + "0", code[..5], new string('1', 100_000) })
            Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(_app, wrong));
        Assert.Equal(HttpStatusCode.OK, await TryAsync(_app, code));
    }

    [Fact]
    public async Task Of_fifty_at_once_one_uses_up_a_step()
    {
        var accounts = _app.Services.GetRequiredService<SignInStore>();
        var staff = (await accounts.FindStaffAsync("film", Stop))!;
        var spent = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => accounts.SpendStepAsync(staff.Id, 60_000_000, Stop)));
        Assert.Single(spent, true);
        Assert.False(await accounts.SpendStepAsync(staff.Id, 59_999_999, Stop));
        Assert.True(await accounts.SpendStepAsync(staff.Id, 60_000_001, Stop));
    }

    /// <summary>The code of now, or of some steps of half a minute away, in the middle of its step.</summary>
    private string Code(int steps)
    {
        // A test that begins at the end of a step would see the next one.
        var late = _app.Clock.GetUtcNow().ToUnixTimeSeconds() % 30;
        if (late > 5) _app.Clock.Advance(TimeSpan.FromSeconds(31 - late));
        _otherNode.Clock.Advance(_app.Clock.GetUtcNow() - _otherNode.Clock.GetUtcNow());
        return Totp.Code(Secret, (_app.Clock.GetUtcNow().ToUnixTimeSeconds() / 30) + steps);
    }

    private static async Task<HttpStatusCode> TryAsync(BffApp app, string? otp, string? password = null)
    {
        using var client = app.Anonymous();
        password ??= DemoData.Staff.First(s => s.Username == "film").Password;
        using var answer = await client.PostAsJsonAsync("/api/session/staff", new { username = "film", password, otp }, Stop);
        return answer.StatusCode;
    }

    private async Task<int> SessionsAsync() =>
        (await _app.Db.ListAsync("select count(*)::integer from accounts.session", r => r.GetInt32(0), Stop))[0];

    private async Task UseAuthenticatorAsync(string username)
    {
        var cipher = _app.Services.GetRequiredService<FieldCipher>();
        var id = (await _app.Db.ListAsync("select id from accounts.staff where username = $1", r => r.GetGuid(0), Stop, username))[0];
        await _app.Db.ExecuteAsync(
            "update accounts.staff set totp_enc = $2 where id = $1", Stop, id,
            cipher.Encrypt(Encoding.ASCII.GetString(Secret), new CipherContext("accounts.staff", "totp_enc", id, Guid.Empty)));
    }
}
