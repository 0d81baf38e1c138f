namespace Bff.Platform;

/// <summary>
/// Every key and channel in Redis with its lifetime, one line each. Redis holds only what may be lost at any moment:
/// nothing here is the only copy, a permission or a count of guesses.
/// </summary>
internal static class RedisKeys
{
    /// <summary>Asked for by the readiness check; never written.</summary>
    public const string Probe = "bff:probe";
}
