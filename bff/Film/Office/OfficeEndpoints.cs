using Bff.Film.Ingest;
using Bff.Film.Links;
using Bff.Platform.Pipes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Film.Office;

/// <summary>What staff of the film archive see and mend.</summary>
internal static class OfficeEndpoints
{
    public static void MapOffice(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/staff/film").RequireAuthorization(FilmServices.StaffFilm).WithTags("film");
        group.MapGet("/ingests", IngestsAsync).Audited("film.ingests").ProducesErrors(400);
        group.MapPost("/ingests/{id:guid}/retry", RetryAsync).ProducesErrors(404);
        group.MapGet("/links", LinksAsync).Audited("film.links").ProducesErrors(400);
        group.MapDelete("/links/{id:guid}", RevokeAsync).ProducesErrors(404);
        group.MapGet("/statistics", StatisticsAsync).ProducesErrors(400);
    }

    /// <summary>Lists what came in, newest first.</summary>
    /// <param name="state">received, ready, failed or not_image; any unless told.</param>
    /// <param name="limit">Most rows, 1 to 200; 50 unless told.</param>
    /// <param name="cursor">Where the page before ended.</param>
    private static async Task<Results<Ok<Page<IngestRow>>, ProblemHttpResult>> IngestsAsync(
        HttpContext http, OfficeStore store, string? state, int? limit, string? cursor)
    {
        if (!Paging.TryRead(limit, cursor, out var take, out Guid before)) return Paging.Malformed;
        if (state is not (null or InstanceState.Received or InstanceState.Ready or InstanceState.Failed or InstanceState.NotImage))
            return Words.Of(Malformed.IngestState).Problem;
        var rows = await store.IngestsAsync(Reach.Of(http), state, take + 1, before, http.RequestAborted);
        return TypedResults.Ok(Page.Of(rows, take, row => row.Id));
    }

    /// <summary>Has a failed instance prepared once more.</summary>
    /// <param name="id">Of the ingest.</param>
    private static async Task<Results<NoContent, ProblemHttpResult>> RetryAsync(
        Guid id, HttpContext http, OfficeStore store, Workers workers, Audit audit)
    {
        if (!await store.RetryAsync(Reach.Of(http), id, http.RequestAborted))
            return await audit.RefuseAsync(http, Missing.Ingest, "instance:" + id);
        workers.Wake(Preparation.WorkerName);
        await audit.RecordAsync(http, new AuditEntry("film.retry", "instance:" + id));
        return TypedResults.NoContent();
    }

    /// <summary>Lists links, newest first.</summary>
    /// <param name="limit">Most rows, 1 to 200; 50 unless told.</param>
    /// <param name="cursor">Where the page before ended.</param>
    private static async Task<Results<Ok<Page<LinkRow>>, ProblemHttpResult>> LinksAsync(
        HttpContext http, OfficeStore store, int? limit, string? cursor)
    {
        if (!Paging.TryRead(limit, cursor, out var take, out Guid before)) return Paging.Malformed;
        var rows = await store.LinksAsync(Reach.Of(http), take + 1, before, http.RequestAborted);
        return TypedResults.Ok(Page.Of(rows, take, row => row.Id));
    }

    /// <summary>Revokes a link: it stops opening within a second.</summary>
    /// <param name="id">Of the link.</param>
    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(Guid id, HttpContext http, FilmLinks links, Audit audit)
    {
        if (!await links.RevokeAsync(Reach.Of(http), id, http.RequestAborted))
            return await audit.RefuseAsync(http, Missing.Link, "link:" + id);
        await audit.RecordAsync(http, new AuditEntry("film.link_revoke", "link:" + id));
        return TypedResults.NoContent();
    }

    /// <summary>Counts films, links and views day by day, up to a year.</summary>
    /// <remarks>A period that cannot be is refused with <c>film.period_malformed</c>.</remarks>
    /// <param name="from">First day; 29 days before the last unless told.</param>
    /// <param name="to">Last day; today in Shanghai unless told.</param>
    private static async Task<Results<Ok<Page<FilmDay>>, ProblemHttpResult>> StatisticsAsync(
        HttpContext http, DayStore days, TimeProvider time, DateOnly? from, DateOnly? to)
    {
        if (DayPeriod.Of(from, to, ShanghaiTime.Day(time.GetUtcNow())) is not var (first, last)) return Words.Of(Malformed.Period).Problem;
        return TypedResults.Ok(new Page<FilmDay>(await days.StatisticsAsync(Reach.Of(http), first, last, http.RequestAborted), null));
    }
}
