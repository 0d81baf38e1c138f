using System.Buffers;
using System.Security.Cryptography;
using Bff.Gateways.FilmArchive;
using Bff.Platform.Pipes;
using DicomRender;
using DicomRender.Parsing;
using Microsoft.Extensions.Options;

namespace Bff.Film.Ingest;

/// <summary>
/// Takes uploaded files in. An instance is acknowledged once its file is synced under its content's name and its row is committed; what a
/// crash leaves behind is either unacknowledged (and swept, see <see cref="Leftovers"/>) or prepared later by the workers.
/// </summary>
internal sealed class Reception(
    IngestStore store, ArrivalStore arrivals, IFilmArchive archive, ReceivingFolder folder, Workers workers,
    Rewriting rewriting, IOptions<FilmOptions> options)
{
    /// <summary>Receives one part to disk and reads its header. A part that is no usable DICOM is an outcome, not an exception.</summary>
    /// <exception cref="BadHttpRequestException">The part is larger than allowed (413).</exception>
    /// <exception cref="UploadBrokenException">The upload ended inside the part.</exception>
    public async Task<(ReceivedInstance? Received, StoredInstance? Refused)> ReceiveAsync(Stream part, CancellationToken cancellationToken)
    {
        var path = folder.NewPath();
        try
        {
            var (sha256, size) = await CopyAsync(part, path, cancellationToken);
            var attributes = ReadAttributes(path);
            await arrivals.AnnounceAsync(sha256, cancellationToken);
            await archive.PutAsync(ArchiveKeys.File(Convert.ToHexStringLower(sha256)), path, cancellationToken);
            return (new ReceivedInstance(attributes, sha256, size), null);
        }
        catch (DicomException e)
        {
            return (null, StoredInstance.NotUnderstood(e.Code + ": " + e.Message));
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Commits received instances and wakes the workers; each outcome in the order given.</summary>
    /// <param name="studyUid">The study they must belong to; null: any.</param>
    public async Task<IReadOnlyList<StoredInstance>> StoreAsync(
        Guid hospitalId, string? studyUid, IReadOnlyList<ReceivedInstance> received, CancellationToken cancellationToken)
    {
        var matching = received.Where(r => studyUid is null || r.Attributes.StudyInstanceUid == studyUid).ToList();
        if (matching.Count == 0) return [.. received.Select(r => Outcomes.OfAnotherStudy(r.Attributes))];
        var judged = await store.AddInstancesAsync(hospitalId, matching, cancellationToken);
        await FileElsewhereAsync(hospitalId, judged, cancellationToken);
        var outcomes = new List<StoredInstance>();
        foreach (var instance in received)
            outcomes.Add(
                !judged.TryGetValue(instance, out var verdict) ? Outcomes.OfAnotherStudy(instance.Attributes)
                : Outcomes.Of(instance.Attributes, verdict.Verdict));
        if (outcomes.Exists(o => o.IsStored)) workers.Wake(Preparation.WorkerName);
        return outcomes;
    }

    /// <summary>Staff have decided where such instances belong: they are stored there in the same request.</summary>
    private async Task FileElsewhereAsync(
        Guid hospitalId, Dictionary<ReceivedInstance, Judged> judged, CancellationToken cancellationToken)
    {
        var rewritten = new Dictionary<ReceivedInstance, ReceivedInstance>(ReferenceEqualityComparer.Instance);
        foreach (var (instance, verdict) in judged.Where(j => j.Value.Verdict == Verdict.FiledElsewhere))
            rewritten[instance] =
                await rewriting.RewriteAsync(instance.Sha256, instance.ByteSize, verdict.TargetUid!, patient: null, cancellationToken);
        if (rewritten.Count == 0) return;
        var again = await store.AddInstancesAsync(hospitalId, [.. rewritten.Values], cancellationToken);
        foreach (var (sent, kept) in rewritten)
            if (!Outcomes.Of(kept.Attributes, again[kept].Verdict).IsStored) judged[sent] = again[kept];
    }

    private async Task<(byte[] Sha256, long Size)> CopyAsync(Stream source, string path, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        long size = 0;
        try
        {
            await using var target = PrivateFiles.Create(path, buffer: 0);
            for (int read; (read = await UploadBrokenException.GuardAsync(source.ReadAsync(buffer, cancellationToken).AsTask())) > 0;)
            {
                size += read;
                if (size > options.Value.MaxInstanceBytes)
                    throw new BadHttpRequestException("The instance is too large.", StatusCodes.Status413PayloadTooLarge);
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
        return HeaderReader.Read(file);
    }
}
