using System.Threading.RateLimiting;

namespace Bff.Platform.Http;

/// <summary>How many requests a second one address may make under some paths; registered by the slice that owns them.</summary>
/// <param name="Name">Paths of one name share one counter.</param>
/// <param name="Paths">Beginnings of paths, whole segments.</param>
/// <param name="PerSecond">Requests a second, lasting.</param>
/// <param name="Burst">Requests at once after a pause.</param>
public sealed record AddressLimit(string Name, string[] Paths, int PerSecond, int Burst);

/// <summary>
/// Limits on what a stranger can reach. Guessing is counted per factor in the database (<see cref="Throttle"/>); these keep one address
/// from
/// flooding the cheap anonymous routes. Paths without a limit have a guard of their own (a film link's signature, a session).
/// </summary>
public static class Limits
{
    /// <summary>Applies every <see cref="AddressLimit"/> that is registered.</summary>
    public static void AddLimits(this IServiceCollection services)
    {
        services.AddSingleton(new AddressLimit("operations", ["/health", "/openapi", "/api-docs"], PerSecond: 100, Burst: 600));
        services.AddRateLimiter(_ => { });
        services.AddOptions<Microsoft.AspNetCore.RateLimiting.RateLimiterOptions>()
            .Configure<IEnumerable<AddressLimit>>((options, limits) =>
        {
            AddressLimit[] all = [.. limits];
            options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http => Partition(http, all));
            options.OnRejected = async (context, _) =>
            {
                var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
                await Problems.WriteAsync(context.HttpContext, 429, "request.too_many", "请求太频繁，请稍后再试。", wait);
            };
        });
    }

    private static RateLimitPartition<string> Partition(HttpContext http, AddressLimit[] limits)
    {
        foreach (var limit in limits)
        {
            if (!Array.Exists(limit.Paths, path => http.Request.Path.StartsWithSegments(path))) continue;
            return RateLimitPartition.GetTokenBucketLimiter(limit.Name + ":" + CallerNetwork.Of(http), _ =>
                new TokenBucketRateLimiterOptions
                {
                    TokenLimit = limit.Burst,
                    TokensPerPeriod = limit.PerSecond,
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                    AutoReplenishment = true,
                });
        }
        return RateLimitPartition.GetNoLimiter("");
    }
}
