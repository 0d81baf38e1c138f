using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Bff.Gateways.FilmArchive;
using DicomRender;
using DicomRender.Datasets;
using DicomRender.Decoding;
using DicomRender.Describing;
using DicomRender.Parsing;
using DicomRender.Storing;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Bff.Film;

/// <summary>How one instance of an upload ended.</summary>
/// <param name="SopClassUid">Null when the part was not DICOM.</param>
/// <param name="FailureReason">PS3.4 CC.2.3 / PS3.18 I.2.2 status; null: stored.</param>
internal sealed record StoredInstance(string? SopClassUid, string? SopInstanceUid, string? StudyInstanceUid, string? SeriesInstanceUid, int? FailureReason, string? Detail);

/// <summary>The upload's own bytes end early or are malformed; faults of our disk are not this.</summary>
internal sealed class UploadBrokenException(Exception inner) : Exception("The upload is cut off or malformed.", inner)
{
    public static async Task<T> GuardAsync<T>(Task<T> reading)
    {
        try
        {
            return await reading;
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw new UploadBrokenException(e);
        }
    }
}

/// <summary>
/// From uploaded bytes to a served film. An instance is acknowledged once its file is synced under its content's name and its row is committed;
/// what a crash leaves behind is either unacknowledged (a file in the receiving folder, removed at start) or finished by the workers.
/// </summary>
internal sealed partial class FilmIngest(
    FilmStore store, IFilmArchive archive, IDicomCodec codec, IOptions<FilmOptions> options, IOptions<FilmArchiveOptions> archiveOptions, TimeProvider time, ILogger<FilmIngest> logger) : IDisposable
{
    // PS3.4 table CC.2-1, PS3.18 annex I.
    public const int ProcessingFailure = 0x0110, DuplicateInstance = 0x0111, DoesNotMatch = 0xA900, CannotUnderstand = 0xC000;

    /// <summary>Renewed while the work goes on; what a killed host had leased is free again after this.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(20);
    private readonly string receiving = Path.GetFullPath(Path.Combine(archiveOptions.Value.StorePath, "receiving"));
    private readonly ConcurrentDictionary<Guid, Task> waited = new();

    public static string FileKey(string sha256) => $"dicom/{sha256[..2]}/{sha256}.dcm";
    public static string FramesKey(string sha256) => $"frames/{sha256[..2]}/{sha256}.frames";
    public static string MetadataKey(string sha256) => $"metadata/{sha256[..2]}/{sha256}.json";

    /// <summary>Empties the receiving folder of what a crash left: it was never acknowledged. Younger files may be another node's.</summary>
    public void ForgetUnfinished()
    {
        Directory.CreateDirectory(receiving);
        var before = time.GetUtcNow().UtcDateTime - TimeSpan.FromHours(1);
        foreach (var file in Directory.EnumerateFiles(receiving))
            if (File.GetLastWriteTimeUtc(file) < before) File.Delete(file);
    }

    /// <summary>Receives one part to disk and reads its header. A part that is no usable DICOM is an outcome, not an exception.</summary>
    /// <exception cref="BadHttpRequestException">The part is larger than allowed (413).</exception>
    /// <exception cref="UploadBrokenException">The upload ended inside the part.</exception>
    public async Task<(ReceivedInstance? Received, StoredInstance? Refused)> ReceiveAsync(Stream part, CancellationToken cancellationToken)
    {
        var path = TemporaryPath();
        try
        {
            var (sha256, size) = await CopyAsync(part, path, cancellationToken);
            var attributes = ReadAttributes(path);
            await archive.PutAsync(FileKey(Convert.ToHexStringLower(sha256)), path, cancellationToken);
            return (new ReceivedInstance(attributes, sha256, size), null);
        }
        catch (DicomException e)
        {
            return (null, new StoredInstance(null, null, null, null, CannotUnderstand, e.Code + ": " + e.Message));
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Commits received instances; each outcome in the order given.</summary>
    public async Task<IReadOnlyList<StoredInstance>> StoreAsync(
        Guid hospitalId, string? studyUid, IReadOnlyList<ReceivedInstance> received, CancellationToken cancellationToken)
    {
        var matching = received.Where(r => studyUid is null || r.Attributes.StudyInstanceUid == studyUid).ToList();
        var held = matching.Count == 0 ? [] : await store.AddInstancesAsync(hospitalId, matching, cancellationToken);
        if (matching.Count > held.Count) arrived.Release();
        return [.. received.Select(r =>
        {
            var a = r.Attributes;
            var (reason, detail) = studyUid is not null && a.StudyInstanceUid != studyUid ? (DoesNotMatch, "The instance belongs to another study.")
                : held.Contains(a.SopInstanceUid) ? (DuplicateInstance, "Another file is held under this SOP Instance UID; the first is kept.")
                : ((int?)null, (string?)null);
            return new StoredInstance(a.SopClassUid, a.SopInstanceUid, a.StudyInstanceUid, a.SeriesInstanceUid, reason, detail);
        })];
    }

    /// <summary>Waits until new instances may be waiting, or the time is up.</summary>
    public Task<bool> ArrivedAsync(TimeSpan patience, CancellationToken cancellationToken) => arrived.WaitAsync(patience, cancellationToken);
    private readonly SemaphoreSlim arrived = new(0);

    public void Dispose() => arrived.Dispose();

    /// <summary>Makes sure an instance someone asks for is processed, ahead of the queue. Answers its row afterwards.</summary>
    public async Task<InstanceRow?> FinishNowAsync(InstanceRow row, CancellationToken cancellationToken)
    {
        var work = waited.GetOrAdd(row.Id, id => Task.Run(() => FinishOrWaitAsync(id), CancellationToken.None));
        try
        {
            await work.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
        }
        finally
        {
            if (work.IsCompleted) waited.TryRemove(row.Id, out _);
        }
        return await store.InstanceAsync(row.Id, cancellationToken);
    }

    /// <summary>Decodes one leased instance into the archive and records how it ended. A passing fault puts it back.</summary>
    public async Task ProcessAsync(LeasedInstance leased, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var worked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var renewal = RenewAsync(leased.Id, worked.Token);
        try
        {
            var outcome = await BuildAsync(leased.Sha256, cancellationToken);
            await store.FinishAsync(leased.Id, outcome is null ? InstanceState.NotImage : InstanceState.Ready, outcome is null ? null : JsonSerializer.Serialize(outcome, ImageDescriptionJson.Default.ImageDescription), outcome?.Frames, cancellationToken);
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

    private async Task FinishOrWaitAsync(Guid id)
    {
        for (var tries = 0; tries < 140; tries++)
        {
            if (await store.LeaseOneAsync(id, Lease, CancellationToken.None) is { } leased)
            {
                await ProcessAsync(leased, CancellationToken.None);
                return;
            }
            if (await store.InstanceAsync(id, CancellationToken.None) is not { State: InstanceState.Received }) return;
            await Task.Delay(TimeSpan.FromMilliseconds(200), time);
        }
    }

    /// <summary>Builds the frame container and the metadata. Null: the instance holds no image (a report, a presentation state).</summary>
    private async Task<ImageDescription?> BuildAsync(string sha256, CancellationToken cancellationToken)
    {
        using var local = await archive.GetLocalAsync(FileKey(sha256), cancellationToken) ?? throw new DicomException("file_missing", "The archived file is gone.");
        using var file = DicomFile.Open(local.Path);
        await PutMetadataAsync(sha256, file.Dataset, cancellationToken);
        if (!InstanceDecoder.IsImage(file)) return null;

        var frames = TemporaryPath();
        try
        {
            ImageDescription description;
            await using (var target = new FileStream(frames, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, useAsync: false))
                description = await FrameContainerBuilder.BuildAsync(file, target, codec, cancellationToken);
            await archive.PutAsync(FramesKey(sha256), frames, cancellationToken);
            return description;
        }
        finally
        {
            File.Delete(frames);
        }
    }

    private async Task PutMetadataAsync(string sha256, DicomDataset dataset, CancellationToken cancellationToken)
    {
        var metadata = TemporaryPath();
        try
        {
            await using (var target = File.Create(metadata))
            await using (var json = new Utf8JsonWriter(target))
                DicomJson.Write(json, dataset, bulkDataBase: ""); // Whoever serves it knows under which address.
            await archive.PutAsync(MetadataKey(sha256), metadata, cancellationToken);
        }
        finally
        {
            File.Delete(metadata);
        }
    }

    private async Task<(byte[] Sha256, long Size)> CopyAsync(Stream source, string path, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        long size = 0;
        try
        {
            await using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0, useAsync: false);
            for (int read; (read = await UploadBrokenException.GuardAsync(source.ReadAsync(buffer, cancellationToken).AsTask())) > 0;)
            {
                size += read;
                if (size > options.Value.MaxInstanceBytes) throw new BadHttpRequestException("The instance is too large.", StatusCodes.Status413PayloadTooLarge);
                hash.AppendData(buffer, 0, read);
                target.Write(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return (hash.GetHashAndReset(), size);
    }

    private static InstanceAttributes ReadAttributes(string path)
    {
        using var file = DicomFile.Open(path);
        return InstanceReader.Read(file);
    }

    private string TemporaryPath() => Path.Combine(receiving, Guid.NewGuid().ToString("N"));

    [LoggerMessage(Level = LogLevel.Debug, Message = "Instance {Id} processed in {Milliseconds:F0} ms")]
    private partial void LogProcessed(Guid id, double milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Instance {Id} cannot be shown: {Code}")]
    private partial void LogFailed(Guid id, string code);

    [LoggerMessage(Level = LogLevel.Error, Message = "Instance {Id} met with an unexpected fault and is set aside")]
    private partial void LogUnexpected(Exception e, Guid id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease of instance {Id} could not be renewed")]
    private partial void LogNotRenewed(Exception e, Guid id);

    [LoggerMessage(Level = LogLevel.Error, Message = "Instance {Id} is put back after try {Attempts}")]
    private partial void LogPostponed(Exception e, Guid id, int attempts);
}
