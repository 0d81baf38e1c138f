using Bff.Guide.Maps;

namespace Bff.Guide.Routes;

/// <summary>A route, or why there is none; exactly one is set.</summary>
internal readonly record struct RouteAnswer(RouteJsonResult? Route, RouteRefusal? Refusal);

/// <summary>Answers wishes for a route: from what is kept where the doors stay as they are, else by planning.</summary>
internal sealed class RouteService(KeptRoutes kept, TimeProvider time)
{
    /// <summary>Reads a wish and finds its route.</summary>
    public RouteAnswer Answer(GuideMap map, RouteBody body)
    {
        var (wish, refusal) = RouteWishes.Read(map, body, time.GetUtcNow());
        if (wish is null) return new(null, refusal);
        var (key, lasts) = RoutePlans.KeyOf(map, wish);
        if (key is { } known && kept.Find(known, lasts) is { } json) return new(new RouteJsonResult(json), null);
        var outcome = RoutePlans.Plan(map, wish);
        if (outcome.Answer is not { } answer) return new(null, outcome.Refusal);
        var result = RouteJsonResult.Of(answer);
        if (key is { } again && outcome.Takes < lasts && kept.IsAskedAgain(again)) kept.Keep(again, result.Copy(), outcome.Takes);
        return new(result, null);
    }
}
