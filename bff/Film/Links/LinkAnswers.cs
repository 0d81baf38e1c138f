using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Bff.Film.Links;

/// <summary>Makes a link within the caller's reach, records it and answers with its address.</summary>
internal sealed class LinkAnswers(FilmLinks links, Audit audit, IOptions<FilmOptions> options)
{
    /// <summary>The new link; the problem: there is no such study within reach.</summary>
    public async Task<Results<Created<LinkAnswer>, ProblemHttpResult>> CreateAsync(HttpContext http, LinkOrder order)
    {
        var issued = await links.CreateAsync(Reach.Of(http), order, http.RequestAborted);
        if (issued is null) return await audit.RefuseAsync(http, Missing.Study, "study:" + order.StudyId);
        await audit.RecordAsync(http, new AuditEntry(
            "film.link_create", "study:" + order.StudyId, HospitalId: issued.Owner.HospitalId, PatientId: issued.Owner.PatientId));
        http.Response.Headers.CacheControl = "no-store";
        var url = $"{RootOf(http.Request)}/f/{issued.Key}";
        return TypedResults.Created(url, new LinkAnswer(url, issued.Key, issued.ExpiresAt));
    }

    private string RootOf(HttpRequest request) =>
        options.Value.PublicUrl is { Length: > 0 } url ? url.TrimEnd('/') : $"{request.Scheme}://{request.Host}";
}
