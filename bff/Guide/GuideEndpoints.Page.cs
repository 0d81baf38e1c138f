using System.Text;
using System.Text.Encodings.Web;

namespace Bff.Guide;

/// <summary>The page itself. It names what its first picture needs, so that the browser asks for it all at once while the scripts are still on their way.</summary>
public static partial class GuideEndpoints
{
    private const int GroundFloor = 1;

    private static async Task<IResult> PageAsync(HttpContext http, GuideMaps maps, GuideStore store, PageFiles pages, string? campus, string? here)
    {
        // A hint is never waited for.
        if (!maps.IsLoaded) return Written(pages, "");
        var paths = new List<string> { "/api/guide/campuses" };
        var code = string.IsNullOrEmpty(here) ? null : await FindHereAsync(here, store, http.RequestAborted);
        if (code is not null) paths.Add("/api/guide/here/" + Uri.EscapeDataString(here!));
        var shown = await FindAsync(code?.CampusId.ToString() ?? campus ?? "", maps, http.RequestAborted);
        shown ??= Served(await maps.AllAsync(http.RequestAborted)).Select(one => ((GuideSite, CampusRow, GuideMap)?)one).FirstOrDefault();
        if (shown is var (site, row, map))
        {
            var levels = GuideAnswers.Levels(map, site.IndexOf(row)).ToList();
            var stand = code is null ? null : map.Snap(new(code.Lon, code.Lat), code.Level);
            var floor = stand is null ? levels.Select(l => l.Ordinal).OrderBy(o => Math.Abs(o - GroundFloor)).FirstOrDefault() : map.Venue.Levels[stand.Level].Ordinal;
            paths.Add($"/api/guide/campuses/{row.Id}");
            paths.AddRange(levels.Where(l => l.Ordinal == floor).Select(l => $"/api/guide/campuses/{row.Id}/levels/{l.Id}"));
        }
        var links = new StringBuilder();
        foreach (var path in paths) links.Append("<link rel=\"preload\" as=\"fetch\" crossorigin href=\"").Append(HtmlEncoder.Default.Encode(path)).Append("\" />");
        return Written(pages, links.ToString());
    }

    private static IResult Written(PageFiles pages, string preload) => pages.Written("guide.html", 200, ("<!--guide-preload-->", preload));
}
