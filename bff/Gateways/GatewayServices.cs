using Bff.Platform.Ops;
using Amazon.Runtime;
using Amazon.S3;
using Bff.Gateways.FilmArchive;
using Bff.Gateways.Suishenban;
using Bff.Gateways.WeChat;
using Microsoft.Extensions.Options;

namespace Bff.Gateways;

/// <summary>Chooses, per outside system, the real one where it is configured and the simulator where it is not.</summary>
public static class GatewayServices
{
    public static void AddGateways(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<WeChatOptions>(configuration.GetSection("WeChat"));
        if ((configuration.GetSection("WeChat").Get<WeChatOptions>() ?? new WeChatOptions()).IsReal)
            services.AddHttpClient<IWeChat, HttpWeChat>(http => http.Timeout = TimeSpan.FromSeconds(5));
        else services.AddSingleton<IWeChat, SandboxWeChat>();
        services.AddSingleton<ISuishenban, SandboxSuishenban>();
        services.AddOptions<FilmArchiveOptions>().BindConfiguration("Film").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(Archive);
        services.AddSingleton(provider => new ReadinessCheck("filmStore", true, token => provider.GetRequiredService<IFilmArchive>().CheckAsync(token)));
        services.AddSingleton(new ExceptionProblem(e => e is ArchiveUnavailableException ? (503, "film.archive_unavailable", "影像暂时取不到，请稍后再试。") : null));
    }

    private static IFilmArchive Archive(IServiceProvider services)
    {
        var o = services.GetRequiredService<IOptions<FilmArchiveOptions>>().Value;
        if (o.S3Bucket.Length == 0) return new DiskArchive(o.StorePath);
        var config = new AmazonS3Config
        {
            ServiceURL = o.S3ServiceUrl,
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
            // Amazon's checksums after the body are unknown to other stores, which keep them as part of the object; the signature covers the body anyway.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        var client = new AmazonS3Client(new BasicAWSCredentials(o.S3AccessKey, o.S3SecretKey), config);
        return new S3Archive(client, o.S3Bucket, Path.Combine(o.StorePath, "receiving"), o.S3PartBytes, services.GetRequiredService<ILogger<S3Archive>>());
    }
}
