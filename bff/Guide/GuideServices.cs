using Microsoft.AspNetCore.SignalR;

namespace Bff.Guide;

internal static class GuideServices
{
    public static void AddGuide(this IServiceCollection services)
    {
        services.AddOptions<GuideOptions>().BindConfiguration("Guide").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<GuideStore>();
        services.AddSingleton<GuideMaps>();
        services.AddHostedService(provider => provider.GetRequiredService<GuideMaps>());
        services.AddSingleton<GuideService>();
        services.AddSingleton<KeptRoutes>();
        services.AddSignalR().AddHubOptions<GuideHub>(hub => hub.MaximumReceiveMessageSize = 4096);
        services.PostConfigure<JsonHubProtocolOptions>(json => json.PayloadSerializerOptions.TypeInfoResolverChain.Add(GuideJson.Default));
    }
}
