using System.Globalization;
using System.Text.RegularExpressions;
using Bff.Support.Knowledge;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Support;

/// <summary>Routes of the customer service: patients here, the agents' desk and the knowledge base in files of their own.</summary>
public static partial class SupportEndpoints
{
    private const string UnknownCode = "support.conversation_unknown";

    /// <summary>Maps the slice's routes.</summary>
    public static void MapSupport(this IEndpointRouteBuilder app)
    {
        var patient = app.MapGroup("/api/support/conversations").RequireAuthorization(Policies.Patient).WithTags("support");
        patient.MapPost("/", OpenAsync).WithMetadata(Idempotent.Create);
        patient.MapGet("/{id:guid}", ViewAsync);
        patient.MapPost("/{id:guid}/messages", SendAsync);
        patient.MapPost("/{id:guid}/messages/{number:int}/rating", RateAsync);
        patient.MapPost("/{id:guid}/handoff", HandOffAsync);
        patient.MapPost("/{id:guid}/close", CloseAsync);
        patient.MapPost("/{id:guid}/callback", CallBackAsync).WithMetadata(Idempotent.Create);
        MapDesk(app);
        app.MapKnowledge();
        // Only the transport whose handshake carries an Origin from every browser.
        app.MapHub<SupportHub>("/hubs/support", hub => hub.Transports = HttpTransportType.WebSockets).RequireAuthorization(Policies.SignedIn);
    }

    private static ProblemHttpResult Unknown => Problems.Of(404, UnknownCode, "没有这个会话。");

    private static Guid Patient(HttpContext http) => ((Caller.Patient)Caller.Of(http)).Id;

    private static async Task<Results<Created<OpenedConversation>, ProblemHttpResult>> OpenAsync(NewConversation body, HttpContext http, SupportService support)
    {
        if (body.HospitalCode is not { Length: > 0 and <= 32 } || body.HospitalCode.Contains('\0')) return Problems.Fields(("hospitalCode", "缺少医院代码。"));
        if (body.Topic is not null && !SupportService.IsText(body.Topic, 30)) return Problems.Fields(("topic", "应为 1 到 30 个字。"));
        if (body.Channel is not null && !SupportChannel.IsKnown(body.Channel)) return Problems.Fields(("channel", "应为 h5、wechat、miniprogram 或 suishenban。"));
        if (!support.Admit(Patient(http))) return TooMany(http);
        var opened = await support.OpenAsync(Patient(http), body.HospitalCode, body.Topic, body.Channel ?? SupportChannel.H5, http.RequestAborted);
        return opened is null ? Problems.Of(404, "support.hospital_unknown", "没有这家医院。") : TypedResults.Created("/api/support/conversations/" + opened.Id, opened);
    }

    private static async Task<Results<Ok<ConversationView>, ProblemHttpResult>> ViewAsync(Guid id, HttpContext http, SupportService support, int? after)
    {
        if (after is < 0) return Problems.Fields(("after", "应为 0 或更大。"));
        http.Response.Headers.CacheControl = "no-store";
        return await support.ViewAsync(Patient(http), id, after ?? 0, http.RequestAborted) is { } view ? TypedResults.Ok(view) : Unknown;
    }

    private static async Task<Results<Ok<SentMessage>, ProblemHttpResult>> SendAsync(Guid id, NewMessage body, HttpContext http, SupportService support)
    {
        var outcome = await support.SendAsync(Patient(http), id, body.Text, body.ClientId, http.RequestAborted);
        http.Response.Headers.CacheControl = "no-store";
        if (outcome.Sent is { } sent) return TypedResults.Ok(sent);
        return outcome.Refusal switch
        {
            SendRefusal.Unknown or null => Unknown,
            SendRefusal.Closed => Problems.Of(409, "support.conversation_closed", "会话已结束，请新开一个会话。"),
            SendRefusal.TextInvalid => Problems.Of(400, "support.text_invalid", "消息应为 1 到 2000 个字。"),
            SendRefusal.TooMany => TooMany(http),
        };
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RateAsync(Guid id, int number, NewRating body, HttpContext http, SupportStore store, SupportService support)
    {
        if (body.Value is not ("up" or "down")) return Problems.Fields(("value", "应为 up 或 down。"));
        if (body.Comment is not null && !SupportService.IsText(body.Comment, 500)) return Problems.Fields(("comment", "应为 1 到 500 个字。"));
        if (await store.TurnAsync(id, Patient(http), null, http.RequestAborted) is not { } turn) return Unknown;
        if (!await store.RateAsync(id, turn, number, body.Value == "up", body.Comment, http.RequestAborted)) return Problems.Of(404, "support.message_unknown", "没有这条可以评价的消息。");
        // Who was not helped by the bot is offered a person at once.
        if (body.Value == "down" && turn.State == ConversationState.Bot) await support.OfferPersonAsync(id, turn, http.RequestAborted);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<HandoffAnswer>, ProblemHttpResult>> HandOffAsync(Guid id, NewHandoff body, HttpContext http, SupportService support)
    {
        if (body.Reason is not null && !SupportService.IsText(body.Reason, 200)) return Problems.Fields(("reason", "应为 1 到 200 个字。"));
        return await support.HandOffAsync(Patient(http), id, HandoffReason.Request, http.RequestAborted) is { } answer ? TypedResults.Ok(answer) : Unknown;
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> CloseAsync(Guid id, CloseRequest body, HttpContext http, SupportService support)
    {
        if (body.Rating is < 1 or > 5) return Problems.Fields(("rating", "应为 1 到 5。"));
        if (body.Comment is not null && !SupportService.IsText(body.Comment, 500)) return Problems.Fields(("comment", "应为 1 到 500 个字。"));
        return await support.CloseAsync(Patient(http), id, body.Rating, body.Comment, http.RequestAborted) ? TypedResults.NoContent() : Unknown;
    }

    private static async Task<Results<Created, ProblemHttpResult>> CallBackAsync(Guid id, NewCallback body, HttpContext http, SupportService support)
    {
        if (body.Phone is null || !PhonePattern().IsMatch(body.Phone)) return Problems.Fields(("phone", "请填写手机号或带区号的电话。"));
        if (!SupportService.IsText(body.Text, 500)) return Problems.Fields(("text", "应为 1 到 500 个字。"));
        if (!support.Admit(Patient(http))) return TooMany(http);
        return await support.CallBackAsync(Patient(http), id, body.Phone, body.Text!, http.RequestAborted) ? TypedResults.Created() : Unknown;
    }

    private static ProblemHttpResult TooMany(HttpContext http)
    {
        http.Response.Headers.RetryAfter = 1.ToString(CultureInfo.InvariantCulture);
        return Problems.Of(429, "support.too_many", "发送太频繁，请稍后再试。");
    }

    [GeneratedRegex(@"^(1[3-9]\d{9}|0\d{2,3}-?\d{7,8})\z", RegexOptions.ECMAScript)]
    private static partial Regex PhonePattern();
}
