using Npgsql;

namespace Bff.Platform.Pipes;

/// <summary>Claims the due rows of one name, runs them and writes down the next time. All times are the database's.</summary>
internal sealed partial class ScheduleWorker(NpgsqlDataSource db, string name, ScheduleSettings settings, TimeProvider time, ILogger logger)
{
    /// <summary>One batch.</summary>
    /// <param name="run">Answers the next time, or null: it was the last.</param>
    /// <returns>Whether there may be more.</returns>
    public async Task<bool> RunAsync(Func<ScheduledRun, CancellationToken, Task<DateTimeOffset?>> run, CancellationToken cancellationToken)
    {
        var lease = Guid.NewGuid();
        var claimed = await ClaimAsync(lease, cancellationToken);
        if (claimed.Count == 0) return false;
        var batch = new LeasedBatch(settings.Lease, (ids, token) => RenewAsync(lease, ids, token), time);
        await batch.RunAsync(claimed, row => row.Id, (row, held) => RunAsync(row, lease, run, held, cancellationToken), cancellationToken);
        return true;
    }

    private Task<List<ScheduledRun>> ClaimAsync(Guid lease, CancellationToken cancellationToken) => db.WriteAsync(
        """
        update platform.schedule set lease = $3, leased_until = clock_timestamp() + $4, attempts = attempts + 1
        where id in (
            select id from platform.schedule where name = $1 and parked_at is null and due_at <= clock_timestamp()
                and (leased_until is null or leased_until <= clock_timestamp())
            order by due_at limit $2 for update skip locked)
        returning id, subject, payload::text, hospital_id, next_at, clock_timestamp(), attempts
        """,
        r => new ScheduledRun(
            r.GetGuid(0), r.GetString(1), r.GetString(2), r.ValueOrNull<Guid>(3), r.GetFieldValue<DateTimeOffset>(4),
                r.GetFieldValue<DateTimeOffset>(5), r.GetInt32(6)),
        cancellationToken, name, settings.Batch, lease, settings.Lease);

    private Task<List<Guid>> RenewAsync(Guid lease, Guid[] ids, CancellationToken cancellationToken) => db.WriteAsync(
        "update platform.schedule set leased_until = clock_timestamp() + $3 where id = any($1) and lease = $2 returning id",
        r => r.GetGuid(0), cancellationToken, ids, lease, settings.Lease);

    private async Task RunAsync(
        ScheduledRun row, Guid lease, Func<ScheduledRun, CancellationToken, Task<DateTimeOffset?>> run, CancellationToken held,
            CancellationToken stopping)
    {
        try
        {
            held.ThrowIfCancellationRequested();
            var next = await run(row, held);
            await EndAsync(row, lease, next);
        }
        catch (OperationCanceledException) when (held.IsCancellationRequested)
        {
            // The host stops: another node may begin at once. Or the lease is lost, and the row is another's already.
            if (stopping.IsCancellationRequested) await ReturnAsync(row, lease);
        }
#pragma warning disable CA1031 // Whatever a run throws, it is tried again or parked.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailed(e, name, row.Id, row.Attempt);
            await FailAsync(row, lease, e.GetType().Name);
        }
    }

    /// <summary>A time that was set anew during the run stands: only the time that was run is moved on.</summary>
    private Task<int> EndAsync(ScheduledRun row, Guid lease, DateTimeOffset? next) => db.ExecuteAsync(
        """
        with ended as (
            delete from platform.schedule where id = $1 and lease = $2 and next_at = $3 and $4::timestamptz is null returning id)
        update platform.schedule set lease = null, leased_until = null, attempts = 0, reason = null, last_at = clock_timestamp(),
            next_at = case when next_at = $3 then $4::timestamptz else next_at end,
            due_at = case when next_at = $3 then $4::timestamptz else due_at end
        where id = $1 and lease = $2 and (next_at <> $3 or $4::timestamptz is not null)
        """,
        CancellationToken.None, row.Id, lease, row.Due, next?.ToUniversalTime());

    private Task<int> FailAsync(ScheduledRun row, Guid lease, string reason) => db.ExecuteAsync(
        """
        update platform.schedule set lease = null, leased_until = null, reason = $4,
            due_at = case when next_at = $3 then greatest(next_at, clock_timestamp() + $5) else due_at end,
            parked_at = case when next_at = $3 and attempts >= $6 then clock_timestamp() end
        where id = $1 and lease = $2
        """,
        CancellationToken.None, row.Id, lease, row.Due, reason, Pauses.Backoff(row.Attempt, settings.FirstPause, settings.LongestPause),
            settings.MaxAttempts);

    private Task<int> ReturnAsync(ScheduledRun row, Guid lease) => db.ExecuteAsync(
        "update platform.schedule set lease = null, leased_until = null, attempts = greatest(0, attempts - 1) where id = $1 and lease = $2",
        CancellationToken.None, row.Id, lease);

    [LoggerMessage(Level = LogLevel.Error, Message = "Scheduled {Name} failed for row {Id}, attempt {Attempt}")]
    private partial void LogFailed(Exception e, string name, Guid id, int attempt);
}

/// <summary>How a slice registers what it does at a time.</summary>
public static class ScheduleServices
{
    /// <summary>The one handler of a name; it answers the next time, or null when this was the last.</summary>
    public static IServiceCollection AddSchedule<T>(
        this IServiceCollection services, string name, Func<T, ScheduledRun, CancellationToken, Task<DateTimeOffset?>> run,
            ScheduleSettings? settings = null)
        where T : notnull => services.AddSchedule(name, run, settings ?? new ScheduleSettings(), (_, _) => Task.CompletedTask);

    /// <summary>
    /// A job of every night at this time on Shanghai's clocks, on one node. It is tried until it succeeds; a night missed altogether is
    /// made up for once.
    /// </summary>
    public static IServiceCollection AddNightly<T>(this IServiceCollection services, string name, TimeOnly at, Func<T, CancellationToken,
        Task> body)
        where T : notnull => services.AddSchedule<T>(
            name,
            async (work, run, token) =>
            {
                await body(work, token);
                return ShanghaiClock.Next(run.Now, at);
            },
            new ScheduleSettings { Poll = TimeSpan.FromSeconds(10), AtOnce = 1, MaxAttempts = int.MaxValue }, (db, token) =>
                Schedule.SeedAsync(db, name, at, token));

    private static IServiceCollection AddSchedule<T>(
        this IServiceCollection services, string name, Func<T, ScheduledRun, CancellationToken, Task<DateTimeOffset?>> run,
            ScheduleSettings settings,
        Func<NpgsqlDataSource, CancellationToken, Task> seed)
        where T : notnull
    {
        var worker = new WorkerSettings { Name = "schedule:" + name, Every = settings.Poll, Parallel = settings.AtOnce };
        return services.AddSingleton(new WorkerRegistration(worker.Name, _ => worker, provider =>
        {
            var work = provider.GetRequiredService<T>();
            var db = provider.GetRequiredService<NpgsqlDataSource>();
            var rows = new ScheduleWorker(db, name, settings, provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<Schedule>>());
            var isSeeded = false;
            return async cancellationToken =>
            {
                if (!isSeeded) await seed(db, cancellationToken); // Writes what is not there, however often.
                isSeeded = true;
                return await rows.RunAsync((row, token) => run(work, row, token), cancellationToken);
            };
        }));
    }
}
