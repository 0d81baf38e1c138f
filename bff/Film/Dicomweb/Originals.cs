using Bff.Film.Ingest;
using Bff.Gateways.FilmArchive;

namespace Bff.Film.Dicomweb;

/// <summary>Instances as they were sent, within the caller's reach; the access is recorded before anything is given out.</summary>
internal sealed class Originals(StudyStore store, Preparation preparation, IFilmArchive archive, Audit audit)
{
    private const int MostInstances = 100_000;

    /// <summary>
    /// A series, a study or one instance, in a viewer's order; none when there is none within reach, which is recorded too.
    /// </summary>
    /// <param name="action">What is done, for the audit.</param>
    public async Task<List<InstanceListRow>> FindAsync(HttpContext http, string action, string study, string? series, string? sop)
    {
        var filter = new InstanceFilter(study, series, sop, MostInstances);
        var instances = await store.InstancesAsync(Reach.Of(http), filter, http.RequestAborted);
        OneHospital.Require(instances.Select(i => i.Owner.HospitalId));
        if (instances.Count > 0) await audit.RecordAsync(http, action, "study-uid:" + study, instances.Select(i => i.Owner));
        else await audit.RefuseAsync(http, Missing.Image, "study-uid:" + study);
        return instances;
    }

    /// <summary>Has those prepared that still wait for it: their metadata are made then.</summary>
    public async Task PrepareAsync(IEnumerable<InstanceListRow> instances, CancellationToken cancellationToken)
    {
        foreach (var waiting in instances.Where(i => i.State == InstanceState.Received))
            await preparation.PrepareNowAsync(waiting.Id, cancellationToken);
    }

    /// <summary>The file as it was sent.</summary>
    /// <exception cref="FileLostException">The archive has lost it.</exception>
    public Task<LocalCopy> FileAsync(InstanceListRow instance, CancellationToken cancellationToken) =>
        archive.FileAsync(instance.Sha256, instance.ByteSize, cancellationToken);

    /// <summary>Its attributes; null for a file that was not prepared, which may have failed before they were kept.</summary>
    /// <exception cref="FileLostException">The archive has lost them.</exception>
    public async ValueTask<LocalCopy?> MetadataAsync(InstanceListRow instance, CancellationToken cancellationToken) =>
        instance.State is InstanceState.Ready or InstanceState.NotImage
            ? await archive.MetadataAsync(instance.Sha256, cancellationToken)
            : await archive.GetLocalAsync(ArchiveKeys.Metadata(instance.Sha256), cancellationToken);
}
