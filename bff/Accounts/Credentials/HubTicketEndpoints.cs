using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Accounts.Credentials;

internal static class HubTicketEndpoints
{
    private const int MostAMinute = 60;

    public static void MapHubTickets(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/hub-tickets", IssueAsync).RequireAuthorization(Policies.SignedIn).ProducesErrors(429);

    /// <summary>Gives a ticket that opens one live connection (`/hubs/…?ticket=`) within a minute.</summary>
    /// <returns>The ticket.</returns>
    private static async Task<Results<Ok<HubTicket>, ProblemHttpResult>> IssueAsync(HttpContext http, HubTickets tickets, Throttle throttle)
    {
        var session = Caller.Of(http) switch
        {
            Caller.Patient patient => patient.SessionId,
            Caller.Staff staff => staff.SessionId,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        http.Response.Headers.CacheControl = "no-store";
        var wait = await throttle.TryAsync("hub-ticket:" + session, MostAMinute, TimeSpan.FromMinutes(1), http.RequestAborted);
        if (wait is { } pause)
        {
            http.Response.Headers.RetryAfter =
                ((int)Math.Ceiling(pause.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
            return Problems.Of(429, "request.too_many", "请求太频繁，请稍后再试。");
        }
        return TypedResults.Ok(await tickets.IssueAsync(session, http.RequestAborted));
    }
}
