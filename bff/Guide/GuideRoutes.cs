using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Routing.Live;
using Wayfinding.Routing.Obstacles;
using Wayfinding.Search;
using Wayfinding.Steps;
using Route = Wayfinding.Routing.Route;

namespace Bff.Guide;

/// <summary>What kind of refusal: a request nobody could fulfil, a thing unknown, or a wish that the building does not grant now.</summary>
internal enum RefusalKind { Invalid, Unknown, Impossible }

/// <summary>Why there is no answer.</summary>
internal sealed record GuideRefusal(
    RefusalKind Kind, string Code, string Title, string? Detail = null, List<BlockItem>? Blocks = null, DateTimeOffset? OpensAt = null, PlaceItem? Nearest = null);

/// <summary>Exactly one of the first two is set; <paramref name="Takes"/> is how far ahead of the departure a door could change the answer.</summary>
internal readonly record struct RouteOutcome(RouteAnswerBody? Answer, GuideRefusal? Refusal, TimeSpan Takes = default)
{
    public static implicit operator RouteOutcome(GuideRefusal refusal) => new(null, refusal);
}

/// <summary>A route as asked for, every word of it understood; <paramref name="At"/> is local.</summary>
internal sealed record RouteWish(Target From, PlaceItem FromItem, Label FromName, IReadOnlyList<Target> Targets, bool FreeOrder, Profile Profile, DateTime At, Language Language)
{
    public bool English => Language == Language.En;
}

/// <summary>One stop: a node (of a place when <paramref name="Poi"/> is not negative), or any place of a category.</summary>
internal sealed record Target(int Node, int Poi, string? Category);

/// <summary>Plans routes and puts them, or the lack of one, into words.</summary>
internal static class GuideRoutes
{
    // Of a category with hundreds of places only the nearest can be the best of several stops.
    private const int CandidatesPerStop = 16;

    /// <summary>
    /// What the answer to a wish may be kept under, and how long the doors stay as they are at departure. No key for several stops, nor for a place that is shut:
    /// when it opens is said by the day.
    /// </summary>
    public static (KeptRoutes.Key? Key, TimeSpan Lasts) KeyOf(GuideMap map, RouteWish wish)
    {
        if (wish.Targets is not [{ Category: null } to]) return default;
        if (to.Poi >= 0 && map.Venue.Pois[to.Poi].Hours is >= 0 and var hours && !map.Venue.Hours[hours].IsOpen(wish.At, map.Network.Holidays)) return default;
        var (state, until) = map.Network.StateAt(wish.At);
        return (new(state, wish.From.Node, wish.From.Poi, to.Node, to.Poi, wish.Profile, wish.Language), until - wish.At);
    }

    public static RouteOutcome Plan(GuideMap map, RouteWish wish)
    {
        if (wish.Targets is [{ Category: null } only])
            return map.Router.Find(wish.From.Node, only.Node, wish.Profile, wish.At) is { Route: { } route } ? Describe(map, wish, [only], [route]) : Unreachable(map, wish, wish.From.Node, only);
        var stops = new List<(Target Target, List<(int Poi, int Node, int Hours)> Candidates)>();
        foreach (var target in wish.Targets)
        {
            var candidates = Candidates(map, wish, target);
            if (candidates.Count == 0) return NoneOpen(map, wish, target.Category!);
            stops.Add((target, candidates));
        }
        var tour = map.Tours.Plan(wish.From.Node, [.. stops.Select(s => new Stop([.. s.Candidates.Select(c => (c.Node, c.Hours))]))], wish.FreeOrder, wish.Profile, wish.At);
        if (tour is null) return Blocked(map, wish, [.. stops.Select(s => s.Target.Category is null ? s.Target : s.Target with { Node = s.Candidates[0].Node, Poi = s.Candidates[0].Poi })]);
        var reached = tour.Order.Select((s, i) => stops[s] switch
        {
            ({ Category: null } target, _) => target,
            var (target, candidates) => target with { Node = tour.Legs[i].To, Poi = candidates.First(c => c.Node == tour.Legs[i].To).Poi },
        });
        return Describe(map, wish, [.. reached], tour.Legs);
    }

