using System.Net;
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
    public async Task<SignInResult> ByWeChatAsync(
        WeChatChannel channel, string code, IPAddress? address, CancellationToken cancellationToken)
    {
        if (await WaitAsync(address, cancellationToken) is { } wait) return new SignInResult.Refused(SignInRefusal.TooManyTries, wait);
        if (weChat is null) return new SignInResult.Refused(SignInRefusal.NotConfigured);
        var answer = await weChat.ExchangeCodeAsync(channel, code, cancellationToken);
        var provider = channel switch { WeChatChannel.OfficialAccount => "wechat", WeChatChannel.MiniProgram => "miniprogram" };
        return Refusal(answer, SignInRefusal.WeChatUnavailable)
            ?? await StartAsync(new OutsideIdentity(provider, weChat.AppId(channel), answer.Value!), cancellationToken);
    }

    public async Task<SignInResult> BySuishenbanAsync(
        string ticket, string channel, IPAddress? address, CancellationToken cancellationToken)
    {
        if (await WaitAsync(address, cancellationToken) is { } wait) return new SignInResult.Refused(SignInRefusal.TooManyTries, wait);
        if (suishenban is null) return new SignInResult.Refused(SignInRefusal.NotConfigured);
        var answer = await suishenban.ValidateTicketAsync(ticket, channel, cancellationToken);
        return Refusal(answer, SignInRefusal.SuishenbanUnavailable)
            ?? await StartAsync(new OutsideIdentity("suishenban", suishenban.AppId, answer.Value!), cancellationToken);
    }

    /// <summary>Asked before the platform is: guesses must not use up the hospital's allowance there.</summary>
    private Task<TimeSpan?> WaitAsync(IPAddress? address, CancellationToken cancellationToken) =>
        throttle.TryAsync("patient-address:" + address, 3000, TimeSpan.FromMinutes(5), cancellationToken);

    /// <summary>
    /// Why an answer starts no session; null when it does. Only what a platform says of this person is this person's fault.
    /// </summary>
    private static SignInResult.Refused? Refusal(GatewayAnswer<string> answer, SignInRefusal unavailable) => answer.Verdict switch
    {
        GatewayVerdict.Ok => null,
        GatewayVerdict.ThisUser => new SignInResult.Refused(SignInRefusal.WrongCredentials),
        GatewayVerdict.NotConfigured => new SignInResult.Refused(SignInRefusal.NotConfigured),
        GatewayVerdict.RetryLater or GatewayVerdict.RefreshToken or GatewayVerdict.Quota or GatewayVerdict.ThisTemplate
            or GatewayVerdict.Configuration or GatewayVerdict.NotUnderstood or GatewayVerdict.Unreachable =>
            new SignInResult.Refused(unavailable, answer.Wait),
    };

    private async Task<SignInResult> StartAsync(OutsideIdentity identity, CancellationToken cancellationToken)
    {
        if (await accounts.FindPatientAsync(identity, cancellationToken) is not { } patientId)
            return new SignInResult.Refused(SignInRefusal.UnknownPerson);
        var (token, expiresAt) = await sessions.StartAsync(patientId, null, identity.Provider, cancellationToken);
        return new SignInResult.Started(new SessionAnswer(token, expiresAt, (await people.PatientAsync(patientId, cancellationToken))!));
    }
}
