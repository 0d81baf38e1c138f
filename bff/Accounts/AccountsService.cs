using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Bff.Gateways.Calls;
using Bff.Gateways.Suishenban;
using Bff.Gateways.WeChat;
using Microsoft.AspNetCore.Identity;

namespace Bff.Accounts;

/// <summary>Why a sign-in did not happen.</summary>
internal enum SignInRefusal
{
    WrongCredentials,
    UnknownPerson,
    TooManyTries,

    /// <summary>The platform does not answer as it should; whether the person is right is not known.</summary>
    WeChatUnavailable,
    SuishenbanUnavailable,

    /// <summary>This hospital group has no account at the platform.</summary>
    NotConfigured,
}

/// <summary>A started session or the refusal; <paramref name="Wait"/> says how long to wait after too many tries or a failing platform.</summary>
internal sealed record SignInOutcome(SessionAnswer? Session, SignInRefusal? Refusal, TimeSpan? Wait = null);

/// <summary>Decides who may sign in. A platform that is not configured is absent.</summary>
internal sealed partial class AccountsService(
    AccountsStore store, Sessions sessions, Throttle throttle, FieldCipher cipher, TimeProvider time, IWeChat? weChat = null, ISuishenban? suishenban = null)
{
    private static readonly PasswordHasher<string> Hasher = new();
    private static readonly string NobodysHash = Hasher.HashPassword("", "no account has this password");

    public static string HashPassword(string username, string password) => Hasher.HashPassword(username, password);

    public static bool PasswordMatches(string username, string hash, string password) => Hasher.VerifyHashedPassword(username, hash, password) != PasswordVerificationResult.Failed;

    public async Task<SignInOutcome> SignInByWeChatAsync(
        WeChatChannel channel, string code, IPAddress? address, CancellationToken cancellationToken)
    {
        if (await PatientWaitAsync(address, cancellationToken) is { } wait) return new SignInOutcome(null, SignInRefusal.TooManyTries, wait);
        if (weChat is null) return new SignInOutcome(null, SignInRefusal.NotConfigured);
        var answer = await weChat.ExchangeCodeAsync(channel, code, cancellationToken);
        var provider = channel switch { WeChatChannel.OfficialAccount => "wechat", WeChatChannel.MiniProgram => "miniprogram" };
        return Refusal(answer, SignInRefusal.WeChatUnavailable) ?? await StartAsync(provider, weChat.AppId(channel), answer.Value!, cancellationToken);
    }

    public async Task<SignInOutcome> SignInBySuishenbanAsync(
        string ticket, string channel, IPAddress? address, CancellationToken cancellationToken)
    {
        if (await PatientWaitAsync(address, cancellationToken) is { } wait) return new SignInOutcome(null, SignInRefusal.TooManyTries, wait);
        if (suishenban is null) return new SignInOutcome(null, SignInRefusal.NotConfigured);
        var answer = await suishenban.ValidateTicketAsync(ticket, channel, cancellationToken);
        return Refusal(answer, SignInRefusal.SuishenbanUnavailable) ?? await StartAsync("suishenban", suishenban.AppId, answer.Value!, cancellationToken);
    }

    /// <summary>Staff sign-in. An unknown name costs the same time and gives the same answer as a wrong password.</summary>
    public async Task<SignInOutcome> SignInStaffAsync(string username, string password, string? otp, IPAddress? address, CancellationToken cancellationToken)
    {
        string byName = "staff:" + username.ToLowerInvariant(), byAddress = "staff-address:" + address;
        var wait = await throttle.TryAsync(byName, 10, TimeSpan.FromMinutes(15), cancellationToken)
            ?? await throttle.TryAsync(byAddress, 300, TimeSpan.FromMinutes(15), cancellationToken);
        if (wait is not null) return new SignInOutcome(null, SignInRefusal.TooManyTries, wait);

        var staff = await store.FindStaffAsync(username, cancellationToken);
        var right = PasswordMatches(username, staff?.PasswordHash ?? NobodysHash, password);
        if (staff is null || !right || !OtpAccepted(staff, otp)) return new SignInOutcome(null, SignInRefusal.WrongCredentials);

        await throttle.ClearAsync(byName, cancellationToken);
        var (token, expiresAt) = await sessions.StartAsync(null, staff.Id, "staff", cancellationToken);
        return new SignInOutcome(new SessionAnswer(token, expiresAt, (await store.StaffAsync(staff.Id, cancellationToken))!), null);
    }

    /// <summary>Who the caller is, in words; null when the account is gone.</summary>
    public Task<Me?> MeAsync(Caller caller, CancellationToken cancellationToken) => caller switch
    {
        Caller.Patient patient => store.PatientAsync(patient.Id, cancellationToken),
        Caller.Staff staff => store.StaffAsync(staff.Id, cancellationToken),
        _ => Task.FromResult<Me?>(null),
    };

    /// <summary>The fields of a new integrator that are wrong; empty when all are right.</summary>
    public static List<(string Field, string Message)> Check(NewIntegrator body)
    {
        var errors = new List<(string, string)>();
        if (body.AppId is null || !AppIdPattern().IsMatch(body.AppId)) errors.Add(("appId", "应为 3 到 40 个小写字母、数字或短横线。"));
        if (body.Name is null || body.Name.Trim().Length is < 2 or > 100) errors.Add(("name", "应为 2 到 100 个字。"));
        if (body.HospitalCodes is not { Count: > 0 and <= 100 }) errors.Add(("hospitalCodes", "至少选择一家医院。"));
        if (Networks(body.Networks) is null) errors.Add(("networks", "应为 1 到 100 个地址段，例如 10.8.0.0/16。"));
        return errors;
    }

    /// <summary>Parses CIDR notation; null when any entry is not a network.</summary>
    public static IPNetwork[]? Networks(IReadOnlyList<string>? texts)
    {
        if (texts is not { Count: > 0 and <= 100 }) return null;
        var networks = new IPNetwork[texts.Count];
        for (var i = 0; i < texts.Count; i++)
            if (!IPNetwork.TryParse(texts[i], out networks[i])) return null;
        return networks;
    }

    /// <summary>Asked before the platform is: guesses must not use up the hospital's allowance there.</summary>
    private Task<TimeSpan?> PatientWaitAsync(IPAddress? address, CancellationToken cancellationToken) =>
        throttle.TryAsync("patient-address:" + address, 3000, TimeSpan.FromMinutes(5), cancellationToken);

    /// <summary>Why a platform's answer starts no session; null when it does. Only what it says about this person is about this person.</summary>
    private static SignInOutcome? Refusal(GatewayAnswer<string> answer, SignInRefusal unavailable) => answer.Verdict switch
    {
        GatewayVerdict.Ok => null,
        GatewayVerdict.ThisUser => new SignInOutcome(null, SignInRefusal.WrongCredentials),
        GatewayVerdict.NotConfigured => new SignInOutcome(null, SignInRefusal.NotConfigured),
        GatewayVerdict.RetryLater or GatewayVerdict.RefreshToken or GatewayVerdict.Quota or GatewayVerdict.ThisTemplate or GatewayVerdict.Configuration
            or GatewayVerdict.NotUnderstood or GatewayVerdict.Unreachable => new SignInOutcome(null, unavailable, answer.Wait),
    };

    private async Task<SignInOutcome> StartAsync(string provider, string appId, string subject, CancellationToken cancellationToken)
    {
        if (await store.FindPatientAsync(provider, appId, subject, cancellationToken) is not { } patientId)
            return new SignInOutcome(null, SignInRefusal.UnknownPerson);
        var (token, expiresAt) = await sessions.StartAsync(patientId, null, provider, cancellationToken);
        return new SignInOutcome(new SessionAnswer(token, expiresAt, (await store.PatientAsync(patientId, cancellationToken))!), null);
    }

    private bool OtpAccepted(AccountsStore.StaffRow staff, string? otp)
    {
        if (staff.Totp is null) return true;
        var secret = cipher.Decrypt(staff.Totp, new CipherContext("accounts.staff", "totp_enc", staff.Id.ToString(), staff.HospitalId?.ToString() ?? ""));
        return otp is not null && Totp.Accepts(Encoding.ASCII.GetBytes(secret), otp, time.GetUtcNow());
    }

    [GeneratedRegex("^[a-z0-9-]{3,40}$")]
    private static partial Regex AppIdPattern();
}
