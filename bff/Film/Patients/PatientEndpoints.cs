using System.Globalization;
using Bff.Accounts.Contract;
using Bff.Film.Dicomweb;
using Bff.Film.Links;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Film.Patients;

/// <summary>What patients ask for: their own films, and those of the people who let them see theirs.</summary>
internal static class PatientEndpoints
{
    private const int MostOffset = 100_000;

    /// <summary>Links to his own films that a person may make in an hour; every one is a row.</summary>
    private const int MostLinksAnHour = 120;

    private static readonly TimeSpan LinkLifetime = TimeSpan.FromHours(1);

    public static void MapPatient(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/film/studies").RequireAuthorization(Policies.Patient).WithTags("film");
        group.MapGet("/", StudiesAsync).ProducesErrors(400);
        group.MapPost("/{id:guid}/links", OpenAsync).WithMetadata(Idempotent.Create).ProducesErrors(404, 429);
    }

    /// <summary>Lists the patient's studies at all hospitals, newest first.</summary>
    /// <param name="limit">Most rows, 1 to 200; 50 unless told.</param>
    /// <param name="cursor">Where the page before ended.</param>
    private static async Task<Results<Ok<Page<PatientStudy>>, ProblemHttpResult>> StudiesAsync(
        HttpContext http, StudyStore store, Audit audit, int? limit, string? cursor)
    {
        if (!Paging.TryRead(limit, cursor, out var take, out long? skip)) return Paging.Malformed;
        var offset = (int)Math.Min(skip ?? 0, MostOffset);
        var reach = Reach.Of(http);
        var studies = await store.PatientStudiesAsync(reach, take + 1, offset, http.RequestAborted);
        foreach (var patient in reach.PatientsFor(FilmServices.Scope))
            await audit.RecordAsync(http, new AuditEntry("film.list", "patient:" + patient, PatientId: patient));
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(Page.Of(studies, take, _ => (offset + take).ToString(CultureInfo.InvariantCulture), Shown));
    }

    /// <summary>Makes a link to one of the patient's studies, which opens for an hour.</summary>
    /// <param name="id">Of the study.</param>
    private static async Task<Results<Created<LinkAnswer>, ProblemHttpResult>> OpenAsync(
        Guid id, HttpContext http, LinkAnswers answers, Throttle throttle)
    {
        var wait = await throttle.TryAsync(
            "film-own-links:" + Caller.Of(http).ActorId, MostLinksAnHour, TimeSpan.FromHours(1), http.RequestAborted);
        if (wait is null) return await answers.CreateAsync(http, new LinkOrder(id, "本人查看", LinkLifetime, MaxViews: null));
        http.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.Value.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Words.Of(LinkRefusal.TooManyTries).Problem;
    }

    private static PatientStudy Shown(StudyRow study) => new()
    {
        Id = study.Id.ToString(),
        Hospital = new HospitalRef(study.HospitalCode, study.HospitalName),
        StudyDate = study.StudyDate,
        Modalities = study.Modalities,
        StudyDescription = study.StudyDescription,
        SeriesCount = study.SeriesCount,
        InstanceCount = study.InstanceCount,
        HasReport = study.ReportText is not null,
        State = study.IsProcessing ? "processing" : "ready",
    };
}
