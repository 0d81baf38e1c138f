namespace Bff.Gateways.Calls;

/// <summary>What an outside platform's answer means to us. Its own codes end at the gateway.</summary>
public enum GatewayVerdict
{
    /// <summary>It did what was asked.</summary>
    Ok,

    /// <summary>It is busy or broken; the same call may succeed in a moment.</summary>
    RetryLater,

    /// <summary>The access token is stale: fetch another and repeat once.</summary>
    RefreshToken,

    /// <summary>Our allowance is used up until it is renewed.</summary>
    Quota,

    /// <summary>This person's code, account or choice is the reason; nobody else's call is affected.</summary>
    ThisUser,

    /// <summary>This message template or its values are the reason.</summary>
    ThisTemplate,

    /// <summary>Our registration is wrong: app id, secret, permission or address. Somebody has to act.</summary>
    Configuration,

    /// <summary>No answer we can read: not JSON, too large, an unknown code, something missing.</summary>
    NotUnderstood,

    /// <summary>No answer: no connection, silence, or the breaker is open.</summary>
    Unreachable,

    /// <summary>This host has no account at the platform.</summary>
    NotConfigured,
}

/// <summary>A platform's answer.</summary>
/// <param name="Verdict">What it means.</param>
/// <param name="Value">Only with <see cref="GatewayVerdict.Ok"/>.</param>
/// <param name="Wait">How long to wait before asking again; zero where that does not help.</param>
public readonly record struct GatewayAnswer<T>(GatewayVerdict Verdict, T? Value = default, TimeSpan Wait = default);
