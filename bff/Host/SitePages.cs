namespace Bff.Host;

/// <summary>The pages that belong to no slice: the front door, the staff's, and what all of them load.</summary>
internal static class SitePages
{
    public static void MapPages(this IEndpointRouteBuilder app)
    {
        Page(app, "/", "index.html");
        Page(app, "/staff/{**rest}", "staff.html");
        Page(app, "/favicon.svg", "favicon.svg");
        Page(app, "/favicon.ico", "favicon.svg");
        app.MapGet("/assets/{file}", (string file, HttpContext http, PageFiles pages) =>
            pages.Send(http, "assets/" + file, immutable: true))
            .AllowAnonymous().MayBeKept(KeptBy.Everyone).ExcludeFromDescription();
    }

    private static void Page(IEndpointRouteBuilder app, string path, string file) =>
        app.MapGet(path, (HttpContext http, PageFiles pages) => pages.Send(http, file, immutable: false)).AllowAnonymous()
            .MayBeKept(KeptBy.Everyone).ExcludeFromDescription();
}
