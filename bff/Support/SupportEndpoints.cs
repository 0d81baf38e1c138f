using Bff.Platform.Pipes;
using Bff.Support.Desk;
using Bff.Support.Knowledge;
using Bff.Support.Live;
using Bff.Support.Office;
using Bff.Support.Talk;

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
        app.MapLiveHub<SupportHub>("/hubs/support").RequireAuthorization(Policies.SignedIn);
    }
}
