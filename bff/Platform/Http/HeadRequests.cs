namespace Bff.Platform.Http;

/// <summary>
/// HEAD is answered wherever GET is (RFC 9110 9.3.2). Routing is shown a GET, all after it the HEAD that was sent and signed; the server
/// drops what is written as the body.
/// </summary>
public static class HeadRequests
{
    private static readonly object Mark = new();

    /// <summary>Routing, in which a GET route is one of HEAD as well.</summary>
    public static void UseRoutingWithHead(this IApplicationBuilder app)
    {
        app.Use((HttpContext http, RequestDelegate next) =>
        {
            if (HttpMethods.IsHead(http.Request.Method)) (http.Items[Mark], http.Request.Method) = (Mark, HttpMethods.Get);
            return next(http);
        });
        app.UseRouting();
        app.Use((HttpContext http, RequestDelegate next) =>
        {
            if (http.Items.Remove(Mark)) http.Request.Method = HttpMethods.Head;
            return next(http);
        });
    }
}
