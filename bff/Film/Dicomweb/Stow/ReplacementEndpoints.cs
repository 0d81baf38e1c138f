using Bff.Film.Corrections;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Bff.Film.Dicomweb.Stow;

/// <summary>Corrected files from the hands of staff, in the way a PACS pushes.</summary>
internal static class ReplacementEndpoints
{
    public static void MapReplacements(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/staff/film/replacements", ReplaceAsync).RequireAuthorization(FilmServices.StaffFilm).WithTags("film")
            .TakesInstances();

    /// <summary>
    /// Puts corrected DICOM files in the place of those under the same SOP Instance UIDs, which are withdrawn. A file of an instance that
    /// the hospital never had is refused.
    /// </summary>
    /// <param name="reason">Why, 2 to 200 characters; it stays in the records.</param>
    private static async Task<IResult> ReplaceAsync(
        string? reason, [FromHeader(Name = "X-Hospital-Code")] string? hospital, HttpContext http, StowService stow, Audit audit,
        IOptions<FilmOptions> options)
    {
        if (CorrectionRules.Reason(reason) is not { } why) return Problems.Fields(Words.Of(CorrectionField.Reason));
        if (await stow.HospitalAsync(Reach.Of(http), hospital, http.RequestAborted) is not { } hospitalId)
            return Problem(StowRefusal.HospitalNotYours);
        if (StowEndpoints.Boundary(http.Request) is not { } boundary) return Problem(StowRefusal.NotMultipart);
        StowEndpoints.AllowLongUpload(http, options.Value.MaxRequestBytes);
        var parts = new MultipartReader(boundary, http.Request.Body) { HeadersLengthLimit = 16 * 1024 };
        var outcome = await stow.ReplaceAsync(http, hospitalId, why, parts);
        if (outcome.Refusal is { } refusal) return Problem(refusal);
        foreach (var (study, isRefused) in outcome.Instances.Select(o => (o.StudyInstanceUid, !o.IsStored)).Distinct())
            await audit.RecordAsync(http, new AuditEntry("film.replace", "study-uid:" + (study ?? "-"), isRefused, hospitalId));
        return StowResponse.Write(http.Request, outcome.Instances);

        IResult Problem(StowRefusal reason) => Words.Of(reason, options.Value.MaxInstances).Problem;
    }
}
