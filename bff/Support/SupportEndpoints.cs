using Bff.Support.Desk;
using Bff.Support.Knowledge;
using Bff.Support.Live;
using Bff.Support.Office;
using Bff.Support.Talk;
using Microsoft.AspNetCore.Http.Connections;

namespace Bff.Support;

/// <summary>Routes of the customer service.</summary>
public static class SupportEndpoints
{
    /// <summary>Maps the slice's routes.</summary>
    public static void MapSupport(this IEndpointRouteBuilder app)
    {
        app.MapTalk();
        app.MapDesk();
        app.MapOffice();
        app.MapStatistics();
        app.MapKnowledge();
        // Web sockets only: their handshake carries an Origin from every browser, so another site's page cannot use the cookie.
        app.MapHub<SupportHub>("/hubs/support", hub => hub.Transports = HttpTransportType.WebSockets)
            .RequireAuthorization(Policies.SignedIn);
    }
}
