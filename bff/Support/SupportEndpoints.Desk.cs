using Bff.Platform.Sheets;
using Bff.Support.Knowledge;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Support;

/// <summary>What agents and their supervisors ask for beside the live line.</summary>
public static partial class SupportEndpoints
{
    private static void MapDesk(IEndpointRouteBuilder app)
    {
        var staff = app.MapGroup("/api/staff/support").RequireAuthorization(SupportServices.StaffAgent).WithTags("support");
        staff.MapGet("/conversations", ConversationsAsync);
        staff.MapGet("/conversations/{id:guid}", ConversationAsync);
        staff.MapGet("/conversations/{id:guid}/suggestions", SuggestionsAsync);
        staff.MapGet("/agents", AgentsAsync);
        staff.MapGet("/agents/me", MyProfileAsync);
        staff.MapPut("/agents/me", SetMyProfileAsync);
        staff.MapGet("/canned", CannedAsync);
        staff.MapPost("/canned", AddCannedAsync).WithMetadata(Idempotent.Create);
        staff.MapDelete("/canned/{id:guid}", DeleteCannedAsync);
        staff.MapGet("/hours", HoursAsync);
        staff.MapPut("/hours/{hospitalCode}", SetHoursAsync);
        staff.MapGet("/callbacks", CallbacksAsync);
        staff.MapPost("/callbacks/{id:guid}/done", CallbackDoneAsync);
        staff.MapGet("/statistics", StatisticsAsync);
        staff.MapGet("/statistics.csv", StatisticsCsvAsync);
    }

    private static Caller.Staff Staff(HttpContext http) => (Caller.Staff)Caller.Of(http);

    private static async Task<Results<Ok<Page<Chat>>, ProblemHttpResult>> ConversationsAsync(
        HttpContext http, SupportStore store, string? state, Guid? agent, string? hospital, int? limit, string? cursor)
    {
        if (!Paging.TryRead(limit, cursor, out var take, out Guid before)) return Paging.Malformed;
        if (state is not (null or ConversationState.Bot or ConversationState.Queue or ConversationState.Agent or ConversationState.Closed))
            return Problems.Fields(("state", "应为 bot、queue、agent 或 closed。"));
        if (hospital is { } code && (code.Length > 32 || code.Contains('\0'))) return Problems.Fields(("hospital", "没有这家医院。"));
        var rows = await store.ChatsAsync(Staff(http).HospitalId, state, agent, hospital, take + 1, before, http.RequestAborted);
        return TypedResults.Ok(new Page<Chat>([.. rows.Take(take)], rows.Count > take ? rows[take - 1].Id : null));
    }

