using Bff.Accounts.Integrators;
using Bff.Accounts.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Accounts;

/// <summary>Why a credential is not taken.</summary>
internal enum CredentialFault
{
    /// <summary>There is none.</summary>
    Missing,
    SessionEnded,
    TicketSpent,
    ForeignOrigin,
    SignatureWrong,
    TimestampOutside,
    NonceReplayed,
    AppKeyWrong,
    AddressNotAllowed,
}

/// <summary>Every refusal of this slice: status, stable code and title.</summary>
internal static class Words
{
    public static CredentialRefusal Of(CredentialFault fault) => fault switch
    {
        CredentialFault.Missing => new(401, "session.required", "请先登录。"),
        CredentialFault.SessionEnded => new(401, "session.expired", "登录已失效，请重新登录。"),
        CredentialFault.TicketSpent => new(401, "session.ticket_spent", "连接凭证已失效，请重新获取。"),
        CredentialFault.ForeignOrigin => new(403, "request.foreign_origin", "请求来自其他网站，已拒绝。"),
        CredentialFault.SignatureWrong => new(401, "integrator.signature_wrong", "签名不正确。"),
        CredentialFault.TimestampOutside => new(401, "integrator.timestamp_outside", "时间戳超出允许范围。"),
        CredentialFault.NonceReplayed => new(401, "integrator.nonce_replayed", "请求已被使用过。"),
        CredentialFault.AppKeyWrong => new(401, "integrator.key_wrong", "应用密钥不正确。"),
        CredentialFault.AddressNotAllowed => new(403, "integrator.address_not_allowed", "来源地址不在白名单内。"),
    };

    public static ProblemHttpResult Of(SignInRefusal refusal) => refusal switch
    {
        SignInRefusal.ForeignOrigin => Problem(Of(CredentialFault.ForeignOrigin)),
        SignInRefusal.UnknownPerson => Problems.Of(401, "session.person_unknown", "还没有建档，请先绑定就诊卡。"),
        SignInRefusal.TooManyTries => Problems.Of(429, "session.too_many_tries", "尝试次数太多，请稍后再试。"),
        SignInRefusal.WrongCredentials => Problems.Of(401, "session.wrong_credentials", "登录信息不正确。"),
        SignInRefusal.WeChatUnavailable => Problems.Of(503, "gateway.wechat_unavailable", "微信暂时没有回应，请稍后再试。"),
        SignInRefusal.SuishenbanUnavailable => Problems.Of(503, "gateway.suishenban_unavailable", "随申办暂时没有回应，请稍后再试。"),
        SignInRefusal.AppUnclear => Problems.Fields(("appId", "公众号或小程序不止一个，请说明是哪一个。")),
        SignInRefusal.NotConfigured => Problems.Of(503, "gateway.not_configured", "本院还没有开通这种登录方式。"),
    };

    public static ProblemHttpResult Of(IntegratorRefusal refusal) => refusal switch
    {
        IntegratorRefusal.AppIdTaken => Problems.Of(409, "integrator.app_id_taken", "这个应用标识已被使用。"),
        IntegratorRefusal.HospitalUnknown => Problems.Fields(("hospitalCodes", "有不存在的医院代码。")),
        IntegratorRefusal.Unknown => Problems.Of(404, "integrator.unknown", "没有这个接入应用。"),
    };

    /// <summary>The credential was right, but its account is gone.</summary>
    public static ProblemHttpResult Problem(CredentialRefusal refusal) => Problems.Of(refusal.Status, refusal.Code, refusal.Title);
}
