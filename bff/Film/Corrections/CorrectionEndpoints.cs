using Bff.Accounts.Contract;
using Bff.Film.Dicomweb;
using Bff.Film.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Film.Corrections;

/// <summary>What staff of the film archive put right.</summary>
internal static class CorrectionEndpoints
{
    private const int MostStudies = 20, MostInstances = 1000;

    public static void MapCorrections(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/staff/film").RequireAuthorization(FilmServices.StaffFilm).WithTags("film");
        group.MapGet("/clashes", ClashesAsync).Audited("film.clashes").ProducesErrors(400);
        group.MapPost("/clashes/{id:guid}/settle", SettleAsync).ProducesErrors(400, 404, 409);
        group.MapGet("/studies", StudiesAsync).ProducesErrors(400);
        group.MapPost("/studies/{id:guid}/withdraw", WithdrawAsync).ProducesErrors(400, 404);
        group.MapPost("/studies/{id:guid}/move", MoveAsync).ProducesErrors(400, 404, 409);
        group.MapGet("/withdrawn", WithdrawnAsync).Audited("film.withdrawals").ProducesErrors(400);
        group.MapPost("/withdrawn/{id:guid}/restore", RestoreAsync).ProducesErrors(400, 404, 409);
    }

    /// <summary>Lists images of another patient than their study, which wait for a decision, newest first.</summary>
    /// <param name="limit">Most rows, 1 to 200; 50 unless told.</param>
    /// <param name="cursor">Where the page before ended.</param>
    private static async Task<Results<Ok<Page<ClashRow>>, ProblemHttpResult>> ClashesAsync(
        HttpContext http, FilingDesk desk, int? limit, string? cursor)
    {
        if (!Paging.TryRead(limit, cursor, out var take, out Guid before)) return Paging.Malformed;
        var rows = await desk.ClashesAsync(Reach.Of(http), take + 1, before, http.RequestAborted);
        return TypedResults.Ok(Page.Of(rows, take, row => row.Id));
    }

    /// <summary>Decides where images of another patient belong; it also holds for what the same patient's study sends later.</summary>
    /// <remarks>Somebody may have decided before: <c>film.clash_settled</c>.</remarks>
    /// <param name="id">Of the clash.</param>
    private static async Task<Results<NoContent, ProblemHttpResult>> SettleAsync(
        Guid id, Settlement body, HttpContext http, OfficeCorrections corrections, Audit audit)
    {
        if (CorrectionRules.State(body.Decision) is not { } state) return Problems.Fields(Words.Of(CorrectionField.Decision));
        if (CorrectionRules.Reason(body.Reason) is not { } reason) return Problems.Fields(Words.Of(CorrectionField.Reason));
        var (outcome, hospital) = await corrections.SettleAsync(http, id, state, reason);
        if (outcome == SettleOutcome.Unknown) return await audit.RefuseAsync(http, Missing.Clash, "filing:" + id);
        var settled = outcome == SettleOutcome.Settled;
        await audit.RecordAsync(http, new AuditEntry("film.settle_" + state, "filing:" + id, !settled, hospital));
        return settled ? TypedResults.NoContent() : Words.Of(outcome).Problem;
    }

    /// <summary>Finds studies to correct, by one of accession number, study UID and patient number; at most 20.</summary>
    /// <param name="accessionNumber">Accession number, exactly.</param>
    /// <param name="studyInstanceUid">Study Instance UID.</param>
    /// <param name="patientId">Medical card number, exactly.</param>
    private static async Task<Results<Ok<Page<OfficeStudy>>, ProblemHttpResult>> StudiesAsync(
        HttpContext http, StudyStore store, Audit audit, string? accessionNumber, string? studyInstanceUid, string? patientId)
    {
        var given = new[] { accessionNumber, studyInstanceUid, patientId }.Where(text => !string.IsNullOrEmpty(text)).ToList();
        if (given is not [{ Length: <= 64 } only] || !ShortText.IsLine(only, 64)) return Problems.Fields(Words.Of(CorrectionField.Search));
        var filter = new StudyFilter
        {
            AccessionNumber = string.IsNullOrEmpty(accessionNumber) ? null : accessionNumber,
            StudyInstanceUids = string.IsNullOrEmpty(studyInstanceUid) ? null : [studyInstanceUid],
            PatientId = string.IsNullOrEmpty(patientId) ? null : patientId,
            Limit = MostStudies,
        };
        var studies = await store.StudiesAsync(Reach.Of(http), filter, http.RequestAborted);
        await audit.RecordAsync(http, "film.find", "studies", studies.Select(s => new Owner(s.HospitalId, s.PatientId)));
        var shown = new List<OfficeStudy>();
        foreach (var study in studies) shown.Add(await ShownAsync(study, store, http.RequestAborted));
        return TypedResults.Ok(new Page<OfficeStudy>(shown, null));
    }

