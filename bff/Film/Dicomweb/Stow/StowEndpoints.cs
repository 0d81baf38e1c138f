using Bff.Film.Ingest;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Bff.Film.Dicomweb.Stow;

/// <summary>STOW-RS (PS3.18 10.5): parts stream to disk one by one; each outcome is listed, a bad part does not sink the rest.</summary>
internal static class StowEndpoints
{
    public static void MapStow(this RouteGroupBuilder group)
    {
        group.MapPost("/studies", StoreAsync).TakesInstances();
        group.MapPost("/studies/{study}", StoreIntoStudyAsync).TakesInstances();
    }

    /// <summary>Stores DICOM instances (STOW-RS).</summary>
    private static Task<IResult> StoreAsync(
        [FromHeader(Name = "X-Hospital-Code")] string? hospital, HttpContext http, StowService stow, Audit audit,
        IOptions<FilmOptions> options) =>
        PushAsync(null, hospital, http, stow, audit, options);

    /// <summary>Stores DICOM instances of one study (STOW-RS); those of another study are refused one by one.</summary>
    /// <param name="study">Study Instance UID that all must have.</param>
    private static Task<IResult> StoreIntoStudyAsync(
        string study, [FromHeader(Name = "X-Hospital-Code")] string? hospital, HttpContext http, StowService stow, Audit audit,
        IOptions<FilmOptions> options) =>
        PushAsync(study, hospital, http, stow, audit, options);

    private static async Task<IResult> PushAsync(
        string? studyUid, string? hospitalCode, HttpContext http, StowService stow, Audit audit, IOptions<FilmOptions> options)
    {
        var caller = (Caller.Integrator)Caller.Of(http);
        if (await stow.HospitalAsync(caller, hospitalCode, http.RequestAborted) is not { } hospitalId)
        {
            await audit.RecordAsync(http, new AuditEntry(
                Words.Of(StowRefusal.HospitalNotYours, options.Value.MaxInstances).Code, "hospital:-", Refused: true, caller.HomeHospitalId));
            return Problem(StowRefusal.HospitalNotYours);
        }
        if (Boundary(http.Request) is not { } boundary) return Problem(StowRefusal.NotMultipart);
        AllowLongUpload(http, options.Value.MaxRequestBytes);
        var parts = new MultipartReader(boundary, http.Request.Body) { HeadersLengthLimit = 16 * 1024 };
        var outcome = await stow.StoreAsync(http, hospitalId, studyUid, parts);
        if (outcome.Refusal is { } refusal) return Problem(refusal);
        foreach (var study in outcome.Instances.Where(o => o.IsStored).Select(o => o.StudyInstanceUid).Distinct())
            await audit.RecordAsync(http, new AuditEntry("film.store", "study-uid:" + study, HospitalId: hospitalId));
        // What was set aside, filled in or filed elsewhere is never silent.
        foreach (var (told, study, isRefused) in outcome.Instances.Where(o => o.Event is not null)
            .Select(o => (o.Event!, o.StudyInstanceUid, !o.IsStored)).Distinct())
            await audit.RecordAsync(http, new AuditEntry(told, "study-uid:" + study, isRefused, hospitalId));
        return StowResponse.Write(http.Request, outcome.Instances);

        IResult Problem(StowRefusal reason) => Words.Of(reason, options.Value.MaxInstances).Problem;
    }

    internal static void AllowLongUpload(HttpContext http, long most)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = most;
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = new Microsoft.AspNetCore.Server.Kestrel.Core.MinDataRate(240, TimeSpan.FromSeconds(30));
    }

    internal static string? Boundary(HttpRequest request)
    {
        if (MediaRange.Of(request.ContentType) is not [{ Type: "multipart/related" } type]) return null;
        return type.Parameters.GetValueOrDefault("boundary") is { Length: > 0 and <= 200 } boundary ? boundary : null;
    }
}
