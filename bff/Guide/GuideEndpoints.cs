using Bff.Guide.Maps;
using Bff.Guide.Points;
using Bff.Guide.Public;
using Bff.Guide.Routes;
using Bff.Guide.Staff.Campuses;
using Bff.Guide.Staff.Closures;
using Bff.Guide.Staff.HereCodes;
using Bff.Guide.Staff.Imports;
using Bff.Guide.Staff.Places;
using Bff.Platform.Pipes;

namespace Bff.Guide;

/// <summary>
/// Routes of the guide. A map is no secret and a printed code opens without sign-in: the public part is anonymous, with a limit per
/// address. Staff reach their own hospital only; city-wide staff reach all.
/// </summary>
public static class GuideEndpoints
{
    /// <summary>Maps the slice's routes.</summary>
    public static void MapGuide(this IEndpointRouteBuilder app)
    {
        var guide = app.MapGroup("/api/guide").AllowAnonymous().WithTags("guide");
        guide.MapCampuses();
        guide.MapPois();
        guide.MapRoutes();
        guide.MapHere();
        app.MapGuidePage();
        app.MapScannedCodes();
        app.MapLiveHub<GuideHub>("/hubs/guide").AllowAnonymous();
        app.MapPoints();

        var staff = app.MapGroup("/api/staff/guide").RequireAuthorization(GuideServices.StaffGuide).WithTags("guide")
            .AddEndpointFilter<UnreachedAudit>();
        staff.MapStaffCampuses();
        staff.MapImports();
        staff.MapPlaces();
        staff.MapClosures();
        staff.MapHereCodes();
        staff.MapInspection();
    }
}
