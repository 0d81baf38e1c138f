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
        services.AddSingleton<Readiness>();
        services.AddSingleton(provider =>
            new ReadinessCheck("database", true, token =>
                provider.GetRequiredService<NpgsqlDataSource>().ListAsync("select 1", r => r.GetInt32(0), token)));
        services.AddSingleton(provider =>
            new ReadinessCheck("cache", false, token => provider.GetRequiredService<SharedCache>().CheckAsync(token)));
    }

    private static async Task<IResult> ReadyAsync(Readiness readiness, Workers workers, HttpContext http)
    {
        var (checks, ready) = await readiness.AskAsync(http.RequestAborted);
        foreach (var worker in workers.Health.Where(worker => worker.IsFailing)) checks["worker " + worker.Name] = "failing";
        return Results.Json(new HealthReport(!ready ? "down" : checks.Values.All(v => v == "ok") ? "ready" : "degraded", checks),
            OpsJson.Default.HealthReport, statusCode: ready ? 200 : 503);
    }

    /// <summary>
    /// Metrics are for whoever calls this node itself from this machine or a private network (the scraper). What came through a proxy, believed
    /// or not, is not from inside, though its sender may sit in a private network as well.
    /// </summary>
    private static bool FromInside(HttpContext http)
    {
        if (Array.Exists(Forwarded, http.Request.Headers.ContainsKey)) return false;
        if (http.Connection.RemoteIpAddress is not { } address) return false;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return IPAddress.IsLoopback(plain) || Array.Exists(Private, n => n.Contains(plain));
    }

    /// <summary>Headers of proxies, also as the middleware that takes their word leaves them.</summary>
    private static readonly string[] Forwarded = ["X-Forwarded-For", "X-Original-For", "X-Forwarded-Proto", "X-Original-Proto", "X-Real-IP", "Forwarded", "Via"];

    private static readonly IPNetwork[] Private =
        [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("fc00::/7")];
}
