using Bff.Film.Dicomweb;

namespace Bff.Film.Pictures;

/// <summary>WADO-RS (PS3.18 10.4.1.1.4): thumbnails, 128 pixels unless a viewport is asked for.</summary>
internal static class ThumbnailEndpoints
{
    private const int MostInstances = 10_000;
    private static readonly string[] Types = ["image/jpeg", "image/png", "image/gif"];

    public static void MapThumbnails(this RouteGroupBuilder group)
    {
        PictureEndpoints.Draws(group.MapGet(FilmPaths.Study + "/thumbnail", StudyThumbnailAsync)).Gives(Types);
        PictureEndpoints.Draws(group.MapGet(FilmPaths.Series + "/thumbnail", SeriesThumbnailAsync)).Gives(Types);
        PictureEndpoints.Draws(group.MapGet(FilmPaths.Instance + "/thumbnail", InstanceThumbnailAsync)).Gives(Types);
        PictureEndpoints.Draws(group.MapGet(FilmPaths.Instance + "/frames/{frames}/thumbnail", FrameThumbnailAsync))
            .Gives([.. Types, "multipart/related"]);
    }

    /// <summary>Gives the thumbnail of a study: the middle image of its first series (WADO-RS).</summary>
    /// <param name="study">Study Instance UID.</param>
    private static Task<IResult> StudyThumbnailAsync(
        string study, [AsParameters] PictureParameters asked, HttpContext http, StudyStore store, FilmReader reader) =>
        MiddleAsync(new InstanceFilter(study, null, null, MostInstances), asked, http, store, reader);

    /// <summary>Gives the thumbnail of a series: its middle image (WADO-RS).</summary>
    /// <param name="study">Study Instance UID.</param>
    /// <param name="series">Series Instance UID.</param>
    private static Task<IResult> SeriesThumbnailAsync(
        string study, string series, [AsParameters] PictureParameters asked, HttpContext http, StudyStore store, FilmReader reader) =>
        MiddleAsync(new InstanceFilter(study, series, null, MostInstances), asked, http, store, reader);

    /// <summary>Gives the thumbnail of an instance (WADO-RS): its middle frame, made when the instance came in.</summary>
    /// <param name="study">Study Instance UID.</param>
    /// <param name="series">Series Instance UID.</param>
    /// <param name="sop">SOP Instance UID.</param>
    private static async Task<IResult> InstanceThumbnailAsync(
        string study, string series, string sop, [AsParameters] PictureParameters asked, HttpContext http, FilmReader reader)
    {
        var (query, problem) = PictureQueryReader.Read(asked, http.Request.Headers.Accept, PictureQuery.ThumbnailViewport);
        if (problem is { } malformed) return Words.Of(malformed).Problem;
        if (await reader.FindAsync(http, study, series, sop) is not { } row) return Words.Of(Missing.Image).Problem;
        if (query != PictureQuery.PreparedThumbnail)
            return await PictureAnswers.DrawAsync(row, $"{(row.Image?.MiddleFrame ?? row.Frames / 2) + 1}", query!, http, reader);
        if (PictureAnswers.NotShown(row) is { } refusal) return refusal;
        if (PictureHeaders.AreKnownTo(http, row.Sha256 + "/thumbnail")) return TypedResults.StatusCode(304);
        return new PictureResult(await reader.ThumbnailAsync(row, http.RequestAborted), "image/jpeg");
    }

    /// <summary>Gives the thumbnail of frames of an instance (WADO-RS): one as a picture, several as parts.</summary>
    /// <param name="study">Study Instance UID.</param>
    /// <param name="series">Series Instance UID.</param>
    /// <param name="sop">SOP Instance UID.</param>
    /// <param name="frames">Frame numbers from 1, parted by commas.</param>
    private static async Task<IResult> FrameThumbnailAsync(
        string study, string series, string sop, string frames, [AsParameters] PictureParameters asked, HttpContext http, FilmReader reader)
    {
        var (query, problem) = PictureQueryReader.Read(asked, http.Request.Headers.Accept, PictureQuery.ThumbnailViewport);
        if (problem is { } malformed) return Words.Of(malformed).Problem;
        return await reader.FindAsync(http, study, series, sop) is { } row
            ? await PictureAnswers.DrawAsync(row, frames, query!, http, reader)
            : Words.Of(Missing.Image).Problem;
    }

    private static async Task<IResult> MiddleAsync(
        InstanceFilter filter, PictureParameters asked, HttpContext http, StudyStore store, FilmReader reader)
    {
        var found = await store.InstancesAsync(Reach.Of(http), filter, http.RequestAborted);
        OneHospital.Require(found.Select(i => i.Owner.HospitalId));
        var images = found.FindAll(i => i.State != InstanceState.NotImage);
        if (images is not [var first, ..]) return Words.Of(Missing.Image).Problem;
        var series = images.FindAll(i => i.SeriesId == first.SeriesId);
        var middle = series[series.Count / 2];
        return await InstanceThumbnailAsync(middle.StudyInstanceUid, middle.SeriesInstanceUid, middle.SopInstanceUid, asked, http, reader);
    }
}
