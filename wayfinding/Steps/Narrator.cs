using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Routing.Live;
using Wayfinding.Routing.Obstacles;

namespace Wayfinding.Steps;

/// <summary>Puts routes, and the lack of one, into words. Made once per venue; thread-safe.</summary>
public sealed class Narrator(Network network)
{
    private readonly Places _places = new(network.Venue);
    private readonly DrawnPath _drawn = new(network.Venue);

    /// <summary>The steps of a route. Names of start and destination default to the places that stand at its ends.</summary>
    public Guidance Describe(Route route, DateTime? at = null, Language language = Language.Zh, Label? from = null, Label? to = null)
    {
        ArgumentNullException.ThrowIfNull(route);
        var words = Wording.Of(language);
        var start = NameAt(route.From, from, words);
        var steps = new StepWriter(network.Venue, route, words, _places, _drawn, start, NameAt(route.To, to, words)).Write();
        var notices = Detours(route, at, words).Concat(Waits(route, at, words)).Concat(Shut(route, at, to, words));
        return new([.. notices.Select(words.Finish)], steps, route.DistanceM, route.DurationSeconds);
    }

    /// <summary>One sentence: what is in the way, when it opens, and the nearest point one can reach.</summary>
    public string Describe(Blocked blocked, Profile profile, DateTime? at = null, Language language = Language.Zh)
    {
        ArgumentNullException.ThrowIfNull(blocked);
        ArgumentNullException.ThrowIfNull(profile);
        var words = Wording.Of(language);
        var things = blocked.Blocks.Select(b => words.Thing(Thing(b, at, words))).Distinct().Take(3).ToList();
        var connected = blocked.Blocks[0].Edge >= 0;
        var opens = blocked.Blocks.Count > 1 ? Clock(blocked.OpensAt, at) : null;
        return words.Blocked(profile.Name, things, connected ? PlaceNear(blocked.NearestReachable, words) : null, opens);
    }

    /// <summary>One thing in the way as a clause: what it is, where, and when it opens.</summary>
    public string Describe(Block block, DateTime? at = null, Language language = Language.Zh)
    {
        ArgumentNullException.ThrowIfNull(block);
        var words = Wording.Of(language);
        return words.Thing(Thing(block, at, words));
    }

    /// <summary>
    /// A node as one tells somebody to go there, in the words of <see cref="Describe(Blocked, Profile, DateTime?, Language)"/>.
    /// </summary>
    public string PlaceOf(int node, Language language = Language.Zh)
    {
        var words = Wording.Of(language);
        return words.Finish(PlaceNear(node, words));
    }

    // Closures on the way that would otherwise be best are told before setting out.
    private List<string> Detours(Route route, DateTime? at, Wording words)
    {
        var active = network.Closures.Where(c => c.IsActive(at)).ToList();
        if (active.Count == 0) return [];
        return [.. network.WayIgnoringClosures(route.From, route.To, route.Profile, at).SelectMany(e => network.ClosuresOf(e, at))
            .Distinct().Select(c => words.Detour(NameOf(c, words), c.Reason))];
    }

    private IEnumerable<string> Waits(Route route, DateTime? at, Wording words)
    {
        foreach (var wait in route.Waits)
        {
            var opens = at?.AddSeconds(wait.ReachedS + wait.Seconds);
            yield return words.Wait(Thing(new(BlockReason.Hours, wait.Edge, Barriers.None, null, opens), at, words), wait.Seconds);
        }
    }

    private IEnumerable<string> Shut(Route route, DateTime? at, Label? to, Wording words)
    {
        if (route.Shut is not { } door) yield break;
        var room = network.Venue.Graph.NodeArea[network.Venue.Graph.To[door.Edge]];
        var name = to is { IsEmpty: false } ? words.Name(to) : Named(network.Venue.Areas[room].Name, words);
        yield return words.NotOpen(name, Clock(door.OpensAt, at));
    }

    private string NameOf(Closure c, Wording words)
    {
        var venue = network.Venue;
        var edge = network.EdgesOf(c).Span is [var first, ..] ? first : -1;
        var place = c.Target switch
        {
            ClosureTarget.Connector => Named(venue.Connectors[c.Index].Name, words)
                ?? words.Thing(new(BlockReason.Closure, Barriers.None) { Connector = venue.Connectors[c.Index].Kind }),
            ClosureTarget.Door => Named(venue.Doors[c.Index].Name, words),
            ClosureTarget.Area => Named(venue.Areas[c.Index].Name, words),
            ClosureTarget.Edge => null,
        };
        if (place is not null || edge < 0) return place ?? words.Passage(outdoors: false);
        return PassageOf(edge, words) is { } passage ? $"{Where(edge, words)} {passage}".Trim()
            : words.DoorOf(words.Floor(venue.Levels[venue.Graph.NodeLevel[venue.Graph.From[edge]]].Name));
    }

