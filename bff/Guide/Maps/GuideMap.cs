using System.Security.Cryptography;
using System.Text;
using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Routing.Contraction;
using Wayfinding.Routing.Live;
using Wayfinding.Search;
using Wayfinding.Steps;

namespace Bff.Guide.Maps;

/// <summary>
/// One prepared map in memory with what staff changed on its places, and everything asked of it: routing, words, positions, search.
/// Immutable but for the closures inside <see cref="Network"/>.
/// </summary>
internal sealed class GuideMap
{
    private readonly Point2[] _buildingCentres;
    private readonly Lazy<Dictionary<int, string>> _roomsBehind;

    /// <param name="id">The map's row.</param>
    /// <param name="version">Its number within the site.</param>
    /// <param name="source">The venue as imported.</param>
    /// <param name="hierarchy">Its hierarchy.</param>
    /// <param name="edits">What staff changed, by place id.</param>
    /// <param name="holidays">Public holidays, for opening hours.</param>
    public GuideMap(
        Guid id, int version, Venue source, Hierarchy hierarchy, IReadOnlyDictionary<string, PoiEdit> edits, HolidayCalendar holidays)
    {
        (Id, Version, Source, Hierarchy, Edits) = (id, version, source, hierarchy, edits);
        var venue = PoiEdits.Apply(source, edits);
        Network = new Network(venue, hierarchy, holidays);
        Router = new Router(Network);
        Tours = new TourPlanner(Router);
        Narrator = new Narrator(Network);
        Locator = new Locator(venue);
        Places = [.. venue.Pois, .. LiftPlaces.Of(venue)];
        var words = Places.Select(p => new SearchPlace(p.Name, p.Category, edits.GetValueOrDefault(p.Id)?.Aliases ?? []));
        Search = new PlaceIndex([.. words]);
        PoiIds = [.. Places.Select(p => PublicId(p.Id))];
        PoiById = Index(PoiIds);
        SourcePoiById = Index(source.Pois.Select(p => PublicId(p.Id)));
        LevelIds = [.. venue.Levels.Select(l => Hash($"{(l.Building < 0 ? "" : venue.Buildings[l.Building].Id)}/{l.Ordinal}/{l.Name}"))];
        LevelById = Index(LevelIds);
        DoorById = Index(venue.Doors.Select(d => d.Id));
        ConnectorById = Index(venue.Connectors.Select(c => c.Id));
        AreaById = Index(venue.Areas.Select(a => a.Id));
        _buildingCentres = Centres(venue);
        _roomsBehind = new(() => RoomsBehind(venue));
    }

    public Guid Id { get; }
    public int Version { get; }
    public Venue Source { get; }
    public Hierarchy Hierarchy { get; }
    public IReadOnlyDictionary<string, PoiEdit> Edits { get; }
    public Network Network { get; }
    public Router Router { get; }
    public TourPlanner Tours { get; }
    public Narrator Narrator { get; }
    public Locator Locator { get; }
    public PlaceIndex Search { get; }
    public Venue Venue => Network.Venue;

    /// <summary>The venue's places, and behind them its lifts on every floor: what can be searched for and gone to.</summary>
    public IReadOnlyList<Poi> Places { get; }

    /// <summary>Ids of places and levels as callers see them, by index.</summary>
    public string[] PoiIds { get; }
    public string[] LevelIds { get; }
    public IReadOnlyDictionary<string, int> PoiById { get; }
    public IReadOnlyDictionary<string, int> SourcePoiById { get; }
    public IReadOnlyDictionary<string, int> LevelById { get; }
    public IReadOnlyDictionary<string, int> DoorById { get; }
    public IReadOnlyDictionary<string, int> ConnectorById { get; }
    public IReadOnlyDictionary<string, int> AreaById { get; }

    /// <summary>Index of the campus a thing belongs to: that of its building, in the open that of the nearest building.</summary>
    public int CampusOf(int building, Point2 at)
    {
        if (building >= 0) return Venue.Buildings[building].Campus;
        if (_buildingCentres.Length == 0) return 0;
        var nearest = 0;
        for (var i = 1; i < _buildingCentres.Length; i++)
            if (_buildingCentres[i].DistanceTo(at) < _buildingCentres[nearest].DistanceTo(at)) nearest = i;
        return Venue.Buildings[nearest].Campus;
    }

