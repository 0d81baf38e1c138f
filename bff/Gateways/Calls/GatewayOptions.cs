using System.ComponentModel.DataAnnotations;

namespace Bff.Gateways.Calls;

/// <summary>Settings under <c>Gateways</c>, the same for every platform.</summary>
internal sealed class GatewayOptions
{
    /// <summary>The longest one try may take, answer included.</summary>
    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>The longest a call may take with its repeats.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>Bytes of an answer that are read; the rest of a longer one never is.</summary>
    [Range(1024, 64 << 20)]
    public int MostBytes { get; set; } = 256 << 10;

    /// <summary>Tries within <see cref="BreakerWindow"/> before the breaker judges; it opens when half of them failed.</summary>
    [Range(2, 10_000)]
    public int BreakerTries { get; set; } = 10;

    /// <summary>How far back the breaker looks.</summary>
    public TimeSpan BreakerWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an open breaker lets nothing through.</summary>
    public TimeSpan BreakerPause { get; set; } = TimeSpan.FromSeconds(15);
}
