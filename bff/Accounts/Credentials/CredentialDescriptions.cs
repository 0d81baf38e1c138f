using Bff.Platform.Http.Description;
using Microsoft.OpenApi;

namespace Bff.Accounts.Credentials;

/// <summary>The credentials that <see cref="CredentialHandler"/> reads, as the API description names them.</summary>
internal static class CredentialDescriptions
{
    private static readonly string[] People = ["patient", "staff"], Apps = ["integrator"];

    public static readonly Credential[] All =
    [
        new("session", People, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Cookie,
            Name = "__Host-" + CredentialHandler.Cookie,
            Description = "The session of a browser (`" + CredentialHandler.Cookie + "` in a sandbox without TLS). Unsafe methods also need an `Origin` that is our own.",
        }),
        new("bearerSession", People, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "The `token` that sign-in answered; opaque, ends with `DELETE /api/session`.",
        }),
        new("signedRequest", Apps, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = "X-Signature",
            Description = "Base64 of HMAC-SHA256 with the app's secret over `METHOD\\nPATH_AND_QUERY\\nTIMESTAMP\\nNONCE\\nCONTENT_SHA256`, "
                + "with the headers "
                + "`X-App-Id`, `X-Timestamp` (unix seconds, at most 300 s off), `X-Nonce` (used once) and `X-Content-SHA256` "
                + "(lower-case hex of the body). PATH_AND_QUERY is the address exactly as it is sent, CONTENT_SHA256 that of an empty text where "
                + "there is no body. A wrong signature, a nonce used before and a clock that is off are 401, a foreign address 403. "
                + "`POST /api/film/links` shows it in bash, Python and Node.",
        }, Samples: [Sample("bash", "sh"), Sample("python", "py"), Sample("javascript", "mjs")]),
        new("appKey", Apps, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "The app key of a PACS, which can send no signature; under `/dicomweb` alone.",
        }, Path: "/dicomweb"),
    ];

    private static CodeSample Sample(string language, string extension)
    {
        using var file = typeof(CredentialDescriptions).Assembly.GetManifestResourceStream("signed-request." + extension)!;
        using var text = new StreamReader(file);
        return new CodeSample(language, text.ReadToEnd());
    }
}
