using Microsoft.AspNetCore.SignalR;

namespace Bff.Platform.Pipes;

/// <summary>How a slice registers a live line.</summary>
public static class LiveServices
{
    /// <summary>The limits on the calls of every hub.</summary>
    internal static void AddHubLimits(this IServiceCollection services)
    {
        services.AddOptions<HubCallOptions>().BindConfiguration("Hubs").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<HubCalls>();
        services.AddSingleton<HubLines>();
        // A peer that is gone without a word, or never answers, does not keep its line: SignalR itself waits only for clients that ping.
        services.Configure<WebSocketOptions>(sockets =>
        {
            sockets.KeepAliveInterval = TimeSpan.FromSeconds(15);
            sockets.KeepAliveTimeout = TimeSpan.FromSeconds(20);
        });
        services.AddSingleton<HubFailures>();
        services.AddLogging(logging => logging.AddFilter(HubFailures.Replaces, LogLevel.None));
        services.Configure<HubOptions>(hubs =>
        {
            hubs.AddFilter<HubFailures>();
            hubs.AddFilter<HubCalls>();
        });
    }

    /// <summary>A <see cref="Live{TViewer, TLine, TState}"/> for the slice's source, with its two workers.</summary>
    public static IServiceCollection AddLive<TSource, TViewer, TLine, TState>(this IServiceCollection services, LiveSettings settings)
        where TSource : class, ILiveSource<TViewer, TLine, TState>
        where TState : class
    {
        var second = TimeSpan.FromSeconds(1);
        // Half of the second within which a connection ends; the other half is for asking.
        var check = new WorkerSettings
        {
            Name = "live.check:" + settings.Name,
            Every = second / 2,
            Grace = TimeSpan.Zero,
            LongestPause = second,
        };
        var bring = check with { Name = "live:" + settings.Name, Every = 60 * second, LongestPause = 5 * second };
        services.AddSingleton<TSource>();
        services.AddSingleton(provider =>
        {
            var workers = provider.GetRequiredService<Workers>();
            return new Live<TViewer, TLine, TState>(
                provider.GetRequiredService<TSource>(), settings, () => workers.Wake(bring.Name),
                provider.GetRequiredService<ILogger<Live<TViewer, TLine, TState>>>());
        });
        services.AddWorker<Live<TViewer, TLine, TState>>(bring, (live, token) => live.BringAsync(token));
        return services.AddWorker<Live<TViewer, TLine, TState>>(check, async (live, token) =>
        {
            await live.CheckAsync(token);
            return false;
        });
    }
}
