using System.Threading.RateLimiting;

namespace Bff.Platform;

/// <summary>
/// Limits on what a stranger can reach. Guessing is counted per factor in the database (<see cref="Throttle"/>); these keep one address from
/// flooding the cheap anonymous routes. Film links have their own door.
/// </summary>
internal static class Limits
{
    public static void AddLimits(this IServiceCollection services) => services.AddRateLimiter(options =>
    {
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http =>
        {
            var path = http.Request.Path;
            var cheap = path.StartsWithSegments("/api/session") || path.StartsWithSegments("/health") || path.StartsWithSegments("/api/sandbox") || path.StartsWithSegments("/openapi");
            if (path.StartsWithSegments("/api/guide") || path.StartsWithSegments("/g") || path.StartsWithSegments("/hubs/guide"))
                return RateLimitPartition.GetTokenBucketLimiter("guide:" + http.Connection.RemoteIpAddress, _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = GuidePerSecond(http) * 5,
                    TokensPerPeriod = GuidePerSecond(http),
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                    AutoReplenishment = true,
                });
            return cheap
                ? RateLimitPartition.GetTokenBucketLimiter("address:" + http.Connection.RemoteIpAddress, _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = 600,
                    TokensPerPeriod = 100,
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                    AutoReplenishment = true,
                })
                : RateLimitPartition.GetNoLimiter("");
        });
        options.OnRejected = async (context, _) =>
        {
            var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
            await Problems.WriteAsync(context.HttpContext, 429, "request.too_many", "请求太频繁，请稍后再试。", wait);
        };
    });

    // A hospital's visitors share one address behind its wireless network. In the sandbox that address is the developer measuring.
    private static int GuidePerSecond(HttpContext http) => http.RequestServices.GetRequiredService<IConfiguration>()
        .GetValue("Guide:RequestsPerSecond", http.RequestServices.GetRequiredService<IHostEnvironment>().IsProduction() ? 300 : 50_000);
}