    /// <summary>Withdraws a study, a series or images of it with a reason; they can be brought back.</summary>
    /// <param name="id">Of the study.</param>
    private static async Task<Results<NoContent, ProblemHttpResult>> WithdrawAsync(
        Guid id, Rejection body, HttpContext http, OfficeCorrections corrections, Audit audit)
    {
        if (CorrectionRules.Reason(body.Reason) is not { } reason) return Problems.Fields(Words.Of(CorrectionField.Reason));
        if (!CorrectionRules.IsScope(body.SeriesInstanceUid, body.SopInstanceUids)) return Problems.Fields(Words.Of(CorrectionField.Scope));
        return await corrections.RejectAsync(http, id, body, reason)
            ? TypedResults.NoContent()
            : await audit.RefuseAsync(http, Missing.Study, "study:" + id);
    }

    /// <summary>Moves a study, a series or images of it to another study of the hospital, or to another patient, with a reason.</summary>
    /// <param name="id">Of the study.</param>
    private static async Task<Results<NoContent, ProblemHttpResult>> MoveAsync(
        Guid id, Move body, HttpContext http, OfficeCorrections corrections, Audit audit)
    {
        if (CorrectionRules.Reason(body.Reason) is not { } reason) return Problems.Fields(Words.Of(CorrectionField.Reason));
        if (!CorrectionRules.IsScope(body.SeriesInstanceUid, body.SopInstanceUids)) return Problems.Fields(Words.Of(CorrectionField.Scope));
        if (!CorrectionRules.IsTarget(body.Target)) return Problems.Fields(Words.Of(CorrectionField.Target));
        return await corrections.MoveAsync(http, id, body, reason) switch
        {
            null => TypedResults.NoContent(),
            MoveRefusal.Nothing => await audit.RefuseAsync(http, Missing.Study, "study:" + id),
            { } refusal => Words.Of(refusal).Problem,
        };
    }

    /// <summary>Lists what was withdrawn, newest first.</summary>
    /// <param name="limit">Most rows, 1 to 200; 50 unless told.</param>
    /// <param name="cursor">Where the page before ended.</param>
    private static async Task<Results<Ok<Page<WithdrawnRow>>, ProblemHttpResult>> WithdrawnAsync(
        HttpContext http, WithdrawnStore store, int? limit, string? cursor)
    {
        if (!Paging.TryRead(limit, cursor, out var take, out Guid before)) return Paging.Malformed;
        var rows = await store.ListAsync(Reach.Of(http), take + 1, before, http.RequestAborted);
        return TypedResults.Ok(Page.Of(rows, take, row => row.Id));
    }

    /// <summary>Brings a withdrawn image back whose file is kept.</summary>
    /// <remarks>Another may have taken its place: <c>film.place_taken</c>.</remarks>
    /// <param name="id">Of the withdrawn image.</param>
    private static async Task<Results<NoContent, ProblemHttpResult>> RestoreAsync(
        Guid id, Restoration body, HttpContext http, OfficeCorrections corrections, Audit audit)
    {
        if (CorrectionRules.Reason(body.Reason) is null) return Problems.Fields(Words.Of(CorrectionField.Reason));
        if (await corrections.RestoreAsync(http, id) is not var (isBack, instance))
            return await audit.RefuseAsync(http, Missing.Withdrawn, "withdrawn:" + id);
        await audit.RecordAsync(http, new AuditEntry(
            "film.restore", "study-uid:" + instance.StudyUid, !isBack, instance.HospitalId, instance.PatientId));
        return isBack ? TypedResults.NoContent() : Words.Of(NotGiven.PlaceTaken).Problem;
    }

    private static async Task<OfficeStudy> ShownAsync(StudyRow study, StudyStore store, CancellationToken cancellationToken)
    {
        var own = Reach.OfSystem("film-office") with { Hospitals = [study.HospitalId] };
        var series = await store.SeriesAsync(own, new SeriesFilter(study.StudyInstanceUid, null, null, 200, 0), cancellationToken);
        var instances = await store.InstancesAsync(own, new InstanceFilter(study.StudyInstanceUid, null, null, MostInstances), cancellationToken);
        var bySeries = instances.ToLookup(i => i.SeriesId);
        return new OfficeStudy
        {
            Id = study.Id.ToString(),
            Hospital = new HospitalRef(study.HospitalCode, study.HospitalName),
            StudyInstanceUid = study.StudyInstanceUid,
            AccessionNumber = study.AccessionNumber,
            StudyDate = study.StudyDate,
            StudyDescription = study.StudyDescription,
            Patient = new PatientIdentity
            {
                PatientId = study.Mrn,
                Name = study.PatientName,
                BirthDate = study.PatientBirthDate,
                Sex = study.PatientSex,
            },
            Series = [.. series.Select(e => new OfficeSeries(
                e.SeriesInstanceUid, e.SeriesNumber, e.Modality, e.SeriesDescription,
                [.. bySeries[e.Id].Select(i => new OfficeInstance(i.SopInstanceUid, i.InstanceNumber))]))],
        };
    }
}
