using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Bff.Platform.Pipes;

/// <summary>How the host and the slices register what runs through the pipes. Names are unique in the process.</summary>
public static class PipeServices
{
    /// <summary>The pipes themselves; once, by the host.</summary>
    public static IServiceCollection AddPipes(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new Workers(provider, provider.GetServices<WorkerRegistration>()));
        services.AddHostedService(provider => provider.GetRequiredService<Workers>());
        services.AddOptions<NotificationOptions>().BindConfiguration(NotificationOptions.Section).ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(provider => new Notifications(
            provider.GetRequiredService<NpgsqlDataSource>(), provider.GetService<RedisConnection>(), provider.GetServices<Subscription>(),
            provider.GetRequiredService<ILogger<Notifications>>()));
        services.AddNotificationWorkers();
        services.AddOutbox();
        services.AddHubLimits();
        services.TryAddSingleton(provider => new Schedule(provider.GetRequiredService<NpgsqlDataSource>()));
        return services;
    }

    /// <summary>A worker whose body is run, then pauses for <paramref name="every"/>, and so on.</summary>
    /// <typeparam name="T">The service that does the work, a singleton.</typeparam>
    public static IServiceCollection AddWorker<T>(this IServiceCollection services, string name, TimeSpan every,
        Func<T, CancellationToken, Task> body)
        where T : notnull => services.AddWorker<T>(new WorkerSettings { Name = name, Every = every }, async (work, cancellationToken) =>
        {
            await body(work, cancellationToken);
            return false;
        });

    /// <summary>
    /// A worker whose body answers whether there is more to do: it is run again at once until there is not, then after the pause or a
    /// wake.
    /// </summary>
    /// <inheritdoc cref="AddWorker{T}(IServiceCollection, string, TimeSpan, Func{T, CancellationToken, Task})"/>
    public static IServiceCollection AddWorker<T>(this IServiceCollection services, WorkerSettings settings,
        Func<T, CancellationToken, Task<bool>> body)
        where T : notnull => services.AddWorker(settings.Name, _ => settings, body);

    /// <summary>
    /// Work of the start: run until it succeeds, once. The host does not wait for it, and a failure is tried again after a pause.
    /// </summary>
    /// <typeparam name="T">The service that does the work, a singleton.</typeparam>
    public static IServiceCollection AddOnce<T>(this IServiceCollection services, string name, Func<T, CancellationToken, Task> body)
        where T : notnull
    {
        var settings = new WorkerSettings { Name = name, Every = Timeout.InfiniteTimeSpan, Grace = TimeSpan.Zero };
        return services.AddWorker<T>(settings, async (work, cancellationToken) =>
        {
            await body(work, cancellationToken);
            return false;
        });
    }

    internal static IServiceCollection AddWorker<T>(
        this IServiceCollection services, string name, Func<IServiceProvider, WorkerSettings> settings,
        Func<T, CancellationToken, Task<bool>> body)
        where T : notnull => services.AddSingleton(new WorkerRegistration(name, settings, provider =>
        {
            var work = provider.GetRequiredService<T>();
            return cancellationToken => body(work, cancellationToken);
        }));

    /// <summary>Hints of a topic that was published through <see cref="Notifications"/>.</summary>
    /// <param name="name">Of the subscription, <c>slice.what</c>; its worker is <c>hints:name</c>.</param>
    /// <param name="changed">Called with the payload of each hint, one at a time, in order.</param>
    /// <param name="everything">Called when anything may have changed: at the start, after a lost connection, on the slow poll, after a
    /// failure or too many hints.</param>
    public static IServiceCollection AddSubscription<T>(
        this IServiceCollection services, string name, string topic, Func<T, string, CancellationToken, Task> changed,
        Func<T, CancellationToken, Task> everything)
        where T : notnull => services.AddSubscription(new SubscriptionSource(name, Notifications.Channel, topic), changed, everything);

    /// <summary>Notifications of a PostgreSQL channel of one's own, as triggers send them.</summary>
    /// <inheritdoc cref="AddSubscription{T}(IServiceCollection, string, string, Func{T, string, CancellationToken, Task}, Func{T, CancellationToken, Task})"/>
    public static IServiceCollection AddChannelSubscription<T>(
        this IServiceCollection services, string name, string channel, Func<T, string, CancellationToken, Task> changed,
        Func<T, CancellationToken, Task> everything)
        where T : notnull => services.AddSubscription(new SubscriptionSource(name, channel, null), changed, everything);

    private static IServiceCollection AddSubscription<T>(
        this IServiceCollection services, SubscriptionSource source, Func<T, string, CancellationToken, Task> changed,
        Func<T, CancellationToken, Task> everything)
        where T : notnull
    {
        var subscription = new Subscription(source);
        services.AddSingleton(subscription);
        var settings = new WorkerSettings { Name = "hints:" + source.Name, Every = TimeSpan.FromMinutes(1) };
        return services.AddSingleton(new WorkerRegistration(settings.Name, _ => settings, provider =>
        {
            var work = provider.GetRequiredService<T>();
            var workers = provider.GetRequiredService<Workers>();
            subscription.Heard = () => workers.Wake(settings.Name);
            return cancellationToken => subscription.DeliverAsync(
                (payload, token) => changed(work, payload, token), token => everything(work, token), cancellationToken);
        }));
    }
}
