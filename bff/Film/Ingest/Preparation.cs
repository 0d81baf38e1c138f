using System.Text.Json;
using Bff.Gateways.FilmArchive;
using Bff.Platform.Pipes;
using DicomRender;
using DicomRender.Describing;
using Npgsql;

namespace Bff.Film.Ingest;

/// <summary>
/// Prepares received instances, oldest first, at least once: an instance is leased while it is worked on, and a lease that ran out (a
/// killed host) is taken by another worker.
/// </summary>
internal sealed partial class Preparation(IngestStore store, FrameBuilding frames, TimeProvider time, ILogger<Preparation> logger)
{
    public const string WorkerName = "film.ingest", RenewalName = "film.renewal";

    /// <summary>Renewed while the work goes on; what a killed host had leased is free again after this.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(20);

    /// <summary>Of one that is prepared again: nobody waits for it, so it is not renewed.</summary>
    private static readonly TimeSpan RenewalLease = TimeSpan.FromMinutes(30);

    /// <summary>How long a request waits for an instance to be prepared.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly SingleFlight<Guid, bool> _askedFor = new();

    /// <summary>One turn of a worker: prepares the oldest waiting instance. False: none was waiting.</summary>
    public async Task<bool> WorkOneAsync(CancellationToken cancellationToken)
    {
        var leased = await store.LeaseAsync(1, Lease, cancellationToken);
        foreach (var instance in leased) await ProcessAsync(instance, cancellationToken);
        return leased.Count > 0;
    }

    /// <summary>Makes sure that an instance someone asks for is prepared, ahead of the queue. It goes on when the caller leaves.</summary>
    /// <exception cref="TimeoutException">It took longer than half a minute.</exception>
    public Task PrepareNowAsync(Guid id, CancellationToken cancellationToken) =>
        _askedFor.GetAsync(id, () => Task.Run(() => LeaseOrWaitAsync(id), CancellationToken.None), cancellationToken)
            .AsTask().WaitAsync(Patience, cancellationToken);

    /// <summary>Decodes one leased instance into the archive and records how it ended. A passing fault puts it back.</summary>
    public async Task ProcessAsync(LeasedInstance leased, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var worked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var renewal = RenewAsync(leased.Id, worked.Token);
        try
        {
            await BuildAsync(leased, cancellationToken);
            LogProcessed(leased.Id, time.GetElapsedTime(started).TotalMilliseconds);
        }
        catch (DicomException e)
        {
            await store.FailAsync(leased.Id, e.Code, e.Message, cancellationToken);
            LogFailed(leased.Id, e.Code);
        }
        catch (Exception e) when (IsPassing(e) && !(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            // The disk, the bucket or the database: not the file's fault, so the instance waits, longer each time, and is never dropped.
            LogPostponed(e, leased.Id, leased.Attempts);
            await store.PostponeAsync(leased.Id, TimeSpan.FromSeconds(Math.Min(600, 5 << Math.Min(leased.Attempts, 7))), cancellationToken);
        }
        catch (Exception e) when (!IsPassing(e))
        {
            // A fault of ours that this file brings to light: it must not take the workers with it, one after another.
            LogUnexpected(e, leased.Id);
            await store.FailAsync(leased.Id, "unexpected", e.GetType().Name, cancellationToken);
        }
        finally
        {
            await worked.CancelAsync();
            await renewal;
        }
    }

    /// <summary>
    /// One turn of the worker that prepares again what an earlier release prepared, while it goes on being shown. False: none is left.
    /// </summary>
    public async Task<bool> RenewOneAsync(CancellationToken cancellationToken)
    {
        if (await store.LeaseOutdatedAsync(RenewalLease, cancellationToken) is not { } leased) return false;
        try
        {
            await BuildAsync(leased, cancellationToken);
        }
        catch (DicomException e)
        {
            await store.LeaveAsync(leased.Id, cancellationToken);
            LogNotRenewable(leased.Id, e.Code);
        }
        return true;
    }

    private async Task BuildAsync(LeasedInstance leased, CancellationToken cancellationToken)
    {
        var (image, place) = await frames.BuildAsync(leased.Sha256, cancellationToken);
        var json = image is null ? null : JsonSerializer.Serialize(image, ImageDescriptionJson.Default.ImageDescription);
        await store.FinishAsync(
            leased.Id, image is null ? InstanceState.NotImage : InstanceState.Ready, json, image?.Frames, place, cancellationToken);
    }

    /// <summary>Whether the same file may go through another time. What PostgreSQL says of a value (class 22) stays true.</summary>
    private static bool IsPassing(Exception e) =>
        e is IOException or ArchiveUnavailableException or UnauthorizedAccessException or OperationCanceledException
        || (e is NpgsqlException && e is not PostgresException { SqlState: ['2', '2', ..] });

    private async Task RenewAsync(Guid id, CancellationToken worked)
    {
        using var timer = new PeriodicTimer(Lease / 3, time);
        try
        {
            while (await timer.WaitForNextTickAsync(worked)) await store.PostponeAsync(id, Lease, worked);
        }
        catch (OperationCanceledException) when (worked.IsCancellationRequested)
        {
            // The work is done.
        }
        catch (NpgsqlException e)
        {
            LogNotRenewed(e, id); // Another worker may do the same work again, which is harmless.
        }
    }

    /// <summary>Prepares it, or waits until the worker that has it is done.</summary>
    private async Task<bool> LeaseOrWaitAsync(Guid id)
    {
        for (var tries = 0; tries < 140; tries++)
        {
            if (await store.LeaseOneAsync(id, Lease, CancellationToken.None) is { } leased)
            {
                await ProcessAsync(leased, CancellationToken.None);
                return true;
            }
            if (!await store.IsWaitingAsync(id, CancellationToken.None)) return true;
            await Task.Delay(TimeSpan.FromMilliseconds(200), time);
        }
        return false;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Instance {Id} processed in {Milliseconds:F0} ms")]
    private partial void LogProcessed(Guid id, double milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Instance {Id} cannot be shown: {Code}")]
    private partial void LogFailed(Guid id, string code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Instance {Id} stays as an earlier release prepared it: {Code}")]
    private partial void LogNotRenewable(Guid id, string code);

    [LoggerMessage(Level = LogLevel.Error, Message = "Instance {Id} met with an unexpected fault and is set aside")]
    private partial void LogUnexpected(Exception e, Guid id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease of instance {Id} could not be renewed")]
    private partial void LogNotRenewed(Exception e, Guid id);

    [LoggerMessage(Level = LogLevel.Error, Message = "Instance {Id} is put back after try {Attempts}")]
    private partial void LogPostponed(Exception e, Guid id, int attempts);
}
