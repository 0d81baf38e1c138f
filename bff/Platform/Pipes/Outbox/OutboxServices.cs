using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Bff.Platform.Pipes;

/// <summary>How a slice registers what it does with the rows of its topics.</summary>
public static class OutboxServices
{
    /// <summary>The one handler of a topic; every node handles it.</summary>
    public static IServiceCollection AddOutboxHandler<T>(
        this IServiceCollection services, string topic, Func<T, OutboxMessage, CancellationToken, Task<Delivery>> handle,
            OutboxSettings? settings = null)
        where T : notnull
    {
        var known = settings ?? new OutboxSettings();
        var worker = new WorkerSettings { Name = "outbox:" + topic, Every = known.Poll, Parallel = known.AtOnce };
        return services.AddSingleton(new WorkerRegistration(worker.Name, _ => worker, provider =>
        {
            var work = provider.GetRequiredService<T>();
            var rows = new OutboxWorker(
                provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<FieldCipher>(), topic, known,
                provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<Outbox>>());
            return cancellationToken => rows.RunAsync((message, token) => handle(work, message, token), cancellationToken);
        }));
    }

    internal static void AddOutbox(this IServiceCollection services)
    {
        services.TryAddSingleton(provider =>
            new Outbox(provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<FieldCipher>()));
        services.AddSingleton(Outbox.PayloadColumn);
        services.AddSubscription<Workers>("outbox", Outbox.HintTopic, (workers, topic, _) => Wake(workers, topic), (workers, _) =>
            Wake(workers, ""));
        services.AddWorker<NpgsqlDataSource>("outbox.measure", TimeSpan.FromSeconds(15), MeasureAsync);
    }

    internal static async Task MeasureAsync(NpgsqlDataSource db, CancellationToken cancellationToken) =>
        PipeMetrics.Measured(await db.ListAsync(
        """
        select topic, count(*) filter (where state <> 'parked'), count(*) filter (where state = 'parked'),
            coalesce(extract(epoch from max(clock_timestamp() - due_at) filter (where state = 'waiting')), 0)::float8
        from platform.outbox where state in ('waiting', 'leased') or state = 'parked' group by topic
        """,
        r => new OutboxMeasure(r.GetString(0), r.GetInt64(1), r.GetInt64(2), Math.Max(0, r.GetDouble(3))), cancellationToken));

    private static Task Wake(Workers workers, string topic)
    {
        workers.WakeAll("outbox:" + topic);
        return Task.CompletedTask;
    }
}
