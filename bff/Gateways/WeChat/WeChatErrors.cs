using Bff.Gateways.Calls;

namespace Bff.Gateways.WeChat;

/// <summary>WeChat's numbers (errcode) in our words. Zero, or none at all, is success.</summary>
internal static class WeChatErrors
{
    /// <summary>What a number means in a call that carries an access token.</summary>
    public static GatewayVerdict Of(long errcode) => errcode switch
    {
        0 => GatewayVerdict.Ok,
        // Busy; too often in a minute (per user or address); sends to one openid at the same time.
        -1 or 45011 or 43108 => GatewayVerdict.RetryLater,
        40001 or 40014 or 41001 or 42001 => GatewayVerdict.RefreshToken,
        45009 => GatewayVerdict.Quota,
        // Codes: wrong, used, missing, timed out; a user's own refresh token; a user the platform blocks for risk.
        40029 or 40163 or 41008 or 42003 or 40030 or 42002 or 40226 => GatewayVerdict.ThisUser,
        // Openid of nobody; not following, refused or blocked; outside the reply window or its count.
        40003 or 43004 or 43005 or 43101 or 45015 or 45047 => GatewayVerdict.ThisUser,
        40036 or 40037 or 41030 or 47001 or 47003 or 82446 => GatewayVerdict.ThisTemplate,
        // App id and secret: wrong, missing, frozen; grant type; no permission; our address not listed or not confirmed; signing.
        40002 or 40013 or 40125 or 41002 or 41004 or 40243 or 48001 or 48004 or 40164 or 89503 or 40234 or 40235 =>
            GatewayVerdict.Configuration,
        _ => GatewayVerdict.NotUnderstood,
    };

    /// <summary>What a number means where app id and secret are given and no token is: 40001 is then a wrong secret.</summary>
    public static GatewayVerdict OfSignIn(long errcode) =>
        Of(errcode) is GatewayVerdict.RefreshToken ? GatewayVerdict.Configuration : Of(errcode);
}
