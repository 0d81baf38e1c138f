using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Support.Talk;

/// <summary>Routes of patients: open a conversation, write, ask for a person, rate, end it.</summary>
internal static partial class TalkEndpoints
{
    public static void MapTalk(this IEndpointRouteBuilder app)
    {
        var patient = app.MapGroup("/api/support/conversations").RequireAuthorization(Policies.Patient).WithTags("support");
        patient.MapPost("/", OpenAsync).WithMetadata(Idempotent.Create).ProducesErrors(404, 429);
        patient.MapGet("/{id:guid}", ViewAsync).Audited("support.read", "conversation").ProducesErrors(400, 404);
        patient.MapPost("/{id:guid}/messages", SendAsync).ProducesErrors(404, 409, 429);
        patient.MapPost("/{id:guid}/messages/{number:int}/rating", RateAsync).ProducesErrors(404);
        patient.MapPost("/{id:guid}/handoff", HandOffAsync).ProducesErrors(404);
        patient.MapPost("/{id:guid}/close", CloseAsync).ProducesErrors(404);
        patient.MapPost("/{id:guid}/callback", CallBackAsync).WithMetadata(Idempotent.Create).ProducesErrors(404, 429);
    }

    /// <summary>Opens a conversation with a hospital's customer service; the bot speaks first.</summary>
    private static async Task<Results<Created<OpenedConversation>, ProblemHttpResult>> OpenAsync(
        NewConversation body, HttpContext http, TalkService talk, Audit audit)
    {
        if (body.HospitalCode is not { Length: > 0 and <= 32 } || body.HospitalCode.Contains('\0'))
            return Problems.Fields(("hospitalCode", "缺少医院代码。"));
        if (body.Topic is not null && !ShortText.IsLine(body.Topic, 30)) return Problems.Fields(("topic", "应为 1 到 30 个字。"));
        if (body.Channel is not null && !SupportChannel.IsKnown(body.Channel))
            return Problems.Fields(("channel", "应为 h5、wechat、miniprogram 或 suishenban。"));
        var (opened, refusal) = await talk.OpenAsync(
            Reach.Of(http), body.HospitalCode, body.Topic, body.Channel ?? SupportChannel.H5, http.RequestAborted);
        return refusal is { } no
            ? await audit.RefuseAsync(http, Words.Of(no), "hospital:-")
            : TypedResults.Created("/api/support/conversations/" + opened!.Id, opened);
    }

    /// <summary>Shows a conversation: whose turn it is and its lines.</summary>
    /// <param name="id">The conversation.</param>
    /// <param name="after">Only lines after this number; 0 when left out.</param>
    private static async Task<Results<Ok<ConversationView>, ProblemHttpResult>> ViewAsync(
        Guid id, HttpContext http, TalkService talk, Audit audit, int? after)
    {
        if (after is < 0) return Problems.Fields(("after", "应为 0 或更大。"));
        http.Response.Headers.CacheControl = "no-store";
        return await talk.ViewAsync(Reach.Of(http), id, after ?? 0, http.RequestAborted) is { } view
            ? TypedResults.Ok(view) : await audit.RefuseAsync(http, TalkRefusal.ConversationUnknown, id);
    }

    /// <summary>Sends a message; the bot's answer comes with the response.</summary>
    /// <param name="id">The conversation.</param>
    private static async Task<Results<Ok<SentMessage>, ProblemHttpResult>> SendAsync(
        Guid id, NewMessage body, HttpContext http, TalkService talk, Audit audit)
    {
        var (sent, refusal) = await talk.SendAsync(Reach.Of(http), id, body.Text, body.ClientId, http.RequestAborted);
        http.Response.Headers.CacheControl = "no-store";
        return refusal is { } no ? await audit.RefuseAsync(http, no, id) : TypedResults.Ok(sent!);
    }

    /// <summary>Rates one line of the bot or of an agent.</summary>
    /// <param name="id">The conversation.</param>
    /// <param name="number">The line's number.</param>
    private static async Task<Results<NoContent, ProblemHttpResult>> RateAsync(
        Guid id, int number, NewRating body, HttpContext http, TalkService talk, Audit audit)
    {
        if (body.Value is not ("up" or "down")) return Problems.Fields(("value", "应为 up 或 down。"));
        if (body.Comment is not null && !PlainText.IsText(body.Comment, 500)) return Problems.Fields(("comment", "应为 1 到 500 个字。"));
        return await talk.RateAsync(Reach.Of(http), id, number, body.Value == "up", body.Comment, http.RequestAborted) is { } no
            ? await audit.RefuseAsync(http, no, id) : TypedResults.NoContent();
    }

    /// <summary>Asks for a person.</summary>
    /// <param name="id">The conversation.</param>
    private static async Task<Results<Ok<HandoffAnswer>, ProblemHttpResult>> HandOffAsync(
        Guid id, NewHandoff body, HttpContext http, TalkService talk, Audit audit)
    {
        if (body.Reason is not null && !ShortText.IsLine(body.Reason, 200)) return Problems.Fields(("reason", "应为 1 到 200 个字。"));
        return await talk.HandOffAsync(Reach.Of(http), id, http.RequestAborted) is { } answer
            ? TypedResults.Ok(answer) : await audit.RefuseAsync(http, TalkRefusal.ConversationUnknown, id);
    }

    /// <summary>Ends a conversation, with a rating when one is given; an ended one can still be rated.</summary>
    /// <param name="id">The conversation.</param>
    private static async Task<Results<NoContent, ProblemHttpResult>> CloseAsync(
        Guid id, CloseRequest body, HttpContext http, TalkService talk, Audit audit)
    {
        if (body.Rating is < 1 or > 5) return Problems.Fields(("rating", "应为 1 到 5。"));
        if (body.Comment is not null && !PlainText.IsText(body.Comment, 500)) return Problems.Fields(("comment", "应为 1 到 500 个字。"));
        return await talk.CloseAsync(Reach.Of(http), id, body, http.RequestAborted)
            ? TypedResults.NoContent() : await audit.RefuseAsync(http, TalkRefusal.ConversationUnknown, id);
    }

    /// <summary>Leaves a number to be called back at.</summary>
    /// <param name="id">The conversation.</param>
    private static async Task<Results<Created, ProblemHttpResult>> CallBackAsync(
        Guid id, NewCallback body, HttpContext http, TalkService talk, Audit audit)
    {
        if (body.Phone is null || !PhonePattern().IsMatch(body.Phone)) return Problems.Fields(("phone", "请填写手机号或带区号的电话。"));
        if (!PlainText.IsText(body.Text, 500)) return Problems.Fields(("text", "应为 1 到 500 个字。"));
        return await talk.CallBackAsync(Reach.Of(http), id, body.Phone, body.Text!, http.RequestAborted) is { } no
            ? await audit.RefuseAsync(http, no, id) : TypedResults.Created();
    }

    [GeneratedRegex(@"^(1[3-9]\d{9}|0\d{2,3}-?\d{7,8})\z", RegexOptions.ECMAScript)]
    private static partial Regex PhonePattern();
}