    /// <summary>Middle of a campus: that of its buildings, or of everything.</summary>
    public LonLat CentreOf(int campus)
    {
        var centres = Venue.Buildings.Select((b, i) => (b.Campus, At: _buildingCentres[i]))
            .Where(b => b.Campus == campus).Select(b => b.At).ToList();
        if (centres.Count == 0) centres = [.. Enumerable.Range(0, Venue.Graph.NodeCount).Select(Venue.Graph.At)];
        if (centres.Count == 0) return Venue.Frame.Origin;
        return Venue.Frame.ToLonLat(new(centres.Average(c => c.X), centres.Average(c => c.Y)));
    }

    /// <summary>Name of the room a door leads to, if it leads to one.</summary>
    public string? RoomBehind(int door) => _roomsBehind.Value.GetValueOrDefault(door);

    /// <summary>True for floors of the campus' buildings and floors of no building.</summary>
    public bool IsLevelOf(int level, int campus) => Venue.Levels[level].Building is var b && (b < 0 || Venue.Buildings[b].Campus == campus);

    /// <summary>The level of that id, or of that signed name where only one level of the campus bears it; -1 for none.</summary>
    public int FindLevel(string idOrName, int campus)
    {
        if (LevelById.TryGetValue(idOrName, out var index)) return IsLevelOf(index, campus) ? index : -1;
        var named = Enumerable.Range(0, Venue.Levels.Count)
            .Where(l => IsLevelOf(l, campus) && Venue.Levels[l].Name.Equals(idOrName, StringComparison.OrdinalIgnoreCase)).Take(2).ToList();
        return named.Count == 1 ? named[0] : -1;
    }

    /// <summary>Where a position lies; the level is an id, a signed name, or null for the open ground.</summary>
    public Snap? Snap(LonLat at, string? level, Profile? profile = null) => level is not null && LevelById.TryGetValue(level, out var index)
        ? Locator.Find(at, index, profile) : Locator.Find(at, level, profile);

    /// <summary>True for a level's id or the name of one.</summary>
    public bool KnowsLevel(string level) =>
        LevelById.ContainsKey(level) || Venue.Levels.Any(l => l.Name.Equals(level, StringComparison.OrdinalIgnoreCase));

    /// <summary>An id that stands in a path as it is: the source's own where it can, else a hash of it.</summary>
    public static string PublicId(string id) =>
        id.Length is > 0 and <= 100 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') ? id : Hash(id);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 6));

    // When several things share an id, the first one wins.
    private static Dictionary<string, int> Index(IEnumerable<string> ids)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (i, id) in ids.Index()) index.TryAdd(id, i);
        return index;
    }

    private static Dictionary<int, string> RoomsBehind(Venue venue)
    {
        var (graph, rooms) = (venue.Graph, new Dictionary<int, string>());
        for (var e = 0; e < graph.EdgeCount; e++)
            if (graph.EdgeKind[e].IsDoor() && graph.Feature[e] >= 0 && graph.NodeArea[graph.To[e]] is >= 0 and var area
                && venue.Areas[area] is { Kind: AreaKind.Room or AreaKind.Toilet, Name.IsEmpty: false } room)
                rooms.TryAdd(graph.Feature[e], room.Name.Zh);
        return rooms;
    }

    private static Point2[] Centres(Venue venue)
    {
        var (sums, counts) = (new Point2[venue.Buildings.Count], new int[venue.Buildings.Count]);
        for (var n = 0; n < venue.Graph.NodeCount; n++)
            if (venue.Graph.NodeBuilding[n] is >= 0 and var b)
                (sums[b], counts[b]) = (sums[b] + venue.Graph.At(n), counts[b] + 1);
        Point2 Centre(Building building, int i) =>
            building.Footprint is { } f ? (f.Min + f.Max) * 0.5 : sums[i] * (1.0 / Math.Max(1, counts[i]));
        return [.. venue.Buildings.Select(Centre)];
    }
}