    private Obstacle Thing(Block block, DateTime? at, Wording words)
    {
        var (venue, graph) = (network.Venue, network.Venue.Graph);
        if (block.Edge < 0) return new(block.Reason, block.Barriers);
        var (feature, connects) = (graph.Feature[block.Edge], graph.EdgeKind[block.Edge].IsConnector());
        ConnectorKind? kind = connects && feature >= 0 ? venue.Connectors[feature].Kind : null;
        var label = feature < 0 ? Label.None : connects ? venue.Connectors[feature].Name : venue.Doors[feature].Name;
        var name = Named(label, words) ?? (kind is null ? PassageOf(block.Edge, words) : null);
        return new(block.Reason, block.Barriers)
        {
            Connector = kind,
            Name = name,
            Floor = Where(block.Edge, words),
            Why = block.Closure?.Reason,
            OpensAt = Clock(block.OpensAt, at),
            ShutsAt = Clock(block.ShutsAt, at),
            IsShuttle = graph.EdgeKind[block.Edge] == EdgeKind.Shuttle,
        };
    }

    // Building and floor; in the open there is none to name.
    private string? Where(int edge, Wording words)
    {
        var (venue, node) = (network.Venue, network.Venue.Graph.From[edge]);
        var level = venue.Levels[venue.Graph.NodeLevel[node]];
        // The building a door belongs to says more than "outdoors".
        if (venue.Graph.NodeBuilding[node] < 0 && venue.Graph.EdgeKind[edge].IsDoor()
            && venue.Graph.NodeBuilding[venue.Graph.To[edge]] is >= 0 and var into)
            return words.Name(venue.Buildings[into].Name);
        var building = venue.Graph.NodeBuilding[node] is >= 0 and var b ? words.Name(venue.Buildings[b].Name) : "";
        return building.Length == 0 && venue.Graph.EdgeKind[edge] is EdgeKind.Outdoor or EdgeKind.Shuttle ? null
            : words.Finish($"{building} {words.Floor(level.Name)}");
    }

    private string? PassageOf(int edge, Wording words)
    {
        var (venue, graph) = (network.Venue, network.Venue.Graph);
        if (graph.EdgeKind[edge] == EdgeKind.Shuttle) return words.ShuttleName;
        var areas = new[] { graph.NodeArea[graph.To[edge]], graph.NodeArea[graph.From[edge]] }.Where(a => a >= 0)
            .Select(a => venue.Areas[a]).ToList();
        if (!graph.EdgeKind[edge].IsDoor())
            return areas.Find(a => !a.Name.IsEmpty) is { } area ? words.Name(area.Name)
                : words.Passage(graph.EdgeKind[edge] == EdgeKind.Outdoor);
        return areas.Find(a => a.Kind == AreaKind.Room && !a.Name.IsEmpty) is { } room ? words.DoorOf(words.Name(room.Name)) : null;
    }

    private static string? Clock(DateTime? time, DateTime? at) =>
        time is not { } t ? null : at is { } now && t.Date == now.Date ? t.ToString("HH:mm") : t.ToString("MM-dd HH:mm");

    private string PlaceNear(int node, Wording words)
    {
        var (venue, graph) = (network.Venue, network.Venue.Graph);
        var floor = words.Floor(venue.Levels[graph.NodeLevel[node]].Name);
        var area = graph.NodeArea[node];
        var name = NameAt(node, null, words) ?? (area >= 0 ? Named(venue.Areas[area].Name, words) : null)
            ?? (_places.Landmark(graph.NodeLevel[node], graph.At(node)) is { } beside ? words.Beside(words.Name(beside.Name)) : null);
        var building = graph.NodeBuilding[node] is >= 0 and var b ? words.Name(venue.Buildings[b].Name) : "";
        if (graph.NodeBuilding[node] < 0) name ??= InOpen(node, words);
        if (graph.Kind[node] is NodeKind.Outdoor or NodeKind.Gate) return name ?? floor;
        return $"{building} {floor} {name}".Trim();
    }

    // "Outdoors" alone does not say where to go: name the door in front, else the nearest place.
    private string? InOpen(int node, Wording words)
    {
        var (venue, graph) = (network.Venue, network.Venue.Graph);
        var (first, end) = graph.EdgesOf(node);
        for (var e = first; e < end; e++)
            if (graph.EdgeKind[e].IsDoor() && graph.NodeBuilding[graph.To[e]] is >= 0 and var b)
                return words.Outside(words.Name(venue.Buildings[b].Name), graph.Feature[e] is >= 0 and var d
                    ? Named(venue.Doors[d].Name, words) : null);
        return _places.NearestInOpen(graph.NodeLevel[node], graph.At(node)) is { } place ? words.Near(words.Name(place.Name)) : null;
    }

    private string? NameAt(int node, Label? given, Wording words)
    {
        if (given is not null) return Named(given, words);
        return _places.AtNode(node) is { } poi ? Named(poi.Name, words) : null;
    }

    private static string? Named(Label label, Wording words) => label.IsEmpty ? null : words.Name(label);
}
