using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bff.Platform.Http.Description;
using Bff.Platform.Pipes;
using Npgsql;

namespace Bff.Platform.Ops;

/// <summary>What <c>GET /health/ready</c> answers: every dependency by name, <c>ok</c> or what is wrong in a word.</summary>
public sealed record HealthReport(string Status, IReadOnlyDictionary<string, string> Checks);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(HealthReport))]
internal sealed partial class OpsJson : JsonSerializerContext;

/// <summary>One line of readiness, registered by the library that needs the dependency.</summary>
/// <param name="Name">As it stands in the report.</param>
/// <param name="IsRequired">Whether the host is down without it; else it is degraded.</param>
/// <param name="Check">Throws when the dependency does not work; cancelled after two seconds.</param>
public sealed record ReadinessCheck(string Name, bool IsRequired, Func<CancellationToken, Task> Check);

/// <summary>For whoever runs the service: health, metrics, the API's description.</summary>
public static class Operations
{
    public static void MapOperations(this IEndpointRouteBuilder app)
    {
        app.ServiceProvider.GetRequiredService<Metrics>(); // Listens from the first request on.
        app.MapGet("/health/live", () => TypedResults.Text("live")).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/health/ready", ReadyAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/metrics", (HttpContext http, Metrics metrics) => FromInside(http)
            ? Results.Text(metrics.Write(), "text/plain; version=0.0.4")
            : Problems.Of(404, "request.unknown", "没有这个地址。")).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/openapi/v1.json", async (PublishedDescription description, HttpContext http) =>
            Results.Bytes(await description.JsonAsync(http.RequestAborted), "application/json; charset=utf-8")).AllowAnonymous()
                .ExcludeFromDescription();
    }

    /// <summary>The line of the database and of the cache; without the cache the service goes on, slower.</summary>
    public static void AddReadiness(this IServiceCollection services)
    {
        services.AddSingleton(provider =>
            new ReadinessCheck("database", true, token =>
                provider.GetRequiredService<NpgsqlDataSource>().ListAsync("select 1", r => r.GetInt32(0), token)));
        services.AddSingleton(provider =>
            new ReadinessCheck("cache", false, token => provider.GetRequiredService<SharedCache>().CheckAsync(token)));
    }

    private static async Task<IResult> ReadyAsync(IEnumerable<ReadinessCheck> readiness, Workers workers, HttpContext http)
    {
        var (checks, ready) = (new Dictionary<string, string>(), true);
        foreach (var check in readiness)
        {
            checks[check.Name] = await CheckAsync(check.Check, http.RequestAborted);
            ready &= !check.IsRequired || checks[check.Name] == "ok";
        }
        foreach (var worker in workers.Health.Where(worker => worker.IsFailing)) checks["worker " + worker.Name] = "failing";
        return Results.Json(new HealthReport(!ready ? "down" : checks.Values.All(v => v == "ok") ? "ready" : "degraded", checks),
            OpsJson.Default.HealthReport, statusCode: ready ? 200 : 503);
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

    private static readonly IPNetwork[] Private =
        [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("fc00::/7")];
}