    private static List<(int Poi, int Node, int Hours)> Candidates(GuideMap map, RouteWish wish, Target target)
    {
        if (target.Category is null) return [(target.Poi, target.Node, -1)];
        var pois = map.Venue.Pois;
        var open = Enumerable.Range(0, pois.Count)
            .Where(i => pois[i].Category == target.Category && pois[i].Node >= 0 && (pois[i].Hours < 0 || map.Venue.Hours[pois[i].Hours].IsOpen(wish.At, map.Network.Holidays)))
            .Select(i => (Poi: i, pois[i].Node, pois[i].Hours));
        if (wish.Targets.Count == 1) return [.. open];
        return [.. open.OrderBy(c => map.Router.Cost(wish.From.Node, c.Node, wish.Profile, wish.At) ?? double.MaxValue).Take(CandidatesPerStop)];
    }

    private static RouteOutcome Describe(GuideMap map, RouteWish wish, IReadOnlyList<Target> targets, IReadOnlyList<Route> routes)
    {
        var (legs, notices, time) = (new List<LegItem>(routes.Count), new List<string>(), wish.At);
        var (from, fromName) = (wish.FromItem, wish.FromName);
        for (var i = 0; i < routes.Count; i++)
        {
            var toName = targets[i].Poi >= 0 ? map.Venue.Pois[targets[i].Poi].Name : null;
            var guidance = map.Narrator.Describe(routes[i], time, wish.Language, fromName, toName);
            var to = GuideAnswers.Place(map, routes[i].To, targets[i].Poi, wish.English);
            time = time.AddSeconds(routes[i].DurationSeconds);
            notices.AddRange(guidance.Notices.Except(notices));
            if (ClosedAt(map, targets[i].Poi, time, wish.English) is { } closed) notices.Add(closed);
            legs.Add(new(from, to, Math.Round(guidance.DistanceM, 1), Math.Round(guidance.DurationS, 1), Steps(map, guidance)));
            (from, fromName) = (to, toName ?? Label.None);
        }
        var answer = new RouteAnswerBody(Math.Round(legs.Sum(l => l.DistanceM), 1), Math.Round(legs.Sum(l => l.DurationS), 1), wish.Profile.Name, map.Version, notices, legs);
        return new(answer, null, TimeSpan.FromSeconds(routes.Sum(r => Math.Max(r.CostSeconds, r.DurationSeconds))));
    }

    private static StepItem[] Steps(GuideMap map, Guidance guidance)
    {
        var levels = map.Venue.Levels;
        var items = new StepItem[guidance.Steps.Count];
        for (var i = 0; i < items.Length; i++)
        {
            var s = guidance.Steps[i];
            items[i] = new(
                Kinds[(int)s.Kind], s.Text, s.Speech, map.LevelIds[s.Level], levels[s.Level].Name, map.LevelIds[s.ToLevel], levels[s.ToLevel].Name, s.DistanceM, s.DurationS,
                Math.Round(s.AnnounceBeforeM, 1), s.TurnDegrees is { } t ? Math.Round(t, 1) : null, s.Doors, s.Path);
        }
        return items;
    }

    private static readonly string[] Kinds = [.. Enum.GetNames<StepKind>().Select(n => n.ToLowerInvariant())];

    // The way is open, the counter is not: said before setting out.
    private static string? ClosedAt(GuideMap map, int poi, DateTime arrival, bool english)
    {
        if (poi < 0 || map.Venue.Pois[poi] is not { Hours: >= 0 } place || map.Venue.Hours[place.Hours] is var hours && hours.IsOpen(arrival, map.Network.Holidays)) return null;
        var opens = hours.NextOpening(arrival, map.Network.Holidays) is { } t ? t.Date == arrival.Date ? t.ToString("HH:mm") : t.ToString("MM-dd HH:mm") : null;
        return english
            ? $"{place.Name.En ?? place.Name.Zh} will be closed when you arrive{(opens is null ? "" : $"; it opens at {opens}")}"
            : $"到达时{place.Name.Zh}未开放{(opens is null ? "" : $"，{opens} 开放")}";
    }

