using Microsoft.AspNetCore.SignalR;

namespace Bff.Guide;

/// <summary>The slice of indoor navigation.</summary>
public static class GuideServices
{
    /// <summary>May edit maps, places, closures and inspection points.</summary>
    internal const string StaffGuide = "staff-guide";

    /// <summary>Registers the slice: its policy, limit, JSON and the maps in memory.</summary>
    public static void AddGuide(this IServiceCollection services)
    {
        services.AddStaffPolicy(StaffGuide, "guide");
        services.AddJson(GuideJson.Default, GuideStaffJson.Default);
        services.AddSingleton(provider => Limit(provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<IHostEnvironment>()));
        services.AddOptions<GuideOptions>().BindConfiguration("Guide").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<GuideStore>();
        services.AddSingleton<GuideMaps>();
        services.AddHostedService(provider => provider.GetRequiredService<GuideMaps>());
        services.AddSingleton<GuideService>();
        services.AddSingleton<KeptRoutes>();
        services.AddSignalR().AddHubOptions<GuideHub>(hub => hub.MaximumReceiveMessageSize = 4096);
        services.PostConfigure<JsonHubProtocolOptions>(json => json.PayloadSerializerOptions.TypeInfoResolverChain.Add(GuideJson.Default));
    }

    // A hospital's visitors share one address behind its wireless network. In the sandbox that address is the developer measuring.
    private static AddressLimit Limit(IConfiguration configuration, IHostEnvironment environment)
    {
        var perSecond = configuration.GetValue("Guide:RequestsPerSecond", environment.IsProduction() ? 300 : 50_000);
        return new AddressLimit("guide", ["/api/guide", "/g", "/hubs/guide"], perSecond, perSecond * 5);
    }
}
