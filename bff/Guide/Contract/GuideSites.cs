using Bff.Guide.Maps;
using Bff.Guide.Points;
using Bff.Guide.Staff.Campuses;
using Bff.Guide.Staff.Imports;
using Wayfinding.Model;

namespace Bff.Guide.Contract;

/// <summary>A camera, device or figure that stands at the first place of a category.</summary>
/// <param name="Category">Code of the place's category.</param>
/// <param name="Id">Its id, unique on the campus.</param>
/// <param name="Kind"><c>camera</c>, <c>device</c> or <c>data</c>.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Value">A figure or a word.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="State"><c>normal</c>, <c>warning</c>, <c>alarm</c> or <c>offline</c>.</param>
public sealed record PlacedPoint(string Category, string Id, string Kind, string Name, string? Value, string? Unit, string State);

/// <summary>Puts maps that were made by a generator on the guide; done by the product itself, not by a person.</summary>
public sealed class GuideSites
{
    private readonly GuideMaps _maps;
    private readonly CampusStore _campuses;
    private readonly ImportService _imports;
    private readonly PointStore _points;
    private readonly TimeProvider _time;

    internal GuideSites(GuideMaps maps, CampusStore campuses, ImportService imports, PointStore points, TimeProvider time) =>
        (_maps, _campuses, _imports, _points, _time) = (maps, campuses, imports, points, time);

    /// <summary>Whether a site of the hospital serves a map; another node may have made it a moment ago.</summary>
    public async Task<bool> HasMapAsync(Guid hospitalId, CancellationToken cancellationToken)
    {
        await _maps.EverythingAsync(cancellationToken);
        return (await OfAsync(hospitalId, cancellationToken)).Any(site => site.Map is not null);
    }

    /// <summary>Serves a map at once: on the hospital's site that has none, or on a new one.</summary>
    /// <param name="hospitalId">Whose map it is.</param>
    /// <param name="name">What staff see in place of a file's name.</param>
    /// <param name="venue">The map.</param>
    /// <param name="by">Who did it, for staff.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task AddMapAsync(Guid hospitalId, string name, Venue venue, string by, CancellationToken cancellationToken)
    {
        var reach = Reach.OfSystem(by);
        var site = (await OfAsync(hospitalId, cancellationToken)).FirstOrDefault(s => s.Map is null)?.Id;
        if (site is null)
        {
            var (label, at) = (venue.Campuses is [var first, ..] ? first.Name : venue.Name, venue.Frame.Origin);
            var campus = new NewCampus(null, label.Zh, label.En, at.Lon, at.Lat);
            // Never null: the product itself reaches every hospital.
            site = (await _campuses.AddAsync(reach, hospitalId, campus, cancellationToken))!.Value.Site;
        }
        await _imports.AddAsync(reach, site.Value, name, venue, cancellationToken);
    }

    /// <summary>Puts points on the first campus of the hospital's map; one whose category has no place there is left out.</summary>
    /// <param name="hospitalId">Whose campus it is.</param>
    /// <param name="points">What stands where.</param>
    /// <param name="by">Who did it, for staff.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task PlacePointsAsync(Guid hospitalId, IReadOnlyList<PlacedPoint> points, string by, CancellationToken cancellationToken)
    {
        var site = (await OfAsync(hospitalId, cancellationToken)).FirstOrDefault(s => s.Map is not null);
        if (site?.Map is { } map)
            await _points.SaveAsync(Reach.OfSystem(by), site.Campuses[0].Id, [.. Rows(map, points, _time.GetUtcNow())], cancellationToken);
    }

    private async Task<IEnumerable<GuideSite>> OfAsync(Guid hospitalId, CancellationToken cancellationToken) =>
        (await _maps.AllAsync(cancellationToken)).Where(site => site.HospitalId == hospitalId);

    private static IEnumerable<PointRow> Rows(GuideMap map, IReadOnlyList<PlacedPoint> points, DateTimeOffset now) =>
        from point in points
        let poi = map.Venue.Pois.FirstOrDefault(p => p.Category == point.Category && map.CampusOf(p.Building, p.At) == 0)
        where poi is not null
        let at = map.Venue.Frame.ToLonLat(poi.At)
        select new PointRow
        {
            Id = point.Id,
            Kind = point.Kind,
            Name = point.Name,
            Lon = at.Lon,
            Lat = at.Lat,
            Level = map.LevelIds[poi.Level],
            Value = point.Value,
            Unit = point.Unit,
            State = point.State,
            Since = now,
        };
}
