using Bff.Guide.Maps;
using Wayfinding.Model;
using Wayfinding.Routing.Obstacles;
using Wayfinding.Search;

namespace Bff.Guide.Routes;

/// <summary>Says what is in the way: of a route, of a tour, or at the counter at its end.</summary>
internal static class RouteObstacles
{
    /// <summary>What stands between a node and a stop.</summary>
    public static RouteRefusal Unreachable(GuideMap map, RouteWish wish, int from, Target target)
    {
        if (map.Router.FindRoute(from, target.Node, wish.Profile, wish.At) is not null)
            return new(GuideRefusal.TourUnreachable, wish.IsEnglish);
        var blocked = map.Router.Explain(from, target.Node, wish.Profile, wish.At);
        var connected = blocked.Blocks[0].Edge >= 0;
        return new(
            GuideRefusal.Unreachable,
            wish.IsEnglish,
            Detail: map.Narrator.Describe(blocked, wish.Profile, wish.At, wish.Language),
            Blocks: [.. blocked.Blocks.Select(b => Item(map, b, wish))],
            OpensAt: Moment(blocked.OpensAt),
            Nearest: connected && blocked.NearestReachable != from ? Nearest(map, blocked.NearestReachable, wish) : null);
    }

    /// <summary>Why a tour cannot be made: the first stop that cannot be reached is the one to explain.</summary>
    public static RouteRefusal Blocked(GuideMap map, RouteWish wish, IReadOnlyList<Target> targets)
    {
        var here = wish.From.Node;
        foreach (var target in targets)
        {
            if (map.Router.FindRoute(here, target.Node, wish.Profile, wish.At) is null) return Unreachable(map, wish, here, target);
            if (!wish.IsFreeOrder) here = target.Node;
        }
        return Unreachable(map, wish, targets[^1].Node, targets[0]);
    }

    /// <summary>No place of a category is open at departure.</summary>
    public static RouteRefusal NoneOpen(GuideMap map, RouteWish wish, string category)
    {
        var (english, venue) = (wish.IsEnglish, map.Venue);
        var name = MapWords.Text(PlaceCategory.Of(category).Name, english);
        var opens = map.Places.Where(p => p.Category == category && p.Hours >= 0)
            .Select(p => venue.Hours[p.Hours].NextOpening(wish.At, map.Network.Holidays)).Min();
        var when = opens is not { } t ? "" : english ? $"; the next opens at {t:MM-dd HH:mm}" : $"，最早 {t:MM-dd HH:mm} 开放";
        var detail = english ? $"No place for {name} is open now{when}." : $"现在没有开放的“{name}”{when}。";
        return new(GuideRefusal.NoneOpen, english, Detail: detail, Blocks: [], OpensAt: Moment(opens));
    }

    /// <summary>Said before setting out: the way is open, but the counter at its end will not be. Null when it will be.</summary>
    /// <param name="poi">Index of the place, or -1.</param>
    /// <param name="arrival">Shanghai time.</param>
    public static string? ClosedAt(GuideMap map, int poi, DateTime arrival, bool english)
    {
        if (poi < 0 || map.Places[poi] is not { Hours: >= 0 } place) return null;
        var hours = map.Venue.Hours[place.Hours];
        if (hours.IsOpen(arrival, map.Network.Holidays)) return null;
        var opens = hours.NextOpening(arrival, map.Network.Holidays) is { } t
            ? t.Date == arrival.Date ? t.ToString("HH:mm") : t.ToString("MM-dd HH:mm") : null;
        return english
            ? $"{place.Name.En ?? place.Name.Zh} will be closed when you arrive{(opens is null ? "" : $"; it opens at {opens}")}"
            : $"到达时{place.Name.Zh}未开放{(opens is null ? "" : $"，{opens} 开放")}";
    }

    // The same name as in the sentence, so that people recognise it on the button below.
    private static PlaceItem Nearest(GuideMap map, int node, RouteWish wish) =>
        MapWords.Place(map, node, -1, wish.IsEnglish) with { Name = map.Narrator.PlaceOf(node, wish.Language) };

    private static BlockItem Item(GuideMap map, Block block, RouteWish wish)
    {
        var text = map.Narrator.Describe(block, wish.At, wish.Language);
        if (block.Edge < 0) return new() { Reason = Reason(block), Text = text };
        var (venue, graph) = (map.Venue, map.Venue.Graph);
        var (node, feature) = (graph.From[block.Edge], graph.Feature[block.Edge]);
        var name = feature < 0 ? null
            : graph.EdgeKind[block.Edge].IsConnector() ? MapWords.Text(venue.Connectors[feature].Name, wish.IsEnglish)
            : MapWords.DoorName(map, feature);
        var at = venue.Frame.ToLonLat(graph.At(node));
        return new()
        {
            Reason = Reason(block),
            Name = string.IsNullOrEmpty(name) ? null : name,
            Level = map.LevelIds[graph.NodeLevel[node]],
            LevelName = venue.Levels[graph.NodeLevel[node]].Name,
            Lon = MapWords.Digits(at.Lon),
            Lat = MapWords.Digits(at.Lat),
            OpensAt = Moment(block.OpensAt),
            Text = text,
        };
    }

    private static string Reason(Block block) => block.Reason switch
    {
        BlockReason.Hours => "hours",
        BlockReason.Closure => "closure",
        BlockReason.Barrier => "barrier",
        BlockReason.NotConnected => "notConnected",
    };

    private static DateTimeOffset? Moment(DateTime? local) => local is { } t ? ShanghaiTime.Moment(t) : null;
}
