using Bff.Accounts.Contract;
using Wayfinding.Routing;
using Wayfinding.Routing.Live;

namespace Bff.Guide;

/// <summary>A campus as a row; <paramref name="SourceId"/> is its id in the map, null until a map was activated.</summary>
internal sealed record CampusRow(Guid Id, string? SourceId, string Name, string? NameEn, double Lon, double Lat, bool Enabled);

/// <summary>A standing closure as a row.</summary>
internal sealed record ClosureRow(Guid Id, string Target, string TargetId, string Reason, DateTimeOffset? From, DateTimeOffset? Until)
{
    public bool IsActive(DateTimeOffset now) => (From is not { } f || now >= f) && (Until is not { } u || now < u);
}

/// <summary>What the database says of one site, read in one go.</summary>
internal sealed record SiteState(
    Guid Id, Guid HospitalId, HospitalRef Hospital, Guid? MapId, int MapVersion, long ClosureVersion,
    IReadOnlyList<CampusRow> Campuses, IReadOnlyDictionary<string, PoiEdit> Edits, IReadOnlyList<ClosureRow> Closures);

/// <summary>One site as this node serves it: rows and map of one moment. Replaced as a whole.</summary>
internal sealed class GuideSite(SiteState state, GuideMap? map)
{
    public Guid Id => state.Id;
    public Guid HospitalId => state.HospitalId;
    public HospitalRef Hospital => state.Hospital;
    public IReadOnlyList<CampusRow> Campuses => state.Campuses;
    public IReadOnlyDictionary<string, PoiEdit> Edits => state.Edits;
    public IReadOnlyList<ClosureRow> Closures => state.Closures;
    public long ClosureVersion => state.ClosureVersion;
    public GuideMap? Map => map;

    /// <summary>Drawn levels; they live as long as what is drawn on them.</summary>
    public LevelDrawings Drawings { get; } = new();

    /// <summary>Index of a campus in the map; -1 when the map does not have it.</summary>
    public int IndexOf(CampusRow campus)
    {
        if (map is null) return -1;
        for (var i = 0; i < map.Venue.Campuses.Count; i++)
            if (map.Venue.Campuses[i].Id == campus.SourceId) return i;
        return map.Venue.Campuses.Count == 0 && campus.SourceId is not null ? 0 : -1;
    }

    /// <summary>True when the public may see a campus: switched on and on the map.</summary>
    public bool IsServed(CampusRow campus) => campus.Enabled && IndexOf(campus) >= 0;

    /// <summary>Id by index in the map: that of a campus and, where asked for, those of the served ones joined to it.</summary>
    public IReadOnlyDictionary<int, string> CampusIds(CampusRow campus, bool joined)
    {
        var ids = new Dictionary<int, string> { [IndexOf(campus)] = campus.Id.ToString() };
        foreach (var other in joined ? state.Campuses.Where(IsServed) : []) ids.TryAdd(IndexOf(other), other.Id.ToString());
        return ids;
    }

    /// <summary>The closures that hit something of the map, as routing takes them.</summary>
    public IEnumerable<Closure> RoutingClosures()
    {
        foreach (var row in state.Closures)
            if (map is not null && TargetOf(map, row) is var (target, index) && index >= 0)
                yield return new Closure(row.Id.ToString(), target, index, row.From is { } f ? GuideTime.Local(f) : null, row.Until is { } u ? GuideTime.Local(u) : null, row.Reason);
    }

    /// <summary>What a closure shuts in a map; index -1 when that map has no such thing.</summary>
    public static (ClosureTarget Target, int Index) TargetOf(GuideMap map, ClosureRow row) => row.Target switch
    {
        "door" => (ClosureTarget.Door, map.DoorById.GetValueOrDefault(row.TargetId, -1)),
        "connector" => (ClosureTarget.Connector, map.ConnectorById.GetValueOrDefault(row.TargetId, -1)),
        _ => (ClosureTarget.Area, map.AreaById.GetValueOrDefault(row.TargetId, -1)),
    };
}
