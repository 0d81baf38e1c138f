using Wayfinding.Model;
using Wayfinding.Routing;

namespace Wayfinding.Steps;

/// <summary>Puts routes, and the lack of one, into words. Made once per venue; thread-safe.</summary>
public sealed class Narrator(Network network)
{
    private readonly Landmarks _landmarks = new(network.Venue);
    private readonly DrawnPath _drawn = new(network.Venue);

    /// <summary>The steps of a route. Names of start and destination default to the places that stand at its ends.</summary>
    public Guidance Describe(Route route, DateTime? at = null, Language language = Language.Zh, Label? from = null, Label? to = null)
    {
        ArgumentNullException.ThrowIfNull(route);
        var words = Wording.Of(language);
        var start = NameAt(route.From, from, words);
        var steps = new StepWriter(network.Venue, route, words, _landmarks, _drawn, start, NameAt(route.To, to, words)).Write();
        return new([.. Detours(route, at, words), .. Waits(route, at, words)], steps, route.DistanceM, route.DurationSeconds);
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

    // What is shut on the way one would take otherwise is said before setting out.
    private List<string> Detours(Route route, DateTime? at, Wording words)
    {
        var active = network.Closures.Where(c => c.IsActive(at)).ToList();
        if (active.Count == 0 || network.CostIgnoringClosures(route.From, route.To, route.Profile, at, out var edges) is null) return [];
        return [.. edges.SelectMany(e => network.ClosuresOf(e, at)).Distinct().Select(c => words.Detour(NameOf(c, words), c.Reason))];
    }

    private IEnumerable<string> Waits(Route route, DateTime? at, Wording words)
    {
        foreach (var wait in route.Waits)
        {
            var opens = at?.AddSeconds(wait.ReachedS + wait.Seconds);
            yield return words.Wait(Thing(new(BlockReason.Hours, wait.Edge, Barriers.None, null, opens), at, words), wait.Seconds);
        }
    }

    private string NameOf(Closure c, Wording words)
    {
        var venue = network.Venue;
        return c.Target switch
        {
            ClosureTarget.Connector => Named(venue.Connectors[c.Index].Name, words) ?? words.Thing(new(BlockReason.Closure, Barriers.None, venue.Connectors[c.Index].Kind, null, null, null, null)),
            ClosureTarget.Door => Named(venue.Doors[c.Index].Name, words) ?? $"{words.Floor(venue.Levels[venue.Doors[c.Index].Level].Name)} {(words is ChineseWording ? "门" : "door")}",
            ClosureTarget.Area => Named(venue.Areas[c.Index].Name, words) ?? words.Floor(venue.Levels[venue.Areas[c.Index].Level].Name),
            ClosureTarget.Edge => words.Floor(venue.Levels[venue.Graph.NodeLevel[venue.Graph.From[c.Index]]].Name),
        };
    }

    private Wording.Block Thing(Block block, DateTime? at, Wording words)
    {
        var (venue, graph) = (network.Venue, network.Venue.Graph);
        if (block.Edge < 0) return new(block.Reason, block.Barriers, null, null, null, null, null);
        var (feature, connects) = (graph.Feature[block.Edge], graph.EdgeKind[block.Edge].IsConnector());
        ConnectorKind? kind = connects && feature >= 0 ? venue.Connectors[feature].Kind : null;
        var label = feature < 0 ? Label.None : connects ? venue.Connectors[feature].Name : venue.Doors[feature].Name;
        var level = graph.NodeLevel[graph.From[block.Edge]];
        var building = graph.NodeBuilding[graph.From[block.Edge]] is >= 0 and var b ? words.Name(venue.Buildings[b].Name) : "";
        var name = Named(label, words) ?? (kind is null ? DoorOf(block.Edge, words) : null);
        return new(block.Reason, block.Barriers, kind, name, $"{building} {words.Floor(venue.Levels[level].Name)}".Trim(), block.Closure?.Reason, Clock(block.OpensAt, at), graph.EdgeKind[block.Edge] == EdgeKind.Shuttle, Clock(block.ShutsAt, at));
    }

    private string? DoorOf(int edge, Wording words)
    {
        var graph = network.Venue.Graph;
        var area = new[] { graph.NodeArea[graph.To[edge]], graph.NodeArea[graph.From[edge]] }.Where(a => a >= 0).Select(a => network.Venue.Areas[a]).FirstOrDefault(a => a.Kind == AreaKind.Room && !a.Name.IsEmpty);
        return area is null ? null : words is ChineseWording ? $"{area.Name.Zh}的门" : $"the door of {words.Name(area.Name)}";
    }

    private static string? Clock(DateTime? time, DateTime? at) =>
        time is not { } t ? null : at is { } now && t.Date == now.Date ? t.ToString("HH:mm") : t.ToString("MM-dd HH:mm");

    private string PlaceNear(int node, Wording words)
    {
        var (venue, graph) = (network.Venue, network.Venue.Graph);
        var floor = words.Floor(venue.Levels[graph.NodeLevel[node]].Name);
        var area = graph.NodeArea[node];
        var name = NameAt(node, null, words) ?? (area >= 0 ? Named(venue.Areas[area].Name, words) : null) ?? _landmarks.At(graph.NodeLevel[node], graph.At(node), -1)?.Name.Zh;
        var building = graph.NodeBuilding[node] is >= 0 and var b ? words.Name(venue.Buildings[b].Name) : "";
        return $"{building} {floor} {name}".Trim();
    }

    private string? NameAt(int node, Label? given, Wording words)
    {
        if (given is not null) return Named(given, words);
        return network.Venue.Pois.FirstOrDefault(p => p.Node == node) is { } poi ? Named(poi.Name, words) : null;
    }

    private static string? Named(Label label, Wording words) => label.IsEmpty ? null : words.Name(label);
}
