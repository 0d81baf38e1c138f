using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Film.Dicomweb;

/// <summary>WADO-RS (PS3.18 10.4) but for pictures: instances as they were sent, and their metadata.</summary>
internal static class WadoEndpoints
{
    private const string Dicom = "application/dicom", DicomJson = "application/dicom+json", Multipart = "multipart/related";

    public static void MapWado(this RouteGroupBuilder group)
    {
        group.MapGet(FilmPaths.Study, RetrieveStudyAsync).Gives(Multipart);
        group.MapGet(FilmPaths.Study + "/metadata", StudyMetadataAsync).Gives(DicomJson);
        group.MapGet(FilmPaths.Series, RetrieveSeriesAsync).Gives(Multipart);
        group.MapGet(FilmPaths.Series + "/metadata", SeriesMetadataAsync).Gives(DicomJson);
        group.MapGet(FilmPaths.Instance, RetrieveInstanceAsync).Gives(Multipart, Dicom);
        group.MapGet(FilmPaths.Instance + "/metadata", InstanceMetadataAsync).Gives(DicomJson);
    }

    /// <summary>Retrieves all instances of a study as they were sent (WADO-RS).</summary>
    /// <param name="study">Study Instance UID.</param>
    private static Task<IResult> RetrieveStudyAsync(string study, HttpContext http, Originals originals) =>
        FilesAsync(study, null, http, originals);

    /// <summary>Retrieves all instances of a series as they were sent (WADO-RS).</summary>
    /// <param name="study">Study Instance UID.</param>
    /// <param name="series">Series Instance UID.</param>
    private static Task<IResult> RetrieveSeriesAsync(string study, string series, HttpContext http, Originals originals) =>
        FilesAsync(study, series, http, originals);

    /// <summary>
    /// Retrieves an instance as it was sent (WADO-RS): a part of its own, or the bare file when application/dicom alone is accepted.
    /// </summary>
    /// <param name="study">Study Instance UID.</param>
    /// <param name="series">Series Instance UID.</param>
    /// <param name="sop">SOP Instance UID.</param>
    private static async Task<IResult> RetrieveInstanceAsync(string study, string series, string sop, HttpContext http, Originals originals)
    {
        var instances = await originals.FindAsync(http, "film.retrieve", study, series, sop);
        if (instances.Count == 0) return Unknown;
        var accept = http.Request.Headers.Accept.ToString();
        if (!MediaRange.TakesFiles(accept, instances[0].TransferSyntaxUid)) return Words.Of(NotGiven.InTransferSyntax).Problem;
        if (!accept.Contains(Dicom, StringComparison.Ordinal) || accept.Contains("multipart", StringComparison.Ordinal))
            return Parts(instances, originals);
        var local = await originals.FileAsync(instances[0], http.RequestAborted);
        http.Response.RegisterForDispose(local);
        return TypedResults.PhysicalFile(local.Path, Dicom);
    }

    /// <summary>Retrieves the attributes of all instances of a study (WADO-RS); long values are links.</summary>
    /// <param name="study">Study Instance UID.</param>
    private static Task<IResult> StudyMetadataAsync(string study, HttpContext http, Originals originals) =>
        MetadataAsync(study, null, null, http, originals);

    /// <summary>Retrieves the attributes of all instances of a series (WADO-RS); long values are links.</summary>
    /// <param name="study">Study Instance UID.</param>
    /// <param name="series">Series Instance UID.</param>
    private static Task<IResult> SeriesMetadataAsync(string study, string series, HttpContext http, Originals originals) =>
        MetadataAsync(study, series, null, http, originals);

    /// <summary>Retrieves the attributes of an instance (WADO-RS); long values are links.</summary>
    /// <param name="study">Study Instance UID.</param>
    /// <param name="series">Series Instance UID.</param>
    /// <param name="sop">SOP Instance UID.</param>
    private static Task<IResult> InstanceMetadataAsync(string study, string series, string sop, HttpContext http, Originals originals) =>
        MetadataAsync(study, series, sop, http, originals);

    private static ProblemHttpResult Unknown => Words.Of(Missing.Image).Problem;

    private static async Task<IResult> FilesAsync(string study, string? series, HttpContext http, Originals originals)
    {
        var instances = await originals.FindAsync(http, "film.retrieve", study, series, null);
        if (instances.Count == 0) return Unknown;
        var accept = http.Request.Headers.Accept.ToString();
        return instances.TrueForAll(i => MediaRange.TakesFiles(accept, i.TransferSyntaxUid))
            ? Parts(instances, originals)
            : Words.Of(NotGiven.InTransferSyntax).Problem;
    }

    private static MultipartResult Parts(List<InstanceListRow> instances, Originals originals) =>
        new(Dicom, instances.ConvertAll(i => new Part($"{Dicom}; transfer-syntax={i.TransferSyntaxUid}", async cancellationToken =>
            (await originals.FileAsync(i, cancellationToken)).OpenRead())),
            instances.Sum(i => i.ByteSize));

    private static async Task<IResult> MetadataAsync(string study, string? series, string? sop, HttpContext http, Originals originals)
    {
        var instances = await originals.FindAsync(http, "film.metadata", study, series, sop);
        if (instances.Count == 0) return Unknown;
        await originals.PrepareAsync(instances, http.RequestAborted);
        return new MetadataResult(instances, originals);
    }
}
