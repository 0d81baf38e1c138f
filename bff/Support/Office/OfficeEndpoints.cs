using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Support.Office;

/// <summary>What agents and their supervisors keep: canned replies, service hours, call-backs.</summary>
internal static class OfficeEndpoints
{
    public static void MapOffice(this IEndpointRouteBuilder app)
    {
        var staff = app.MapGroup("/api/staff/support").RequireAuthorization(SupportServices.StaffAgent).WithTags("support");
        staff.MapGet("/canned", CannedAsync);
        staff.MapPost("/canned", AddCannedAsync).WithMetadata(Idempotent.Create);
        staff.MapDelete("/canned/{id:guid}", DeleteCannedAsync).ProducesErrors(404);
        staff.MapGet("/hours", HoursAsync);
        staff.MapPut("/hours/{hospitalCode}", SetHoursAsync).ProducesErrors(404);
        staff.MapGet("/callbacks", CallbacksAsync).ProducesErrors(400);
        staff.MapPost("/callbacks/{id:guid}/done", CallbackDoneAsync).Audited("support.callback_done", "callback").ProducesErrors(404);
    }

    /// <summary>Lists the canned replies of the own hospital and those for everywhere.</summary>
    private static async Task<Ok<Page<Canned>>> CannedAsync(HttpContext http, CannedStore store) =>
        TypedResults.Ok(new Page<Canned>(await store.ListAsync(Reach.Of(http), http.RequestAborted), null));

    /// <summary>Adds a canned reply for the own hospital; city-wide staff add for everywhere.</summary>
    private static async Task<Results<Created<Canned>, ProblemHttpResult>> AddCannedAsync(
        NewCanned body, HttpContext http, CannedStore store, TimeProvider time)
    {
        if (!ShortText.IsLine(body.Title, 60)) return Problems.Fields(("title", "应为 1 到 60 个字。"));
        if (!ShortText.IsLines(body.Text, 1000)) return Problems.Fields(("text", "应为 1 到 1000 个字。"));
        var id = Guid.CreateVersion7(time.GetUtcNow());
        var hospitalCode = await store.AddAsync(
            Reach.Of(http), id, body.Title!.Trim(), body.Text!.Trim(), time.GetUtcNow(), http.RequestAborted);
        var canned = new Canned(id.ToString(), body.Title!.Trim(), body.Text!.Trim(), hospitalCode);
        return TypedResults.Created("/api/staff/support/canned/" + id, canned);
    }

    /// <summary>Deletes a canned reply of the own hospital.</summary>
    /// <param name="id">The canned reply.</param>
    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteCannedAsync(
        Guid id, HttpContext http, CannedStore store, Audit audit) =>
        await store.DeleteAsync(Reach.Of(http), id, http.RequestAborted)
            ? TypedResults.NoContent() : await audit.RefuseAsync(http, Words.Of(OfficeRefusal.CannedUnknown), "canned:" + id);

    /// <summary>Lists the hospitals within reach with their service hours.</summary>
    private static async Task<Ok<Page<HospitalHours>>> HoursAsync(HttpContext http, HoursStore store) =>
        TypedResults.Ok(new Page<HospitalHours>(await store.ListAsync(Reach.Of(http), http.RequestAborted), null));

    /// <summary>Sets when people answer at a hospital.</summary>
    /// <param name="hospitalCode">The hospital's code.</param>
    private static async Task<Results<NoContent, ProblemHttpResult>> SetHoursAsync(
        string hospitalCode, ServiceHours body, HttpContext http, HoursStore store, Audit audit, TimeProvider time)
    {
        if (body.Check().ToArray() is { Length: > 0 } errors) return Problems.Fields(errors);
        var code = hospitalCode.Replace("\0", "", StringComparison.Ordinal);
        if (!await store.SetAsync(Reach.Of(http), code, body, time.GetUtcNow(), http.RequestAborted))
            return await audit.RefuseAsync(http, Words.Of(OfficeRefusal.HospitalUnknown), "hospital:-");
        await audit.RecordAsync(http, new AuditEntry("support.hours", "hospital:" + hospitalCode));
        return TypedResults.NoContent();
    }

    /// <summary>Lists who asked to be called back, newest first.</summary>
    /// <param name="done">True: those who were called; those who wait when left out.</param>
    private static async Task<Results<Ok<Page<CallbackRow>>, ProblemHttpResult>> CallbacksAsync(
        HttpContext http, CallbackStore store, Audit audit, bool? done, int? limit, string? cursor)
    {
        if (!Paging.TryRead(limit, cursor, out var take, out Guid before)) return Paging.Malformed;
        var reach = Reach.Of(http);
        await audit.RecordAsync(http, new AuditEntry("support.callbacks", "list", HospitalId: reach.Staff().HospitalId));
        http.Response.Headers.CacheControl = "no-store";
        var rows = await store.ListAsync(reach, done ?? false, take + 1, before, http.RequestAborted);
        return TypedResults.Ok(Page.Of(rows, take, row => row.Id));
    }

    /// <summary>Marks a wish to be called back as followed.</summary>
    /// <param name="id">The wish.</param>
    private static async Task<Results<NoContent, ProblemHttpResult>> CallbackDoneAsync(
        Guid id, HttpContext http, CallbackStore store, Audit audit, TimeProvider time) =>
        await store.DoneAsync(Reach.Of(http), id, time.GetUtcNow(), http.RequestAborted)
            ? TypedResults.NoContent() : await audit.RefuseAsync(http, Words.Of(OfficeRefusal.CallbackUnknown), "callback:" + id);
}
