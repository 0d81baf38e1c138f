using System.Security.Cryptography;
using Scalar.AspNetCore;

namespace Bff.Platform.Http.Description;

/// <summary>
/// The page that shows the API to integrators: Scalar over our own description, from assets inside its library. It loads and calls nothing outside,
/// and its content policy would not let it.
/// </summary>
public static class ApiPage
{
    private const string Path = "/api-docs";

    /// <summary>Maps the page in the sandbox; in production only with <c>ApiDocs:Enabled</c>.</summary>
    public static void MapApiPage(this WebApplication app)
    {
        if (app.Environment.IsProduction() && !app.Configuration.GetValue("ApiDocs:Enabled", false)) return;
        app.MapScalarApiReference(Path, Configure).AllowAnonymous().MayBeKept(KeptBy.Everyone).ExcludeFromDescription();
    }

    private static void Configure(ScalarOptions options, HttpContext http)
    {
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        options.Title = "接口说明";
        options.OpenApiRoutePattern = "/openapi/v1.json";
        options.Favicon = "/favicon.svg";
        options.Nonce = nonce;
        // What would leave this host: fonts, usage reports, the AI chat, links to Scalar's own client and its toolbar.
        options.DefaultFonts = false;
        options.Telemetry = false;
        options.DisableAgent();
        options.HideClientButton = true;
        options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
            + "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";
    }
}
