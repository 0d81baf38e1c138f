using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Film.Links;

/// <summary>What the holder of a key opens: the viewer's page and its manifest. DICOMweb under the key lies beside it.</summary>
internal static class ViewerEndpoints
{
    public static void MapViewer(this IEndpointRouteBuilder app, RouteGroupBuilder link)
    {
        app.MapGet("/f/{key}", PageAsync).AllowAnonymous().WithTags("film").ExcludeFromDescription();
        link.MapGet("/", ManifestAsync);
    }

    /// <summary>Gives everything a viewer needs before the first picture; counts as an opening of the film.</summary>
    /// <param name="key">Of the link.</param>
    private static async Task<Results<Ok<Manifest>, ProblemHttpResult>> ManifestAsync(
        string key, HttpContext http, LinkDoor door, FilmManifest manifests, Audit audit)
    {
        var grant = http.Features.Get<LinkGrant>()!;
        if (grant.ViewsLeft is null) await door.CountAsync(http, grant); // The door has counted all others.
        return await OpenAsync(key, grant, http, manifests, audit) is { } manifest
            ? TypedResults.Ok(manifest)
            : Words.Of(LinkRefusal.Withdrawn).Problem;
    }

    /// <summary>The viewer's page with the manifest inside, so that the first picture is one round trip away.</summary>
    private static async Task<IResult> PageAsync(
        string key, HttpContext http, LinkDoor door, FilmManifest manifests, PageFiles pages, Audit audit)
    {
        http.Response.Headers.CacheControl = "no-store";
        var (grant, problem) = await door.OpenAsync(http, key);
        if (grant is not null) problem = await door.CountAsync(http, grant);
        if (problem is not null) return RefusalPage(pages, problem);
        if (await OpenAsync(key, grant!, http, manifests, audit) is not { } manifest)
            return RefusalPage(pages, Words.Of(LinkRefusal.Withdrawn).Problem);
        var preload = manifest.FirstImage is { } first
            ? $"<link rel=\"preload\" as=\"image\" href=\"{HtmlEncoder.Default.Encode(first.Url)}\">"
            : "";
        return Page(pages, preload, JsonSerializer.Serialize(manifest, FilmJson.Default.Manifest), 200);
    }

    private static async Task<Manifest?> OpenAsync(string key, LinkGrant grant, HttpContext http, FilmManifest manifests, Audit audit)
    {
        await audit.RecordAsync(
            http, new AuditEntry("film.open", "study:" + grant.StudyId, HospitalId: grant.HospitalId, PatientId: grant.PatientId));
        return await manifests.BuildAsync(Reach.Of(http), grant, key, http.RequestAborted);
    }

    private static IResult RefusalPage(PageFiles pages, ProblemHttpResult problem)
    {
        var body = new ManifestErrorBody((string)problem.ProblemDetails.Extensions["code"]!, problem.ProblemDetails.Title!);
        return Page(pages, "", JsonSerializer.Serialize(new ManifestError(body), FilmJson.Default.ManifestError), problem.StatusCode);
    }

    /// <summary>System.Text.Json escapes &lt; &gt; and &amp; in strings, so the manifest cannot end its element.</summary>
    private static IResult Page(PageFiles pages, string preload, string manifestJson, int status) => pages.Written(
        "film.html", status, ("<!--film-preload-->", preload),
        ("<!--film-manifest-->", $"<script type=\"application/json\" id=\"film-manifest\">{manifestJson}</script>"));
}
