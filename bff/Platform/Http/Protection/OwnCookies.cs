namespace Bff.Platform.Http;

/// <summary>
/// The only way to cookies. Over TLS their names begin with <c>__Host-</c>: a browser takes such a cookie from this host alone, over TLS
/// alone and for the whole of it, so that no other host of the domain can plant or read one.
/// </summary>
public static class OwnCookies
{
    private const string Prefix = "__Host-";

    /// <summary>The cookie of the request, or null.</summary>
    public static string? Read(HttpRequest request, string name) => request.Cookies[NameOf(request.HttpContext, name)];

    /// <summary>Sets a cookie that scripts cannot read and that other sites' forms do not bring.</summary>
    /// <param name="lifetime">From now on.</param>
    public static void Set(HttpContext http, string name, string value, TimeSpan lifetime) =>
        http.Response.Cookies.Append(NameOf(http, name), value, Options(http, lifetime));

    /// <summary>Has the browser drop it.</summary>
    public static void Delete(HttpContext http, string name) => http.Response.Cookies.Delete(NameOf(http, name), Options(http, null));

    private static string NameOf(HttpContext http, string name) => IsSecure(http) ? Prefix + name : name;

    private static CookieOptions Options(HttpContext http, TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = IsSecure(http),
        Path = "/",
        MaxAge = lifetime,
    };

    /// <summary>The sandbox is also used without TLS; production never gives a credential to a browser that came without.</summary>
    private static bool IsSecure(HttpContext http) =>
        http.Request.IsHttps || http.RequestServices.GetRequiredService<IHostEnvironment>().IsProduction();
}
