using Bff.Support.Answering;
using Bff.Support.Knowledge;
using Bff.Support.Knowledge.Trial;
using Bff.Support.Office;
using Bff.Support.Talk;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Support.Desk;

/// <summary>What agents and their supervisors ask for beside the live line.</summary>
internal static class DeskEndpoints
{
    public static void MapDesk(this IEndpointRouteBuilder app)
    {
        var staff = app.MapGroup("/api/staff/support").RequireAuthorization(SupportServices.StaffAgent).WithTags("support");
        staff.MapGet("/conversations", ConversationsAsync).Audited("support.list").ProducesErrors(400);
        staff.MapGet("/conversations/{id:guid}", ConversationAsync).ProducesErrors(404);
        staff.MapGet("/conversations/{id:guid}/suggestions", SuggestionsAsync).ProducesErrors(404);
        staff.MapGet("/agents", AgentsAsync).Audited("staff.list");
        staff.MapGet("/agents/me", MyProfileAsync);
        staff.MapPut("/agents/me", SetMyProfileAsync);
    }

    /// <summary>Lists the conversations of the hospitals within reach, newest first.</summary>
    /// <param name="state">bot, queue, agent or closed; any when left out.</param>
    /// <param name="agent">Those of one agent.</param>
    /// <param name="hospital">Those of one hospital, by its code.</param>
    private static async Task<Results<Ok<Page<Chat>>, ProblemHttpResult>> ConversationsAsync(
        HttpContext http, ChatStore store, string? state, Guid? agent, string? hospital, int? limit, string? cursor)
    {
        if (!Paging.TryRead(limit, cursor, out var take, out Guid before)) return Paging.Malformed;
        if (state is not (null or ConversationState.Bot or ConversationState.Queue or ConversationState.Agent or ConversationState.Closed))
            return Problems.Fields(("state", "应为 bot、queue、agent 或 closed。"));
        if (hospital is { } code && (code.Length > 32 || code.Contains('\0'))) return Problems.Fields(("hospital", "没有这家医院。"));
        var rows = await store.ListAsync(Reach.Of(http), new ChatFilter(state, agent, hospital), take + 1, before, http.RequestAborted);
        return TypedResults.Ok(Page.Of(rows, take, chat => chat.Id));
    }

    /// <summary>Shows a conversation with its lines and notes. Reading is audited.</summary>
    /// <param name="id">The conversation.</param>
    private static async Task<Results<Ok<ChatDetail>, ProblemHttpResult>> ConversationAsync(
        Guid id, HttpContext http, ChatStore store, ConversationStore conversations, Audit audit)
    {
        var reach = Reach.Of(http);
        if (await ReadAsync(id, http, store, audit) is not { } chat)
            return await audit.RefuseAsync(http, TalkRefusal.ConversationUnknown, id);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new ChatDetail(
            chat, await conversations.MessagesAsync(reach, id, 0, 1000, http.RequestAborted),
            await store.NotesAsync(reach, id, http.RequestAborted)));
    }

    /// <summary>Shows what the bot would say to the patient's last message. Reading is audited.</summary>
    /// <param name="id">The conversation.</param>
    private static async Task<Results<Ok<Page<Suggestion>>, ProblemHttpResult>> SuggestionsAsync(
        Guid id, HttpContext http, ChatStore store, ConversationStore conversations, KnowledgeService knowledge, Audit audit,
        TimeProvider time)
    {
        if (await ReadAsync(id, http, store, audit) is not { } chat)
            return await audit.RefuseAsync(http, TalkRefusal.ConversationUnknown, id);
        var newest = await conversations.MessagesAsync(Reach.Of(http), id, Math.Max(0, chat.LastNumber - 20), 20, http.RequestAborted);
        var last = newest.LastOrDefault(m => m.Author == "patient");
        var kb = await knowledge.ForAsync(chat.Hospital.Code, http.RequestAborted);
        return TypedResults.Ok(new Page<Suggestion>(
            last is null ? [] : KnowledgeTrial.Suggest(kb, last.Text, ShanghaiTime.Day(time.GetUtcNow()), chat.Channel), null));
    }

    /// <summary>Lists the agents with their load.</summary>
    private static async Task<Ok<Page<AgentRow>>> AgentsAsync(HttpContext http, AgentStore store, TimeProvider time) =>
        TypedResults.Ok(new Page<AgentRow>(await store.ListAsync(Reach.Of(http), time.GetUtcNow(), http.RequestAborted), null));

    /// <summary>Shows the own settings.</summary>
    private static async Task<Ok<AgentProfile>> MyProfileAsync(HttpContext http, DeskService desk) =>
        TypedResults.Ok(await desk.ProfileAsync(Reach.Of(http), http.RequestAborted));

    /// <summary>Changes the own settings; what is left out stays.</summary>
    private static async Task<Results<Ok<AgentProfile>, ProblemHttpResult>> SetMyProfileAsync(
        AgentSettings body, HttpContext http, DeskService desk)
    {
        if (body.MaxChats is < 1 or > 50) return Problems.Fields(("maxChats", "应为 1 到 50。"));
        if (body.Skills is { } skills && (skills.Count > 20 || skills.Any(s => !ShortText.IsLine(s, 30))))
            return Problems.Fields(("skills", "最多 20 项，每项 1 到 30 个字。"));
        return TypedResults.Ok(await desk.SetAsync(Reach.Of(http), body, http.RequestAborted));
    }

    private static async Task<Chat?> ReadAsync(Guid id, HttpContext http, ChatStore store, Audit audit)
    {
        if (await store.ChatAsync(Reach.Of(http), id, http.RequestAborted) is not { } chat) return null;
        var entry = new AuditEntry("support.read", "conversation:" + id, HospitalId: chat.HospitalId, PatientId: chat.PatientId);
        await audit.RecordAsync(http, entry);
        return chat;
    }
}
