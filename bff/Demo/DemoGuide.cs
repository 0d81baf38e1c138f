using Bff.Demo.Hospital;
using Bff.Guide;

namespace Bff.Demo;

/// <summary>The sandbox's map: a hospital of two campuses made by the engine's generator, at the first demo hospital, with things for operators to look at.</summary>
internal sealed class DemoGuide(GuideService guide, GuideStore store, GuideMaps maps, TimeProvider time)
{
    private static readonly (string Category, string Id, string Kind, string Name, string? Value, string? Unit, string State)[] Points =
    [
        ("payment", "queue-payment", "data", "收费处排队", "12", "人", "normal"), ("pharmacy", "queue-pharmacy", "data", "药房待取", "31", "单", "warning"),
        ("pharmacy", "fridge-1", "device", "药房冷藏柜", "9.6", "℃", "alarm"), ("lab", "queue-lab", "data", "采血排队", "7", "人", "normal"),
        ("radiology", "ct-1", "device", "CT 一号机", "运行", null, "normal"), ("kiosk", "kiosk-1", "device", "自助机 1 号", null, null, "offline"),
        ("reception", "cam-hall", "camera", "大厅摄像机", null, null, "normal"), ("entrance", "cam-gate", "camera", "大门摄像机", null, null, "normal"),
    ];

    public async Task LoadAsync(Guid hospitalId, CancellationToken cancellationToken)
    {
        var sites = (await maps.AllAsync(cancellationToken)).Where(s => s.HospitalId == hospitalId).ToList();
        // A start that was cut short, or a map of an older version that cannot be read, leaves a site without one.
        if (sites.Any(s => s.Map is not null)) return;
        await guide.AddAsync(hospitalId, sites.FirstOrDefault()?.Id, "sandbox", await Task.Run(DemoHospital.Build, cancellationToken), "system:demo", cancellationToken);
        var site = (await maps.AllAsync(cancellationToken)).Single(s => s.HospitalId == hospitalId);
        if (site.Map is { } map) await store.SavePointsAsync(site.Campuses[0].Id, hospitalId, [.. PointsOn(map, time.GetUtcNow())], "system:demo", cancellationToken);
    }

    private static IEnumerable<PointRow> PointsOn(GuideMap map, DateTimeOffset now) =>
        from point in Points
        let poi = map.Venue.Pois.FirstOrDefault(p => p.Category == point.Category && map.CampusOf(p.Building, p.At) == 0)
        where poi is not null
        let at = map.Venue.Frame.ToLonLat(poi.At)
        select new PointRow(point.Id, point.Kind, point.Name, at.Lon, at.Lat, map.LevelIds[poi.Level], point.Value, point.Unit, point.State, now);
}