    // The first stop that cannot be reached is the one to explain.
    private static GuideRefusal Blocked(GuideMap map, RouteWish wish, IReadOnlyList<Target> targets)
    {
        var here = wish.From.Node;
        foreach (var target in targets)
        {
            if (map.Router.FindRoute(here, target.Node, wish.Profile, wish.At) is null) return Unreachable(map, wish, here, target);
            if (!wish.FreeOrder) here = target.Node;
        }
        return Unreachable(map, wish, targets[^1].Node, targets[0]);
    }

    private static GuideRefusal Unreachable(GuideMap map, RouteWish wish, int from, Target target)
    {
        if (map.Router.Find(from, target.Node, wish.Profile, wish.At).Blocked is not { } blocked)
            return new(RefusalKind.Impossible, "guide.unreachable", wish.English ? "These stops cannot all be reached one after another." : "这些地点目前不能依次到达。");
        var connected = blocked.Blocks[0].Edge >= 0;
        return new(
            RefusalKind.Impossible, "guide.unreachable", wish.English ? "There is no way now." : "目前无法到达。", map.Narrator.Describe(blocked, wish.Profile, wish.At, wish.Language),
            [.. blocked.Blocks.Select(b => Block(map, b, wish))], GuideTime.Offset(blocked.OpensAt),
            connected && blocked.NearestReachable != from ? Nearest(map, blocked.NearestReachable, wish) : null);
    }

    // Called what the sentence calls it, so that one recognizes it on the button below.
    private static PlaceItem Nearest(GuideMap map, int node, RouteWish wish) =>
        GuideAnswers.Place(map, node, -1, wish.English) with { Name = map.Narrator.PlaceOf(node, wish.Language) };

    private static BlockItem Block(GuideMap map, Block block, RouteWish wish)
    {
        var (venue, graph) = (map.Venue, map.Venue.Graph);
        var text = map.Narrator.Describe(block, wish.At, wish.Language);
        var reason = block.Reason switch { BlockReason.Hours => "hours", BlockReason.Closure => "closure", BlockReason.Barrier => "barrier", BlockReason.NotConnected => "notConnected" };
        if (block.Edge < 0) return new(reason, null, null, null, null, null, null, text);
        var (node, feature) = (graph.From[block.Edge], graph.Feature[block.Edge]);
        var name = feature < 0 ? null
            : graph.EdgeKind[block.Edge].IsConnector() ? GuideAnswers.Text(venue.Connectors[feature].Name, wish.English) : GuideAnswers.DoorName(map, feature);
        var at = venue.Frame.ToLonLat(graph.At(node));
        return new(
            reason, string.IsNullOrEmpty(name) ? null : name, map.LevelIds[graph.NodeLevel[node]], venue.Levels[graph.NodeLevel[node]].Name, GuideAnswers.Digits(at.Lon), GuideAnswers.Digits(at.Lat),
            GuideTime.Offset(block.OpensAt), text);
    }

    private static GuideRefusal NoneOpen(GuideMap map, RouteWish wish, string category)
    {
        var name = GuideAnswers.Text(PlaceCategory.Of(category).Name, wish.English);
        var opens = map.Venue.Pois.Where(p => p.Category == category && p.Hours >= 0).Select(p => map.Venue.Hours[p.Hours].NextOpening(wish.At, map.Network.Holidays)).Min();
        var when = opens is not { } t ? "" : wish.English ? $"; the next opens at {t:MM-dd HH:mm}" : $"，最早 {t:MM-dd HH:mm} 开放";
        return new(
            RefusalKind.Impossible, "guide.none_open", wish.English ? "No such place is open now." : "现在没有开放的地点。",
            wish.English ? $"No place for {name} is open now{when}." : $"现在没有开放的“{name}”{when}。", [], GuideTime.Offset(opens));
    }
}