    private static async Task<Results<Ok<ChatDetail>, ProblemHttpResult>> ConversationAsync(Guid id, HttpContext http, SupportStore store, Audit audit)
    {
        if (await store.ChatAsync(Staff(http).HospitalId, id, http.RequestAborted) is not { } chat) return Unknown;
        await audit.RecordAsync(http, new AuditEntry("support.read", "conversation:" + id, HospitalId: chat.HospitalId, PatientId: chat.PatientId));
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new ChatDetail(chat, await store.MessagesAsync(id, 0, 1000, http.RequestAborted), await store.NotesAsync(id, http.RequestAborted)));
    }

    /// <summary>What the bot would say to the patient's last message.</summary>
    private static async Task<Results<Ok<Page<Suggestion>>, ProblemHttpResult>> SuggestionsAsync(
        Guid id, HttpContext http, SupportStore store, KnowledgeService knowledge, Audit audit, TimeProvider time)
    {
        if (await store.ChatAsync(Staff(http).HospitalId, id, http.RequestAborted) is not { } chat) return Unknown;
        await audit.RecordAsync(http, new AuditEntry("support.read", "conversation:" + id, HospitalId: chat.HospitalId, PatientId: chat.PatientId));
        var last = (await store.MessagesAsync(id, Math.Max(0, chat.LastNumber - 20), 20, http.RequestAborted)).LastOrDefault(m => m.Author == "patient");
        var kb = await knowledge.ForAsync(chat.Hospital.Code, http.RequestAborted);
        return TypedResults.Ok(new Page<Suggestion>(last is null ? [] : KnowledgeTrial.Suggest(kb, last.Text, ServiceHours.Today(time.GetUtcNow()), chat.Channel), null));
    }

    private static async Task<Ok<Page<AgentRow>>> AgentsAsync(HttpContext http, SupportStore store, TimeProvider time) =>
        TypedResults.Ok(new Page<AgentRow>(await store.AgentsAsync(Staff(http).HospitalId, time.GetUtcNow(), http.RequestAborted), null));

    private static async Task<Ok<AgentProfile>> MyProfileAsync(HttpContext http, AgentDesk desk) =>
        TypedResults.Ok((await desk.ViewAsync(Staff(http), http.RequestAborted)).Me);

    private static async Task<Results<Ok<AgentProfile>, ProblemHttpResult>> SetMyProfileAsync(AgentSettings body, HttpContext http, SupportStore store, AgentDesk desk)
    {
        if (body.MaxChats is < 1 or > 50) return Problems.Fields(("maxChats", "应为 1 到 50。"));
        if (body.Skills is { } skills && (skills.Count > 20 || skills.Any(s => !SupportService.IsText(s, 30)))) return Problems.Fields(("skills", "最多 20 项，每项 1 到 30 个字。"));
        await desk.ViewAsync(Staff(http), http.RequestAborted);
        await store.SetAgentAsync(Staff(http).Id, body.MaxChats, body.Skills?.ToArray(), http.RequestAborted);
        return TypedResults.Ok((await store.AgentAsync(Staff(http).Id, http.RequestAborted))!);
    }

    private static async Task<Ok<Page<Canned>>> CannedAsync(HttpContext http, SupportStore store) =>
        TypedResults.Ok(new Page<Canned>(await store.CannedAsync(Staff(http).HospitalId, http.RequestAborted), null));

    private static async Task<Results<Created<Canned>, ProblemHttpResult>> AddCannedAsync(NewCanned body, HttpContext http, SupportStore store, TimeProvider time)
    {
        if (!SupportService.IsText(body.Title, 60)) return Problems.Fields(("title", "应为 1 到 60 个字。"));
        if (!SupportService.IsText(body.Text, 1000)) return Problems.Fields(("text", "应为 1 到 1000 个字。"));
        var id = Guid.CreateVersion7(time.GetUtcNow());
        await store.AddCannedAsync(id, Staff(http).HospitalId, Staff(http).Id, body.Title!.Trim(), body.Text!.Trim(), time.GetUtcNow(), http.RequestAborted);
        return TypedResults.Created("/api/staff/support/canned/" + id, new Canned(id.ToString(), body.Title!.Trim(), body.Text!.Trim(), null));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteCannedAsync(Guid id, HttpContext http, SupportStore store) =>
        await store.DeleteCannedAsync(Staff(http).HospitalId, id, http.RequestAborted) ? TypedResults.NoContent() : Problems.Of(404, "support.canned_unknown", "没有这条常用语。");

    private static async Task<Ok<Page<HospitalHours>>> HoursAsync(HttpContext http, SupportStore store) =>
        TypedResults.Ok(new Page<HospitalHours>(await store.AllHoursAsync(Staff(http).HospitalId, http.RequestAborted), null));

    private static async Task<Results<NoContent, ProblemHttpResult>> SetHoursAsync(string hospitalCode, ServiceHours body, HttpContext http, SupportStore store, Audit audit, TimeProvider time)
    {
        if (body.Check().ToArray() is { Length: > 0 } errors) return Problems.Fields(errors);
        if (!await store.SetHoursAsync(Staff(http).HospitalId, hospitalCode.Replace("\0", "", StringComparison.Ordinal), body, time.GetUtcNow(), http.RequestAborted))
            return Problems.Of(404, "support.hospital_unknown", "没有这家医院。");
        await audit.RecordAsync(http, new AuditEntry("support.hours", "hospital:" + hospitalCode));
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<Page<CallbackRow>>, ProblemHttpResult>> CallbacksAsync(HttpContext http, SupportStore store, Audit audit, bool? done, int? limit, string? cursor)
    {
        if (!Paging.TryRead(limit, cursor, out var take, out Guid before)) return Paging.Malformed;
        await audit.RecordAsync(http, new AuditEntry("support.callbacks", "list", HospitalId: Staff(http).HospitalId));
        http.Response.Headers.CacheControl = "no-store";
        var rows = await store.CallbacksAsync(Staff(http).HospitalId, done ?? false, take + 1, before, http.RequestAborted);
        return TypedResults.Ok(new Page<CallbackRow>([.. rows.Take(take)], rows.Count > take ? rows[take - 1].Id : null));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> CallbackDoneAsync(Guid id, HttpContext http, SupportStore store, TimeProvider time) =>
        await store.CallbackDoneAsync(Staff(http).HospitalId, id, Staff(http).Id, time.GetUtcNow(), http.RequestAborted)
            ? TypedResults.NoContent() : Problems.Of(404, "support.callback_unknown", "没有这条待回电的留言。");

    private static async Task<Results<Ok<SupportStatistics>, ProblemHttpResult>> StatisticsAsync(HttpContext http, SupportStore store, TimeProvider time, DateOnly? from, DateOnly? to)
    {
        if (!TryRead(time, from, to, out var first, out var last)) return Problems.Fields(("from", "应为不超过 366 天的日期范围。"));
        return TypedResults.Ok(await store.StatisticsAsync(Staff(http).HospitalId, first, last, http.RequestAborted));
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> StatisticsCsvAsync(HttpContext http, SupportStore store, TimeProvider time, DateOnly? from, DateOnly? to)
    {
        if (!TryRead(time, from, to, out var first, out var last)) return Problems.Fields(("from", "应为不超过 366 天的日期范围。"));
        var statistics = await store.StatisticsAsync(Staff(http).HospitalId, first, last, http.RequestAborted);
        http.Response.Headers.ContentDisposition = "attachment; filename=support-statistics.csv";
        return TypedResults.Bytes(SheetText.Csv(statistics.Sheet()), "text/csv; charset=utf-8");
    }

    private static bool TryRead(TimeProvider time, DateOnly? from, DateOnly? to, out DateOnly first, out DateOnly last)
    {
        last = to ?? ServiceHours.Today(time.GetUtcNow());
        first = from ?? last.AddDays(-29);
        return first <= last && last.DayNumber - first.DayNumber <= 366;
    }
}
