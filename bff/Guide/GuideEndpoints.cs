using Microsoft.AspNetCore.Http.HttpResults;
using Wayfinding.Model;

namespace Bff.Guide;

/// <summary>Routes of the guide. A map is no secret and a printed code opens without sign-in: the public part is anonymous, with a limit per address.</summary>
public static partial class GuideEndpoints
{
    /// <summary>Maps the slice's routes.</summary>
    public static void MapGuide(this IEndpointRouteBuilder app)
    {
        var guide = app.MapGroup("/api/guide").AllowAnonymous().WithTags("guide");
        guide.MapGet("/campuses", CampusesAsync);
        guide.MapGet("/campuses/{id}", CampusAsync);
        guide.MapGet("/campuses/{id}/levels/{level}", LevelAsync);
        guide.MapGet("/campuses/{id}/pois", PoisAsync);
        guide.MapPost("/campuses/{id}/routes", RouteAsync);
        guide.MapPost("/campuses/{id}/position", PositionAsync);
        guide.MapGet("/campuses/{id}/closures", ClosuresAsync);
        guide.MapGet("/presets", Presets);
        guide.MapGet("/here/{code}", HereAsync);
        app.MapGet("/guide", PageAsync).AllowAnonymous().WithTags("guide").ExcludeFromDescription();
        app.MapGet("/g/{code}", ScannedAsync).AllowAnonymous().WithTags("guide").ExcludeFromDescription();
        app.MapHub<GuideHub>("/hubs/guide").AllowAnonymous();

        app.MapPost("/api/guide/campuses/{id}/points", PushPointsAsync).RequireAuthorization(Policies.Integrator).WithTags("guide");
        MapStaff(app);
    }

    private static async Task<Results<Ok<Page<CampusItem>>, ProblemHttpResult>> CampusesAsync(HttpContext http, GuideMaps maps, double? lon, double? lat, string? hospital)
    {
        var (ok, here) = Position(lon, lat);
        if (!ok) return PositionMalformed;
        var items = from one in Served(await maps.AllAsync(http.RequestAborted))
                    where string.IsNullOrEmpty(hospital) || one.Site.Hospital.Code == hospital
                    let distance = here is { } h ? (double?)Math.Round(new LocalFrame(h).ToLocal(new(one.Campus.Lon, one.Campus.Lat)).DistanceTo(default)) : null
                    orderby distance ?? 0 // Stable: without a position as they are served.
                    let index = one.Site.IndexOf(one.Campus)
                    select new CampusItem(
                        one.Campus.Id.ToString(), one.Site.Id.ToString(), one.Site.Hospital, one.Campus.Name, one.Campus.NameEn, one.Campus.Lon, one.Campus.Lat, distance,
                        one.Map.Venue.Buildings.Count(b => b.Campus == index), Enumerable.Range(0, one.Map.Venue.Levels.Count).Count(l => one.Map.IsLevelOf(l, index)));
        return TypedResults.Ok(new Page<CampusItem>([.. items], null));
    }

    private static async Task<Results<Ok<CampusDetail>, ProblemHttpResult>> CampusAsync(string id, HttpContext http, GuideMaps maps, TimeProvider time, string? lang) =>
        await FindAsync(id, maps, http.RequestAborted) is var (site, campus, _)
            ? TypedResults.Ok(GuideAnswers.Campus(site, campus, lang == "en", time.GetUtcNow())) : CampusUnknown;

