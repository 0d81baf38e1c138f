using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Film;

/// <summary>Answers "not there" and "not yours" alike and leaves an audit row.</summary>
internal static class Refusals
{
    /// <param name="subject">What was asked for, in the caller's words; cut to a length that fits a row.</param>
    public static async Task<ProblemHttpResult> RefuseAsync(this Audit audit, HttpContext http, Missing missing, string subject)
    {
        var refused = Words.Of(missing);
        var shortened = subject.Length > MostOfSubject ? subject[..MostOfSubject] : subject;
        await audit.RecordAsync(http, new AuditEntry(refused.Code, shortened, Refused: true, HospitalOf(Caller.Of(http))));
        return refused.Problem;
    }

    private const int MostOfSubject = 80;

    /// <summary>Whose auditors should see it.</summary>
    private static Guid? HospitalOf(Caller caller) => caller switch
    {
        Caller.Link link => link.HospitalId,
        Caller.Integrator app => app.HomeHospitalId,
        Caller.Staff staff => staff.HospitalId,
        _ => null,
    };
}
