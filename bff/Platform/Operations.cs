using System.Net;
using Bff.Gateways.FilmArchive;
using Bff.Platform.Pipes;
using Npgsql;

namespace Bff.Platform;

/// <summary>What <c>GET /health/ready</c> answers: every dependency by name, <c>ok</c> or what is wrong in a word.</summary>
internal sealed record HealthReport(string Status, IReadOnlyDictionary<string, string> Checks);

/// <summary>For whoever runs the service: health, metrics, the API's description.</summary>
internal static class Operations
{
    public static void MapOperations(this IEndpointRouteBuilder app)
    {
        app.ServiceProvider.GetRequiredService<Metrics>(); // Listens from the first request on.
        app.MapGet("/health/live", () => TypedResults.Text("live")).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/health/ready", ReadyAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/metrics", (HttpContext http, Metrics metrics) => FromInside(http)
            ? Results.Text(metrics.Write(), "text/plain; version=0.0.4")
            : Problems.Of(404, "request.unknown", "没有这个地址。")).AllowAnonymous().ExcludeFromDescription();
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
    }

    private static async Task<IResult> ReadyAsync(NpgsqlDataSource db, IFilmArchive archive, SharedCache cache, Workers workers, HttpContext http)
    {
        var checks = new Dictionary<string, string>
        {
            ["database"] = await CheckAsync(token => db.ListAsync("select 1", r => r.GetInt32(0), token), http.RequestAborted),
            ["cache"] = await CheckAsync(token => cache.CheckAsync(token), http.RequestAborted),
            ["filmStore"] = await CheckAsync(token => archive.CheckAsync(token), http.RequestAborted),
        };
        foreach (var worker in workers.Health.Where(worker => worker.IsFailing)) checks["worker " + worker.Name] = "failing";
        // Without the cache the service goes on, slower; without the others it cannot.
        var ready = checks["database"] == "ok" && checks["filmStore"] == "ok";
        return Results.Json(new HealthReport(!ready ? "down" : checks.Values.All(v => v == "ok") ? "ready" : "degraded", checks),
            PlatformJson.Default.HealthReport, statusCode: ready ? 200 : 503);
    }

    private static async Task<string> CheckAsync(Func<CancellationToken, Task> check, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            await check(patience.Token);
            return "ok";
        }
        catch (OperationCanceledException)
        {
            return "timeout";
        }
#pragma warning disable CA1031 // Whatever a dependency throws, the report is the answer; the cause is in the dependency's own log line.
        catch (Exception)
#pragma warning restore CA1031
        {
            return "down";
        }
    }

    /// <summary>Metrics are for this machine and private networks (the scraper), not for the public side of a proxy.</summary>
    private static bool FromInside(HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is not { } address) return false;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return IPAddress.IsLoopback(plain) || Array.Exists(Private, n => n.Contains(plain));
    }

    private static readonly IPNetwork[] Private = [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("fc00::/7")];
}
