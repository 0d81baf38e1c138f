using Bff.Accounts.Contract;
using Wayfinding.Routing.Live;

namespace Bff.Guide.Maps;

/// <summary>A campus as a row.</summary>
/// <param name="SourceId">Its id in the map; null until a map was activated.</param>
internal sealed record CampusRow(Guid Id, string? SourceId, string Name, string? NameEn, double Lon, double Lat, bool Enabled);

/// <summary>A standing closure as a row.</summary>
internal sealed record ClosureRow(Guid Id, string Target, string TargetId, string Reason, DateTimeOffset? From, DateTimeOffset? Until)
{
    public bool IsActive(DateTimeOffset now) => (From is not { } f || now >= f) && (Until is not { } u || now < u);
}

/// <summary>What the database says of one site, read in one go.</summary>
internal sealed record SiteState
{
    public required Guid Id { get; init; }
    public required Guid HospitalId { get; init; }
    public required HospitalRef Hospital { get; init; }
    public required Guid? MapId { get; init; }
    public required int MapVersion { get; init; }
    public required long ClosureVersion { get; init; }
    public required IReadOnlyList<CampusRow> Campuses { get; init; }
    public required IReadOnlyDictionary<string, PoiEdit> Edits { get; init; }
    public required IReadOnlyList<ClosureRow> Closures { get; init; }

    /// <summary>True when a site read anew says nothing else.</summary>
    public bool SameAs(SiteState other) =>
        (HospitalId, Hospital, MapId, MapVersion, ClosureVersion)
            == (other.HospitalId, other.Hospital, other.MapId, other.MapVersion, other.ClosureVersion)
        && Campuses.SequenceEqual(other.Campuses) && Closures.SequenceEqual(other.Closures) && PoiEdits.Same(Edits, other.Edits);
}

/// <summary>One site as this node serves it: rows and map of one moment. Replaced as a whole.</summary>
internal sealed class GuideSite(SiteState state, GuideMap? map)
{
    public SiteState State => state;
    public Guid Id => state.Id;
    public Guid HospitalId => state.HospitalId;
    public HospitalRef Hospital => state.Hospital;
    public IReadOnlyList<CampusRow> Campuses => state.Campuses;
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
            if (map is not null && SiteClosures.Find(map, row) is var (target, index) && index >= 0)
                yield return new Closure(row.Id.ToString(), target, index, Local(row.From), Local(row.Until), row.Reason);
    }

    private static DateTime? Local(DateTimeOffset? at) => at is { } moment ? ShanghaiTime.Local(moment) : null;
}

/// <summary>A campus that the public may see, with the site and the map it is on.</summary>
internal readonly record struct ServedCampus(GuideSite Site, CampusRow Campus, GuideMap Map)
{
    /// <summary>Index of the campus in the map.</summary>
    public int Index => Site.IndexOf(Campus);
}

/// <summary>A campus and its site.</summary>
internal sealed record GuideCampus(GuideSite Site, CampusRow Campus);
