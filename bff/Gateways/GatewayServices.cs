using Amazon.Runtime;
using Amazon.S3;
using Bff.Gateways.Calls;
using Bff.Gateways.FilmArchive;
using Bff.Gateways.Suishenban;
using Bff.Gateways.WeChat;
using Bff.Platform.Ops;
using Microsoft.Extensions.Options;

namespace Bff.Gateways;

/// <summary>
/// Per outside system the real one where it is configured. Where it is not, the sandbox has a simulator and production has nothing:
/// no service, and a refusal at the endpoints that would need it.
/// </summary>
public static class GatewayServices
{
    public static void AddGateways(this IServiceCollection services, IConfiguration configuration, bool isSandbox)
    {
        services.AddOptions<GatewayOptions>().BindConfiguration("Gateways").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<WeChatOptions>().BindConfiguration("WeChat").ValidateOnStart();
        services.AddSingleton<IValidateOptions<WeChatOptions>, WeChatOptionsCheck>();
        var weChat = configuration.GetSection("WeChat").Get<WeChatOptions>() ?? new WeChatOptions();
        if (weChat.Configured().Count > 0)
            services.AddPlatform<IWeChat>("wechat", weChat.BaseAddress, (client, provider) =>
                new HttpWeChat(client, provider.GetRequiredService<IOptions<WeChatOptions>>()));
        else if (isSandbox) services.AddSingleton<IWeChat, SandboxWeChat>();
        if (isSandbox) services.AddSingleton<ISuishenban, SandboxSuishenban>();
        services.AddOptions<FilmArchiveOptions>().BindConfiguration("Film").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(Archive);
        services.AddSingleton(provider =>
            new ReadinessCheck("filmStore", IsRequired: true, token => provider.GetRequiredService<IFilmArchive>().CheckAsync(token)));
        services.AddSingleton(new ExceptionProblem(
            e => e is ArchiveUnavailableException ? (503, "film.archive_unavailable", "影像暂时取不到，请稍后再试。") : null));
    }

    /// <summary>A gateway with a line of its own to its platform.</summary>
    private static void AddPlatform<T>(
        this IServiceCollection services, string name, string address, Func<PlatformClient, IServiceProvider, T> make)
        where T : class
    {
        services.AddKeyedSingleton(name, (provider, _) => new PlatformLine(
            name, provider.GetRequiredService<IOptions<GatewayOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
        services.AddHttpClient(name, http => (http.BaseAddress, http.Timeout) = (new Uri(address), Timeout.InfiniteTimeSpan))
            .ConfigurePrimaryHttpMessageHandler(Connections)
            .AddHttpMessageHandler(provider => new ResilienceHandler(provider.GetRequiredKeyedService<PlatformLine>(name)))
            // One client for the life of the host; its connections are renewed below.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // Its lines hold addresses, and those hold secrets.
            .RemoveAllLoggers();
        services.AddSingleton(provider => make(
            new PlatformClient(
                provider.GetRequiredService<IHttpClientFactory>().CreateClient(name), provider.GetRequiredKeyedService<PlatformLine>(name),
                provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<PlatformClient>>()),
            provider));
        services.AddSingleton(provider =>
            new ReadinessCheck(name, IsRequired: false, _ => provider.GetRequiredKeyedService<PlatformLine>(name).CheckAsync()));
    }

    private static SocketsHttpHandler Connections() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(2),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        MaxResponseHeadersLength = 16,
    };

    private static IFilmArchive Archive(IServiceProvider services)
    {
        var o = services.GetRequiredService<IOptions<FilmArchiveOptions>>().Value;
        if (o.S3Bucket.Length == 0) return new DiskArchive(o.StorePath);
        var config = new AmazonS3Config
        {
            ServiceURL = o.S3ServiceUrl,
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
            // Amazon's checksums after the body are unknown to other stores, which keep them as part of the object;
            // the signature covers the body anyway.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        var client = new AmazonS3Client(new BasicAWSCredentials(o.S3AccessKey, o.S3SecretKey), config);
        return new S3Archive(
            client, o.S3Bucket, Path.Combine(o.StorePath, "receiving"), o.S3PartBytes, services.GetRequiredService<ILogger<S3Archive>>());
    }
}