    private static async Task<IResult> LevelAsync(string id, string level, HttpContext http, GuideMaps maps, TimeProvider time)
    {
        if (await FindAsync(id, maps, http.RequestAborted) is not var (site, campus, map)) return CampusUnknown;
        var index = site.IndexOf(campus);
        if (map.FindLevel(level, index) is not (>= 0 and var number)) return LevelUnknown;
        var drawing = site.Drawings.Of(map, number, index, GuideTime.Local(time.GetUtcNow()));
        var headers = http.Response.Headers;
        (headers.ETag, headers.CacheControl, headers.Vary) = (drawing.ETag, "public, no-cache", "Accept-Encoding");
        if (http.Request.Headers.IfNoneMatch.Contains(drawing.ETag)) return TypedResults.StatusCode(304);
        var packed = http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal);
        if (packed) headers.ContentEncoding = "gzip";
        return TypedResults.Bytes(packed ? drawing.Gzip : drawing.Plain, "application/geo+json");
    }

    private static async Task<Results<Ok<Page<PoiItem>>, ProblemHttpResult>> PoisAsync(
        string id, HttpContext http, GuideMaps maps, TimeProvider time, string? q, string? category, string? level, double? lon, double? lat, string? fromLevel, bool? joined, string? lang, int? limit, string? cursor)
    {
        if (!Paging.TryRead(limit ?? 20, cursor, out var take, out long? skip) || skip > 100_000) return Paging.Malformed;
        if (q is { Length: > 60 }) return Problems.Of(400, "guide.query_too_long", "q 最长 60 个字。");
        var (ok, here) = Position(lon, lat);
        if (!ok) return PositionMalformed;
        if (await FindAsync(id, maps, http.RequestAborted) is not var (site, campus, map)) return CampusUnknown;
        var index = site.IndexOf(campus);
        int? floor = level is null ? null : map.FindLevel(level, index);
        if (floor < 0) return LevelUnknown;
        var query = new PoiQuery(q, category, floor, here, fromLevel, lang == "en");
        var (items, more) = GuideSearch.Find(map, index, site.CampusIds(campus, joined == true), query, (int)(skip ?? 0), take, GuideTime.Local(time.GetUtcNow()));
        return TypedResults.Ok(new Page<PoiItem>(items, more ? ((skip ?? 0) + take).ToString(System.Globalization.CultureInfo.InvariantCulture) : null));
    }

    private static async Task<Results<RouteJsonResult, ProblemHttpResult>> RouteAsync(string id, RouteBody body, HttpContext http, GuideMaps maps, KeptRoutes kept, TimeProvider time)
    {
        if (await FindAsync(id, maps, http.RequestAborted) is not var (_, _, map)) return CampusUnknown;
        var (wish, refusal) = RouteWishes.Read(map, body, time.GetUtcNow());
        if (wish is null) return Refused(refusal!);
        var (key, lasts) = GuideRoutes.KeyOf(map, wish);
        if (key is { } known && kept.Find(known, lasts) is { } json) return new RouteJsonResult(json, null);
        var outcome = GuideRoutes.Plan(map, wish);
        if (outcome.Answer is not { } answer) return Refused(outcome.Refusal!);
        var result = RouteJsonResult.Of(answer);
        if (key is { } again && outcome.Takes < lasts && kept.IsAskedAgain(again)) kept.Keep(again, result.Copy(), outcome.Takes);
        return result;
    }

    private static async Task<Results<Ok<PlaceItem>, ProblemHttpResult>> PositionAsync(string id, PositionBody body, HttpContext http, GuideMaps maps, string? lang)
    {
        if (await FindAsync(id, maps, http.RequestAborted) is not var (_, _, map)) return CampusUnknown;
        var (snap, refusal) = RouteWishes.Snap(map, body.Lon, body.Lat, body.Level);
        if (snap is null) return Refused(refusal!);
        return TypedResults.Ok(GuideAnswers.Place(map, snap.Level, map.Venue.Frame.ToLonLat(map.Venue.Graph.At(snap.Node)), snap.Node, -1, lang == "en"));
    }

    private static async Task<Results<Ok<ClosureList>, ProblemHttpResult>> ClosuresAsync(string id, HttpContext http, GuideMaps maps, TimeProvider time) =>
        await FindAsync(id, maps, http.RequestAborted) is var (site, _, _)
            ? TypedResults.Ok(new ClosureList(site.ClosureVersion, GuideAnswers.Closures(site, time.GetUtcNow()))) : CampusUnknown;

    private static Ok<Page<PresetItem>> Presets() => TypedResults.Ok(new Page<PresetItem>(GuidePresets.All, null));

    /// <summary>The campuses with a map that the public may see, in the order a list without a position has.</summary>
    private static IEnumerable<(GuideSite Site, CampusRow Campus, GuideMap Map)> Served(IEnumerable<GuideSite> sites) =>
        from site in sites
        from map in site.Map is { } served ? new[] { served } : []
        from campus in site.Campuses
        where site.IsServed(campus)
        orderby site.Hospital.Code, campus.Name
        select (site, campus, map);

    /// <summary>An enabled campus with its map; a campus without a map is not there for the public.</summary>
    private static async ValueTask<(GuideSite Site, CampusRow Campus, GuideMap Map)?> FindAsync(string id, GuideMaps maps, CancellationToken cancellationToken) =>
        Guid.TryParse(id, out var campusId) && await maps.FindAsync(campusId, cancellationToken) is ({ Map: { } map } site, var campus) && site.IsServed(campus) ? (site, campus, map) : null;

    private static (bool Ok, LonLat? At) Position(double? lon, double? lat) =>
        lon is null && lat is null ? (true, null) : lon is { } x && lat is { } y && new LonLat(x, y).IsValid ? (true, new LonLat(x, y)) : (false, null);

    private static ProblemHttpResult CampusUnknown => Problems.Of(404, "guide.campus_unknown", "没有这个院区。");

    private static ProblemHttpResult LevelUnknown => Problems.Of(404, "guide.level_unknown", "这个院区没有这一层，或有几层同名，请用楼层编号。");

    private static ProblemHttpResult PositionMalformed => Problems.Of(400, "guide.position_malformed", "lon 与 lat 应同时给出，单位为度。");

    private static ProblemHttpResult Refused(GuideRefusal refusal)
    {
        var status = refusal.Kind switch { RefusalKind.Invalid => 400, RefusalKind.Unknown => 404, RefusalKind.Impossible => 422 };
        var problem = Problems.Of(status, refusal.Code, refusal.Title);
        problem.ProblemDetails.Detail = refusal.Detail;
        if (refusal.Blocks is not { } blocks) return problem;
        problem.ProblemDetails.Extensions["blocks"] = blocks;
        problem.ProblemDetails.Extensions["opensAt"] = refusal.OpensAt;
        problem.ProblemDetails.Extensions["nearest"] = refusal.Nearest;
        return problem;
    }
}
