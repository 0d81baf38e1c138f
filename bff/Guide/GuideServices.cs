using Bff.Guide.Contract;
using Bff.Guide.Maps;
using Bff.Guide.Points;
using Bff.Guide.Routes;
using Bff.Guide.Staff.Campuses;
using Bff.Guide.Staff.Closures;
using Bff.Guide.Staff.HereCodes;
using Bff.Guide.Staff.Imports;
using Bff.Guide.Staff.Places;
using Bff.Platform.Pipes;
using Microsoft.AspNetCore.SignalR;

namespace Bff.Guide;

/// <summary>The slice of indoor navigation.</summary>
public static class GuideServices
{
    /// <summary>May edit maps, places, closures and inspection points.</summary>
    internal const string StaffGuide = "staff-guide";

    // Within a second of the minute it stands for, a scheduled closure has begun on every page.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);

    /// <summary>Registers the slice: its policy, limit, JSON and the maps in memory.</summary>
    public static void AddGuide(this IServiceCollection services)
    {
        services.AddStaffPolicy(StaffGuide, "guide");
        services.AddApiTag("guide", "Wayfinding indoors: maps, places and routes for visitors; maps, closures and inspection for staff.");
        services.AddJson(GuideJson.Default, GuideStaffJson.Default);
        services.AddSingleton(provider =>
            Limit(provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<IHostEnvironment>()));
        services.AddOptions<GuideOptions>().BindConfiguration("Guide").ValidateDataAnnotations().ValidateOnStart();
        services.AddMaps();
        services.AddSingleton<KeptRoutes>().AddSingleton<RouteService>();
        services.AddSingleton<CampusStore>().AddSingleton<CampusService>();
        services.AddSingleton<ImportStore>().AddSingleton<ImportService>();
        services.AddSingleton<PlaceStore>().AddSingleton<PlaceService>();
        services.AddSingleton<ClosureStore>().AddSingleton<ClosureService>();
        services.AddSingleton<HereCodeStore>().AddSingleton<HereCodeService>();
        services.AddSingleton<PointStore>().AddSingleton<PointService>();
        services.AddSingleton(provider => new GuideSites(
            provider.GetRequiredService<GuideMaps>(), provider.GetRequiredService<CampusStore>(),
                provider.GetRequiredService<ImportService>(),
            provider.GetRequiredService<PointStore>(), provider.GetRequiredService<TimeProvider>()));
    }

    private static void AddMaps(this IServiceCollection services)
    {
        services.AddSingleton<SiteStore>().AddSingleton<MapReader>().AddSingleton<ClosurePushes>().AddSingleton<GuideMaps>();
        services.AddChannelSubscription<GuideMaps>(
            "guide.sites", "guide", (maps, siteId, token) => maps.ChangedAsync(siteId, token), (maps, token) =>
                maps.EverythingAsync(token));
        services.AddWorker<GuideMaps>("guide.clock", Tick, (maps, token) => maps.TickAsync(token));
        services.AddSignalR().AddHubOptions<GuideHub>(hub => hub.MaximumReceiveMessageSize = 4096);
        services.PostConfigure<JsonHubProtocolOptions>(json =>
            json.PayloadSerializerOptions.TypeInfoResolverChain.Add(GuideJson.Default.RefusingNulls()));
    }

    // A hospital's visitors share one address behind its wireless network. In the sandbox that address is the developer measuring.
    private static AddressLimit Limit(IConfiguration configuration, IHostEnvironment environment)
    {
        var perSecond = configuration.GetValue("Guide:RequestsPerSecond", environment.IsProduction() ? 300 : 50_000);
        return new AddressLimit("guide", ["/api/guide", "/g", "/hubs/guide"], perSecond, perSecond * 5);
    }
}
