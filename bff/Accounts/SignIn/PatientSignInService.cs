using Bff.Accounts.Contract;
using Bff.Accounts.Credentials;
using Bff.Accounts.People;
using Bff.Gateways.Calls;
using Bff.Gateways.Suishenban;
using Bff.Gateways.WeChat;

namespace Bff.Accounts.SignIn;

/// <summary>Decides which patient signs in, by what the platforms say. A platform that is not configured is absent.</summary>
internal sealed class PatientSignInService(
    SignInStore accounts, PeopleStore people, Sessions sessions, Throttle throttle, IWeChat? weChat = null, ISuishenban? suishenban = null)
{
    /// <summary>Sign-ins of one address in five minutes: a hospital's visitors share one.</summary>
    public const int MostOfAddress = 3000;

    /// <summary>Codes exchanged for one of our accounts in a minute, well below what WeChat allows (50,000).</summary>
    public const int MostOfApp = 20_000;

    /// <summary>By a code of WeChat.</summary>
    /// <param name="channel">What kind of account gave it.</param>
    /// <param name="code">Good for one try.</param>
    /// <param name="appId">Which account; null: the one that is meant where none is named.</param>
    public async Task<SignInResult> ByWeChatAsync(
        WeChatChannel channel, string code, string? appId, SignInOrigin origin, CancellationToken cancellationToken)
    {
        var provider = channel switch { WeChatChannel.OfficialAccount => "wechat", WeChatChannel.MiniProgram => "miniprogram" };
        var way = new Way(provider, null);
        if (await WaitAsync(origin, cancellationToken) is { } wait) return Refused(way, SignInRefusal.TooManyTries, wait);
        WeChatAccount[] ours = [.. (weChat?.Accounts ?? []).Where(a => a.Channel == channel)];
        if (Array.Find(ours, a => appId is null ? a.IsDefault : a.AppId == appId) is not { } account)
            return Refused(way, appId is null && ours.Length > 0 ? SignInRefusal.AppUnclear : SignInRefusal.NotConfigured);
        way = new Way(provider, account.AppId, await HospitalAsync(account, cancellationToken));
        if (await WaitAsync(way, cancellationToken) is { } busy) return Refused(way, SignInRefusal.TooManyTries, busy);
        var answer = await weChat!.ExchangeCodeAsync(account, code, cancellationToken);
        if (Refusal(answer.Verdict, SignInRefusal.WeChatUnavailable) is { } refusal) return Refused(way, refusal, answer.Wait);
        var union = answer.Value!.UnionId is { } id ? new UnionIdentity(account.Subject, id) : null;
        return await StartAsync(way, new OutsideIdentity(provider, account.AppId, answer.Value.OpenId, union), origin, cancellationToken);
    }

    public async Task<SignInResult> BySuishenbanAsync(
        string ticket, string channel, SignInOrigin origin, CancellationToken cancellationToken)
    {
        var way = new Way("suishenban", suishenban?.AppId);
        if (await WaitAsync(origin, cancellationToken) is { } wait) return Refused(way, SignInRefusal.TooManyTries, wait);
        if (suishenban is null) return Refused(way, SignInRefusal.NotConfigured);
        if (await WaitAsync(way, cancellationToken) is { } busy) return Refused(way, SignInRefusal.TooManyTries, busy);
        var answer = await suishenban.ValidateTicketAsync(ticket, channel, cancellationToken);
        if (Refusal(answer.Verdict, SignInRefusal.SuishenbanUnavailable) is { } refusal) return Refused(way, refusal, answer.Wait);
        return await StartAsync(way, new OutsideIdentity("suishenban", suishenban.AppId, answer.Value!), origin, cancellationToken);
    }

    /// <summary>Asked before the platform is: guesses must not use up the hospital's allowance there.</summary>
    private Task<TimeSpan?> WaitAsync(SignInOrigin origin, CancellationToken cancellationToken) =>
        throttle.TryAsync("patient-address:" + CallerNetwork.Of(origin.Address), MostOfAddress, TimeSpan.FromMinutes(5), cancellationToken);

    /// <summary>The same for one of our accounts, from however many addresses.</summary>
    private Task<TimeSpan?> WaitAsync(Way way, CancellationToken cancellationToken) =>
        throttle.TryAsync($"patient-app:{way.Provider}:{way.AppId}", MostOfApp, TimeSpan.FromMinutes(1), cancellationToken);

    /// <summary>
    /// Why an answer starts no session; null when it does. Only what a platform says of this person is this person's fault.
    /// </summary>
    private static SignInRefusal? Refusal(GatewayVerdict verdict, SignInRefusal unavailable) => verdict switch
    {
        GatewayVerdict.Ok => null,
        GatewayVerdict.ThisUser => SignInRefusal.WrongCredentials,
        GatewayVerdict.NotConfigured => SignInRefusal.NotConfigured,
        GatewayVerdict.RetryLater or GatewayVerdict.RefreshToken or GatewayVerdict.Quota or GatewayVerdict.ThisTemplate
            or GatewayVerdict.Configuration or GatewayVerdict.NotUnderstood or GatewayVerdict.Unreachable => unavailable,
    };

    private static SignInResult.Refused Refused(Way way, SignInRefusal reason, TimeSpan? wait = null) =>
        new(reason, way.AppId is null ? "channel:" + way.Provider : $"app:{way.Provider}:{way.AppId}",
            wait > TimeSpan.Zero ? wait : null, way.HospitalId);

    /// <summary>The hospital whose auditor reads of an account's sign-ins: the only one that it belongs to.</summary>
    private async Task<Guid?> HospitalAsync(WeChatAccount account, CancellationToken cancellationToken) =>
        account.Hospitals is [var code] ? await people.HospitalIdAsync(code, cancellationToken) : null;

    private async Task<SignInResult> StartAsync(
        Way way, OutsideIdentity identity, SignInOrigin origin, CancellationToken cancellationToken)
    {
        if (await accounts.RecogniseAsync(identity, cancellationToken) is not { } person)
            return Refused(way, SignInRefusal.UnknownPerson);
        var session = await sessions.StartAsync(person.PatientId, null, identity.Provider, cancellationToken, origin.SessionId);
        var me = (await people.PatientAsync(person.PatientId, cancellationToken))!;
        return new SignInResult.Started(
            new SessionAnswer(session.Token, session.ExpiresAt, me), new Caller.Patient(person.PatientId, session.Id), way.HospitalId,
            person.IsNew ? $"app:{way.Provider}:{way.AppId}" : null);
    }

    /// <summary>How someone signs in: which platform, which of our accounts there, and whose it is.</summary>
    private sealed record Way(string Provider, string? AppId, Guid? HospitalId = null);
}
