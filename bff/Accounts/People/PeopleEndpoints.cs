using Bff.Accounts.Contract;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Accounts.People;

internal static class PeopleEndpoints
{
    public static void MapPeople(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/me", MeAsync).Audited("person.read").RequireAuthorization(Policies.SignedIn);
        app.MapGet("/api/staff/film/institutions", InstitutionsAsync).RequireAuthorization(Policies.StaffAdmin);
    }

    /// <summary>Tells who is signed in.</summary>
    /// <returns>The person, with masked medical cards.</returns>
    private static async Task<Results<Ok<Me>, ProblemHttpResult>> MeAsync(HttpContext http, PeopleStore people)
    {
        var me = Caller.Of(http) switch
        {
            Caller.Patient patient => await people.PatientAsync(patient.Id, http.RequestAborted),
            Caller.Staff staff => await people.StaffAsync(staff.Id, http.RequestAborted),
            _ => null,
        };
        return me is null ? Words.Problem(Words.Of(CredentialFault.Missing)) : TypedResults.Ok(me);
    }

    /// <summary>Lists the hospitals that the administrator reaches.</summary>
    /// <returns>The hospitals by code, on one page.</returns>
    private static async Task<Ok<Page<HospitalRef>>> InstitutionsAsync(HttpContext http, PeopleStore people)
    {
        var hospitals = await people.HospitalsAsync(Reach.Of(http), http.RequestAborted);
        return TypedResults.Ok(new Page<HospitalRef>([.. hospitals.Select(h => new HospitalRef(h.Code, h.Name))], null));
    }
}
