using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;

namespace Bff.Platform.Pipes;

/// <summary>How a slice maps a hub: one way for all, whichever node is reached and whoever connects.</summary>
public static class LiveHubs
{
    /// <summary>What a client is told to wait when there is no line for it.</summary>
    private static readonly TimeSpan Full = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Maps a hub. Web sockets only: their handshake names the page it comes from, so that another site's page is refused, and it is one
    /// request. A client that asks first what there is (negotiation) is told so by any node, and what it is told binds it to none.
    /// </summary>
    public static HubEndpointConventionBuilder MapLiveHub<THub>(this IEndpointRouteBuilder app, string path)
        where THub : Hub
    {
        var hub = app.MapHub<THub>(path, options => options.Transports = HttpTransportType.WebSockets);
        hub.Add(endpoint =>
        {
            var inner = endpoint.RequestDelegate!;
            var isNegotiation = endpoint is RouteEndpointBuilder { RoutePattern.RawText: { } route }
                && route.EndsWith("/negotiate", StringComparison.Ordinal);
            endpoint.RequestDelegate = isNegotiation ? NegotiateAsync : http => ConnectAsync(http, inner);
        });
        return hub;
    }

    private static async Task ConnectAsync(HttpContext http, RequestDelegate inner)
    {
        if (await RefuseAsync(http)) return;
        // A ticket is spent. An id is what some node gave in a negotiation, and would be looked for on this one.
        http.Request.QueryString = QueryString.Empty;
        if (!await http.RequestServices.GetRequiredService<HubLines>().HoldAsync(CallerNetwork.Of(http), () => inner(http)))
            await Problems.WriteAsync(http, 429, "request.too_many", "连接太多，请稍后再试。", Full);
    }

    private static async Task NegotiateAsync(HttpContext http)
    {
        if (await RefuseAsync(http)) return;
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-store";
        var id = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        var transport = """{"transport":"WebSockets","transferFormats":["Text","Binary"]}""";
        var answer = $$"""{"negotiateVersion":1,"connectionId":"{{id}}","connectionToken":"{{id}}","availableTransports":[{{transport}}]}""";
        await http.Response.WriteAsync(answer, Encoding.UTF8, http.RequestAborted);
    }

    /// <summary>Refuses pages of other sites. A header of its own is what no page can send with a socket: such a client is none.</summary>
    private static async Task<bool> RefuseAsync(HttpContext http)
    {
        var headers = http.Request.Headers;
        if (headers.Origin.Count == 0 || headers.Authorization.Count > 0 || PublicAddress.Of(http).IsOwnPage(http.Request)) return false;
        var entry = new AuditEntry("request.foreign_origin", "route:" + Problems.Route(http), Refused: true);
        await http.RequestServices.GetRequiredService<Audit>().RecordAsync(http, entry);
        await Problems.WriteAsync(http, 403, "request.foreign_origin", "请求来自其他网站，已拒绝。");
        return true;
    }
}
