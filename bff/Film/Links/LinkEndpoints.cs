using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Film.Links;

/// <summary>Links made for others: by the systems of a hospital.</summary>
internal static class LinkEndpoints
{
    public static void MapLinks(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/film/links", CreateLinkAsync).RequireAuthorization(Policies.Integrator).WithTags("film")
            .WithMetadata(Idempotent.Create)
            .ProducesErrors(400, 404, 409);

    /// <summary>Makes a link that opens one study without signing in, until it expires.</summary>
    private static async Task<Results<Created<LinkAnswer>, ProblemHttpResult>> CreateLinkAsync(
        NewLink body, HttpContext http, LinkStore store, LinkAnswers answers, Audit audit)
    {
        if (NewLinkRules.Broken(body) is { Count: > 0 } fields) return Problems.Fields([.. fields.Select(Words.Of)]);
        var studies = await store.StudiesAsync(
            Reach.Of(http), body.HospitalCode!, body.AccessionNumber, body.StudyInstanceUid, http.RequestAborted);
        if (studies.Count == 0) return await audit.RefuseAsync(http, Missing.Study, "hospital:" + body.HospitalCode);
        if (studies.Count > 1) return Words.Of(NewLinkRefusal.AccessionAmbiguous).Problem;
        return await answers.CreateAsync(
            http, new LinkOrder(studies[0], body.Purpose!.Trim(), TimeSpan.FromSeconds(body.TtlSeconds!.Value), body.MaxViews));
    }
}
