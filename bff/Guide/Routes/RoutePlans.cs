using Bff.Guide.Maps;
using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Routing.Live;
using Wayfinding.Steps;

using Route = Wayfinding.Routing.Route;

namespace Bff.Guide.Routes;

/// <summary>A route, or why there is none: exactly one of the first two is set.</summary>
/// <param name="Takes">How far ahead of the departure a door could change the answer.</param>
internal readonly record struct RouteOutcome(RouteAnswerBody? Answer, RouteRefusal? Refusal, TimeSpan Takes = default)
{
    public static implicit operator RouteOutcome(RouteRefusal refusal) => new(null, refusal);
}

/// <summary>Plans routes and puts them into words; what is in the way of one is said by <see cref="RouteObstacles"/>.</summary>
internal static class RoutePlans
{
    // A category may have hundreds of places; only the nearest ones can be part of the best tour.
    private const int CandidatesPerStop = 16;

    private static readonly string[] Kinds = [.. Enum.GetNames<StepKind>().Select(n => n.ToLowerInvariant())];

    /// <summary>
    /// What the answer to a wish may be kept under, and how long the doors stay as they are at departure. No key for several stops, nor for
    /// a place that is shut: when it opens is said by the day.
    /// </summary>
    public static (KeptRoutes.Key? Key, TimeSpan Lasts) KeyOf(GuideMap map, RouteWish wish)
    {
        if (wish.Targets is not [{ Category: null } to] || wish.From.Spot is not null || to.Spot is not null) return default;
        if (to.Poi >= 0 && map.Places[to.Poi].Hours is >= 0 and var hours
            && !map.Venue.Hours[hours].IsOpen(wish.At, map.Network.Holidays))
            return default;
        var (state, until) = map.Network.StateAt(wish.At);
        return (new(state, wish.From.Node, wish.From.Poi, to.Node, to.Poi, wish.Profile, wish.Language), until - wish.At);
    }

    public static RouteOutcome Plan(GuideMap map, RouteWish wish)
    {
        if (wish.Targets is [{ Category: null } only])
            return map.Router.Find(wish.From.On(map), only.On(map), wish.Profile, wish.At) is { Route: { } route }
                ? Describe(map, wish, [only], [route]) : RouteObstacles.Unreachable(map, wish, wish.From.Node, only);
        var stops = new List<(Target Target, List<(int Poi, int Node, int Hours)> Candidates)>();
        foreach (var target in wish.Targets)
        {
            var candidates = Candidates(map, wish, target);
            if (candidates.Count == 0) return RouteObstacles.NoneOpen(map, wish, target.Category!);
            stops.Add((target, candidates));
        }
        Stop[] choices = [.. stops.Select(s => new Stop([.. s.Candidates.Select(c => (c.Node, c.Hours))]))];
        if (map.Tours.Plan(wish.From.Node, choices, wish.IsFreeOrder, wish.Profile, wish.At) is not { } tour)
            return RouteObstacles.Blocked(map, wish, [.. stops.Select(s => s.Target.Category is null
                ? s.Target : s.Target with { Node = s.Candidates[0].Node, Poi = s.Candidates[0].Poi })]);
        var reached = tour.Order.Select((s, i) => stops[s] switch
        {
            ({ Category: null } target, _) => target,
            var (target, candidates) => target with { Node = tour.Legs[i].To, Poi = candidates.First(c => c.Node == tour.Legs[i].To).Poi },
        });
        Target[] targets = [.. reached];
        return Describe(map, wish, targets, Legs(map, wish, targets, tour));
    }

    // The tour is planned between nodes; legs that begin or end at a position are walked from where one stands.
    private static List<Route> Legs(GuideMap map, RouteWish wish, Target[] targets, Tour tour)
    {
        var (legs, here, time) = (new List<Route>(), wish.From, wish.At);
        for (var i = 0; i < tour.Legs.Count; i++)
        {
            var leg = here.Spot is null && targets[i].Spot is null ? tour.Legs[i]
                : map.Router.Find(here.On(map), targets[i].On(map), wish.Profile, time).Route ?? tour.Legs[i];
            legs.Add(leg);
            (here, time) = (targets[i], time.AddSeconds(leg.DurationSeconds));
        }
        return legs;
    }

