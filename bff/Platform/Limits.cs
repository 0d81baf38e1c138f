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
}
