using Bff.Guide.Maps;

namespace Bff.Guide.Points;

/// <summary>What was taken of a push.</summary>
internal sealed record PushedPoints(PointsAnswer Answer, GuideCampus Campus);

/// <summary>The operators' view: rooms of a part of a campus and what stands in them, pushed by the hospital's systems.</summary>
internal sealed class PointService(PointStore store, GuideMaps maps, TimeProvider time)
{
    private const int MaxPoints = 1000;

    /// <summary>Takes the points that can be placed and says why the others cannot.</summary>
    public async Task<Answer<PushedPoints>> PushAsync(Reach reach, string id, PointsBody body, CancellationToken cancellationToken)
    {
        if (await maps.FindServedAsync(id, cancellationToken) is not { } found || !reach.Includes(found.Site.HospitalId))
            return GuideRefusal.CampusUnknown;
        if (body.Points is not { Count: >= 1 and <= MaxPoints } points)
            return new List<FieldFault> { new("points", Words.PointsRule(MaxPoints)) };
        var (map, index, now) = (found.Map, found.Index, time.GetUtcNow());
        var (accepted, rejected) = (new Dictionary<string, PointRow>(StringComparer.Ordinal), new List<RejectedPoint>());
        foreach (var point in points)
        {
            if (PointPlaces.Fault(map, index, point, now) is { } fault)
            {
                rejected.Add(new(point?.Id, fault));
                continue;
            }
            var row = PointPlaces.Row(map, index, point, now);
            if (!accepted.TryGetValue(row.Id, out var other) || other.Since <= row.Since) accepted[row.Id] = row;
        }
        if (accepted.Count > 0) await store.SaveAsync(reach, found.Campus.Id, accepted.Values, cancellationToken);
        return new PushedPoints(new(points.Count - rejected.Count, rejected), new(found.Site, found.Campus));
    }

    /// <summary>Rooms and points of the part of a campus asked for.</summary>
    public async Task<Answer<Inspection>> InspectAsync(Reach reach, string id, InspectionQuery query, CancellationToken cancellationToken)
    {
        if (await maps.FindAsync(id, reach, cancellationToken) is not var (site, campus)) return GuideRefusal.CampusUnknown;
        if (site.Map is not { } map) return GuideRefusal.NoMap;
        if (query.Kind is not (null or "camera" or "device" or "data")) return GuideRefusal.KindMalformed;
        if (query.State is not (null or "normal" or "warning" or "alarm" or "offline")) return GuideRefusal.StateMalformed;
        var index = site.IndexOf(campus);
        int? floor = query.Level is { } level ? map.FindLevel(level, index) : null;
        if (floor < 0) return GuideRefusal.LevelUnknown;
        var rows = await store.ListAsync(reach, campus.Id, query.Kind, query.State, cancellationToken);
        List<PointItem> points = [.. from item in rows.Select(r => PointPlaces.Item(map, r))
                                     where floor is null || item.Level == map.LevelIds[floor.Value]
                                     where query.Building is null || item.Building == query.Building
                                     select item];
        return new Inspection(PointPlaces.Rooms(map, index, query.Building, floor, points), points);
    }

    /// <summary>What is not as it should be, alarms first.</summary>
    public async Task<Answer<Page<PointItem>>> AlarmsAsync(Reach reach, string id, CancellationToken cancellationToken)
    {
        if (await maps.FindAsync(id, reach, cancellationToken) is not var (site, campus)) return GuideRefusal.CampusUnknown;
        if (site.Map is not { } map) return GuideRefusal.NoMap;
        var rows = await store.AlarmsAsync(reach, campus.Id, cancellationToken);
        return new Page<PointItem>([.. rows.Select(r => PointPlaces.Item(map, r))], null);
    }
}
