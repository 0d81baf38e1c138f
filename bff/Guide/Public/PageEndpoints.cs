using System.Text;
using System.Text.Encodings.Web;
using Bff.Guide.Maps;
using Bff.Guide.Staff.HereCodes;

namespace Bff.Guide.Public;

/// <summary>
/// The page itself. It names what its first picture needs, so that the browser asks for it all at once while the scripts are still on their
/// way.
/// </summary>
internal static class PageEndpoints
{
    private const int GroundFloor = 1;

    public static void MapGuidePage(this IEndpointRouteBuilder app) =>
        app.MapGet("/guide", PageAsync).AllowAnonymous().MayBeKept(KeptBy.Everyone).WithTags("guide").ExcludeFromDescription();

    /// <summary>The guide's page.</summary>
    /// <param name="campus">Id of the campus it opens with.</param>
    /// <param name="here">Letters of a printed code.</param>
    private static async Task<IResult> PageAsync(
        GuideMaps maps, HereCodeStore codes, PageFiles pages, string? campus, string? here, CancellationToken cancellationToken)
    {
        if (!maps.IsLoaded) return Written(pages, ""); // The names only save time, so nobody waits for them.
        var paths = new List<string> { "/api/guide/campuses" };
        var code = string.IsNullOrEmpty(here) ? null : await codes.FindAsync(here, cancellationToken);
        if (code is not null) paths.Add("/api/guide/here/" + Uri.EscapeDataString(here!));
        var shown = await maps.FindServedAsync(code?.CampusId.ToString() ?? campus ?? "", cancellationToken);
        shown ??= CampusAnswers.Served(await maps.AllAsync(cancellationToken)).Select(one => (ServedCampus?)one).FirstOrDefault();
        if (shown is { } found) paths.AddRange(FirstPicture(found, code));
        var links = new StringBuilder();
        foreach (var path in paths)
            links.Append("<link rel=\"preload\" as=\"fetch\" crossorigin href=\"").Append(HtmlEncoder.Default.Encode(path)).Append("\" />");
        return Written(pages, links.ToString());
    }

    // The campus, and the floors of its buildings that the page opens with: that of the code, else the one nearest to the ground.
    private static IEnumerable<string> FirstPicture(ServedCampus found, HereCodeRow? code)
    {
        var (map, campus) = (found.Map, $"/api/guide/campuses/{found.Campus.Id}");
        var levels = MapWords.Levels(map, found.Index).ToList();
        var stand = code is null ? null : map.Snap(new(code.Lon, code.Lat), code.Level);
        var floor = stand is null
            ? levels.Select(l => l.Ordinal).OrderBy(o => Math.Abs(o - GroundFloor)).FirstOrDefault()
                : map.Venue.Levels[stand.Level].Ordinal;
        return levels.Where(l => l.Ordinal == floor).Select(l => $"{campus}/levels/{l.Id}").Prepend(campus);
    }

    private static IResult Written(PageFiles pages, string preload) => pages.Written("guide.html", 200, ("<!--guide-preload-->", preload));
}
