using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Film.Links;

/// <summary>Makes a link within the caller's reach, records it and answers with its address.</summary>
internal sealed class LinkAnswers(FilmLinks links, Audit audit, PublicAddress address)
{
    /// <summary>The new link; the problem: there is no such study within reach.</summary>
    public async Task<Results<Created<LinkAnswer>, ProblemHttpResult>> CreateAsync(HttpContext http, LinkOrder order)
    {
        var issued = await links.CreateAsync(Reach.Of(http), order, http.RequestAborted);
        if (issued is null) return await audit.RefuseAsync(http, Missing.Study, "study:" + order.StudyId);
        await audit.RecordAsync(http, new AuditEntry(
            "film.link_create", "study:" + order.StudyId, HospitalId: issued.Owner.HospitalId, PatientId: issued.Owner.PatientId));
        var url = $"{address.RootOf(http.Request)}/f/{issued.Key}";
        return TypedResults.Created(url, new LinkAnswer(url, issued.Key, issued.ExpiresAt));
    }
}
