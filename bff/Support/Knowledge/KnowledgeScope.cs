using Bff.Accounts.Contract;

namespace Bff.Support.Knowledge;

/// <summary>
/// The part an editor works on, within his reach: the city's, or one hospital's. Stores name it by its hospital, null for the city.
/// </summary>
/// <param name="HospitalCode">Of a hospital that sees the part; empty for the city's.</param>
internal sealed record KnowledgeScope(Guid? HospitalId, string HospitalCode)
{
    /// <summary>The part of this request, found by <see cref="FindAsync"/>.</summary>
    public static KnowledgeScope Of(HttpContext http) => http.Features.Get<KnowledgeScope>()!;

    /// <summary>Finds the part before anything else is looked at: a hospital that is none of the editor's is not there.</summary>
    public static async ValueTask<object?> FindAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var accounts = http.RequestServices.GetRequiredService<AccountsDirectory>();
        var wanted = http.Request.Query["hospital"].ToString();
        if (await ResolveAsync(Reach.Of(http), wanted, accounts, http.RequestAborted) is { } scope)
        {
            http.Features.Set(scope);
            return await next(context);
        }
        var audit = http.RequestServices.GetRequiredService<Audit>();
        return await audit.RefuseAsync(http, Words.Of(KnowledgeRefusal.HospitalUnknown), "hospital:-");
    }

    private static async Task<KnowledgeScope?> ResolveAsync(
        Reach reach, string wanted, AccountsDirectory accounts, CancellationToken cancellationToken)
    {
        var isCityWide = reach.Hospitals is null;
        if (isCityWide && wanted is "" or "city") return new KnowledgeScope(null, "");
        var hospitals = (await accounts.HospitalsAsync(cancellationToken)).Where(h => reach.Includes(h.Id));
        return hospitals.FirstOrDefault(h => wanted.Length == 0 || h.Code == wanted) is { } hospital
            ? new KnowledgeScope(hospital.Id, hospital.Code) : null;
    }
}

/// <summary>Why an editor's wish was not followed.</summary>
internal enum KnowledgeRefusal
{
    HospitalUnknown,
    IntentUnknown,
    IntentTaken,
    UnansweredUnknown,
    NothingToLearn,
}
