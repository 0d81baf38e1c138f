using Bff.Film.Ingest;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Film.Corrections;

/// <summary>Why nothing is withdrawn.</summary>
internal enum WithdrawRefusal
{
    /// <summary>The app may not.</summary>
    NotGranted,

    /// <summary>Several of the caller's hospitals have the study.</summary>
    HospitalAmbiguous,
}

/// <summary>Taking films back by their UIDs, for hospital systems that have the right.</summary>
internal static class WithdrawEndpoints
{
    public static void MapWithdraw(this RouteGroupBuilder group)
    {
        Withdraws(group.MapDelete(FilmPaths.Study, StudyAsync));
        Withdraws(group.MapDelete(FilmPaths.Series, SeriesAsync));
        Withdraws(group.MapDelete(FilmPaths.Instance, InstanceAsync));
    }

    private static void Withdraws(RouteHandlerBuilder route) => route.ProducesErrors(403, 404);

    /// <summary>Withdraws a study; for apps with the right film.withdraw. From now on no link, list or patient is given it.</summary>
    /// <param name="study">Study Instance UID.</param>
    private static Task<Results<NoContent, ProblemHttpResult>> StudyAsync(
        string study, HttpContext http, AppWithdrawals apps) =>
        apps.WithdrawAsync(http, new WithdrawalScope(study));

    /// <summary>Withdraws a series; for apps with the right film.withdraw.</summary>
    /// <param name="study">Study Instance UID.</param>
    /// <param name="series">Series Instance UID.</param>
    private static Task<Results<NoContent, ProblemHttpResult>> SeriesAsync(
        string study, string series, HttpContext http, AppWithdrawals apps) =>
        apps.WithdrawAsync(http, new WithdrawalScope(study, series));

    /// <summary>Withdraws an instance; for apps with the right film.withdraw. Another file under its UIDs is then taken.</summary>
    /// <param name="study">Study Instance UID.</param>
    /// <param name="series">Series Instance UID.</param>
    /// <param name="sop">SOP Instance UID.</param>
    private static Task<Results<NoContent, ProblemHttpResult>> InstanceAsync(
        string study, string series, string sop, HttpContext http, AppWithdrawals apps) =>
        apps.WithdrawAsync(http, new WithdrawalScope(study, series, [sop]));
}

/// <summary>Decides whether a hospital system may withdraw something, and at which of its hospitals.</summary>
internal sealed class AppWithdrawals(WithdrawalStore store, Withdrawals withdrawals, Audit audit)
{
    public async Task<Results<NoContent, ProblemHttpResult>> WithdrawAsync(HttpContext http, WithdrawalScope scope)
    {
        var app = (Caller.Integrator)Caller.Of(http);
        if (!app.Rights.Contains(Deliveries.WithdrawRight))
        {
            var refused = Words.Of(WithdrawRefusal.NotGranted);
            await audit.RecordAsync(http, new AuditEntry(refused.Code, "study-uid:" + scope.StudyUid, Refused: true, app.HomeHospitalId));
            return refused.Problem;
        }
        var hospitals = await store.HospitalsAsync(Reach.Of(app), scope.StudyUid, http.RequestAborted);
        if (hospitals.Count > 1) return Words.Of(WithdrawRefusal.HospitalAmbiguous).Problem;
        var order = hospitals is [var hospital] ? new WithdrawalOrder(hospital, WithdrawalCause.Deleted, null, $"{app.ActorKind}:{app.ActorId}") : null;
        if (order is null || await withdrawals.WithdrawAsync(http, order, scope, http.RequestAborted) is { Instances: 0 })
            return await audit.RefuseAsync(http, scope.SopUids is null ? Missing.Study : Missing.Image, "study-uid:" + scope.StudyUid);
        return TypedResults.NoContent();
    }
}