    private static List<(int Poi, int Node, int Hours)> Candidates(GuideMap map, RouteWish wish, Target target)
    {
        if (target.Category is null) return [(target.Poi, target.Node, -1)];
        var (pois, hours, holidays) = (map.Places, map.Venue.Hours, map.Network.Holidays);
        var open = Enumerable.Range(0, pois.Count)
            .Where(i => pois[i].Category == target.Category && pois[i].Node >= 0)
            .Where(i => pois[i].Hours < 0 || hours[pois[i].Hours].IsOpen(wish.At, holidays))
            .Select(i => (Poi: i, pois[i].Node, pois[i].Hours));
        if (wish.Targets.Count == 1) return [.. open];
        double Cost(int node) => map.Router.Cost(wish.From.Node, node, wish.Profile, wish.At) ?? double.MaxValue;
        return [.. open.OrderBy(c => Cost(c.Node)).Take(CandidatesPerStop)];
    }

    private static RouteOutcome Describe(GuideMap map, RouteWish wish, Target[] targets, List<Route> routes)
    {
        var (legs, notices, time) = (new List<LegItem>(routes.Count), new List<string>(), wish.At);
        var (from, fromName) = (wish.FromItem, wish.FromName);
        for (var i = 0; i < routes.Count; i++)
        {
            var toName = targets[i].Poi >= 0 ? map.Places[targets[i].Poi].Name : null;
            var guidance = map.Narrator.Describe(routes[i], time, wish.Language, fromName, toName);
            var to = targets[i].Item(map, routes[i].To, wish.IsEnglish);
            time = time.AddSeconds(routes[i].DurationSeconds);
            notices.AddRange(guidance.Notices.Except(notices));
            // The narrator has told of a door that is shut.
            var poi = routes[i].Shut is null ? targets[i].Poi : -1;
            if (RouteObstacles.ClosedAt(map, poi, time, wish.IsEnglish) is { } closed) notices.Add(closed);
            legs.Add(new(from, to, Math.Round(guidance.DistanceM, 1), Math.Round(guidance.DurationS, 1), Steps(map, guidance)));
            (from, fromName) = (to, toName ?? Label.None);
        }
        var (metres, seconds) = (Math.Round(legs.Sum(l => l.DistanceM), 1), Math.Round(legs.Sum(l => l.DurationS), 1));
        var answer = new RouteAnswerBody(metres, seconds, wish.Profile.Name, map.Version, notices, legs);
        // When a door opens is said by the day, so that such an answer is not kept.
        var takes = routes.Any(r => r.Shut is not null) ? TimeSpan.MaxValue
            : TimeSpan.FromSeconds(routes.Sum(r => Math.Max(r.CostSeconds, r.DurationSeconds)));
        return new(answer, null, takes);
    }

    private static StepItem[] Steps(GuideMap map, Guidance guidance)
    {
        var levels = map.Venue.Levels;
        var items = new StepItem[guidance.Steps.Count];
        for (var i = 0; i < items.Length; i++)
        {
            var s = guidance.Steps[i];
            items[i] = new()
            {
                Kind = Kinds[(int)s.Kind],
                Text = s.Text,
                Speech = s.Speech,
                Level = map.LevelIds[s.Level],
                LevelName = levels[s.Level].Name,
                ToLevel = map.LevelIds[s.ToLevel],
                ToLevelName = levels[s.ToLevel].Name,
                DistanceM = s.DistanceM,
                DurationS = s.DurationS,
                AnnounceBeforeM = Math.Round(s.AnnounceBeforeM, 1),
                TurnDegrees = s.TurnDegrees is { } t ? Math.Round(t, 1) : null,
                Doors = s.Doors,
                Path = s.Path,
            };
        }
        return items;
    }
}
