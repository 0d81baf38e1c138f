namespace Bff.Platform.Http;

/// <summary>Who may keep an answer.</summary>
public enum KeptBy
{
    /// <summary>Anybody on the way: it is the same for all and no secret.</summary>
    Everyone,

    /// <summary>The browser that asked; nothing between it and us.</summary>
    OwnBrowser,
}

/// <summary>Declares that answers of an endpoint may be kept. What does not declare it is kept by nobody, whatever headers it sets.</summary>
/// <param name="By">Who may keep them.</param>
public sealed record MayBeKept(KeptBy By);

/// <summary>Headers that every answer carries, set at the last moment before it leaves, so that no handler of errors loses them.</summary>
public static class SecurityHeaders
{
    // Inline style is what Vue and Vant set on elements; scripts come from our own files only. mp.weixin pages and 随申办 open us as a whole
    // page, not in a frame.
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; "
        + "font-src 'self' data:; "
        + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private const string NoStore = "no-store";

    /// <summary>
    /// Declares who may keep answers of a route or a group; how long, each answer says in its own <c>Cache-Control</c>, else it is asked for
    /// anew each time.
    /// </summary>
    public static TBuilder MayBeKept<TBuilder>(this TBuilder builder, KeptBy by)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new MayBeKept(by));

    /// <summary>Has the headers set when the answer starts; the first thing of the pipeline.</summary>
    internal static void SetOnStarting(HttpContext http) => http.Response.OnStarting(
        state =>
        {
            Set((HttpContext)state);
            return Task.CompletedTask;
        },
        http);

    private static void Set(HttpContext http)
    {
        var headers = http.Response.Headers;
        // A page may have a stricter policy of its own.
        if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer"; // A film link is a credential: it must not leave in a Referer.
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // Asked now and not at the beginning: by now the proxy's word about the scheme is heard.
        if (http.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        headers.CacheControl = Kept(http, headers.CacheControl.ToString());
    }

    private static string Kept(HttpContext http, string asked)
    {
        if (http.Response.StatusCode is < 200 or >= 400 || http.GetEndpoint()?.Metadata.GetMetadata<MayBeKept>() is not { } declared) return NoStore;
        return declared.By switch
        {
            KeptBy.Everyone => asked.Length > 0 ? asked : "no-cache",
            KeptBy.OwnBrowser => asked.Contains("private", StringComparison.Ordinal) ? asked : NoStore,
        };
    }
}
