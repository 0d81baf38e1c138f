using Bff.Platform.Sheets;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Support.Office;

/// <summary>Figures for supervisors.</summary>
internal static class StatisticsEndpoints
{
    public static void MapStatistics(this IEndpointRouteBuilder app)
    {
        var staff = app.MapGroup("/api/staff/support").RequireAuthorization(SupportServices.StaffAgent).WithTags("support");
        staff.MapGet("/statistics", StatisticsAsync).ProducesErrors(400);
        staff.MapGet("/statistics.csv", StatisticsCsvAsync).GivesFile("text/csv").ProducesErrors(400);
    }

    /// <summary>Counts conversations, hand-offs, ratings and questions of some days, by Shanghai's calendar.</summary>
    /// <remarks>A period that cannot be is refused with <c>request.invalid</c> and named under <c>from</c>.</remarks>
    /// <param name="from">First day; 29 days before the last when left out.</param>
    /// <param name="to">Last day, included; today when left out.</param>
    private static async Task<Results<Ok<SupportStatistics>, ProblemHttpResult>> StatisticsAsync(
        HttpContext http, StatisticsStore store, TimeProvider time, DateOnly? from, DateOnly? to)
    {
        if (Period(time, from, to) is not var (first, last)) return Malformed;
        return TypedResults.Ok(await store.ReadAsync(Reach.Of(http), first, last, http.RequestAborted));
    }

    /// <summary>The same figures as a table, a row for each day.</summary>
    /// <param name="from">First day; 29 days before the last when left out.</param>
    /// <param name="to">Last day, included; today when left out.</param>
    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> StatisticsCsvAsync(
        HttpContext http, StatisticsStore store, TimeProvider time, DateOnly? from, DateOnly? to)
    {
        if (Period(time, from, to) is not var (first, last)) return Malformed;
        var statistics = await store.ReadAsync(Reach.Of(http), first, last, http.RequestAborted);
        http.Response.Headers.ContentDisposition = "attachment; filename=support-statistics.csv";
        return TypedResults.Bytes(SheetText.Csv(statistics.Sheet()), "text/csv; charset=utf-8");
    }

    private static ProblemHttpResult Malformed => Problems.Fields(("from", "应为不超过 366 天的日期范围。"));

    private static (DateOnly First, DateOnly Last)? Period(TimeProvider time, DateOnly? from, DateOnly? to) =>
        DayPeriod.Of(from, to, ShanghaiTime.Day(time.GetUtcNow()));
}
