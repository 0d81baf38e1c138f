using System.Diagnostics;
using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Routing.Contraction;
using Wayfinding.Routing.Live;
using Wayfinding.Steps;

namespace Bff.Guide.Commands;

/// <summary>Measures routing on one core.</summary>
internal static class Bench
{
    private const double Tolerance = 0.01; // Seconds.

    // A Monday that is no public holiday: a plain working day.
    private static readonly DateOnly WorkingDay = new(2026, 1, 5);

    /// <returns>Null when the map cannot be imported; the findings have been printed then.</returns>
    public static BenchReport? Run(BenchRequest request)
    {
        if (BenchInput.Load(request.Path) is not { } loaded) return null;
        var (venue, hierarchy) = (loaded.Venue, loaded.Hierarchy);
        var network = new Network(venue, hierarchy);
        DateTime? at = request.At is { } time ? WorkingDay.ToDateTime(time) : null;
        var expected = BenchInput.Expected(request);
        var pairs = BenchInput.Pairs(request, expected, venue);
        network.Prepare(at, request.Profile);
        var memory = Memory();
        var times = new Times(
            Customise(venue, hierarchy, request.Profile, at).Min(),
            CustomiseBusy(venue, hierarchy, new Router(network), pairs, request.Profile, at),
            Query(new Router(network), pairs, request, at),
            Closures(network, at, request.Profile),
            Narrate(network, pairs, request.Profile, at));
        Array.Sort(times.Queries.Micros);
        var mismatches = Mismatches(new Router(network), expected, request.Profile, at);
        return Report(request, loaded, times) with
        {
            Compared = expected.Length,
            Mismatches = mismatches,
            HeapMb = Round(memory.HeapMb),
            WorkingSetMb = Round(memory.WorkingSetMb),
        };
    }

    private sealed record Times(
        double Customise, double CustomiseBusy, (double[] Micros, double[] Costs) Queries, (double Median, double P99) Closures,
        (double Median, double P99) Narrate);

    private static BenchReport Report(BenchRequest request, BenchMap loaded, Times times) => new()
    {
        Nodes = loaded.Venue.Graph.NodeCount,
        Edges = loaded.Venue.Graph.EdgeCount,
        Arcs = loaded.Hierarchy.ArcCount,
        TreeHeight = loaded.Hierarchy.Height,
        Profile = request.Profile.Name,
        Queries = request.Queries,
        MedianUs = Quantile(times.Queries.Micros, 0.5),
        P90Us = Quantile(times.Queries.Micros, 0.9),
        P99Us = Quantile(times.Queries.Micros, 0.99),
        MaxUs = Round(times.Queries.Micros[^1]),
        Unreachable = times.Queries.Costs.Count(c => c < 0),
        CostSum = Math.Round(times.Queries.Costs.Where(c => c >= 0).Sum(), 3),
        Compared = 0,
        Mismatches = 0,
        ImportMs = Round(loaded.ImportMs),
        BuildMs = Round(loaded.BuildMs),
        LoadMs = Round(loaded.LoadMs),
        CustomiseMs = Round(times.Customise),
        CustomiseBusyMs = Round(times.CustomiseBusy),
        ClosureMedianMs = times.Closures.Median,
        ClosureP99Ms = times.Closures.P99,
        NarrateMedianUs = times.Narrate.Median,
        NarrateP99Us = times.Narrate.P99,
        HeapMb = 0,
        WorkingSetMb = 0,
    };

    private static List<double> Customise(Venue venue, Hierarchy hierarchy, Profile profile, DateTime? at)
    {
        var millis = new List<double>();
        for (var i = 0; i < 15; i++)
        {
            var network = new Network(venue, hierarchy);
            millis.Add(BenchInput.Timed(() => network.Prepare(at, profile)).Ms);
        }
        return millis;
    }

    // The median of re-weightings while another thread asks without pause.
    private static double CustomiseBusy(Venue venue, Hierarchy hierarchy, Router router, (int From, int To)[] pairs, Profile profile,
        DateTime? at)
    {
        using var stop = new CancellationTokenSource();
        var asking = Task.Run(() =>
        {
            for (var q = 0; !stop.IsCancellationRequested; q = (q + 1) % pairs.Length) router.FindRoute(pairs[q].From, pairs[q].To, profile,
                at);
        });
        double[] millis = [.. Customise(venue, hierarchy, profile, at).Order()];
        stop.Cancel();
        asking.Wait();
        return millis[millis.Length / 2];
    }

    private static (double[] Micros, double[] Costs) Query(Router router, (int From, int To)[] pairs, BenchRequest request, DateTime? at)
    {
        // Rounds until a second has passed let the just-in-time compiler finish; the last one counts.
        var (micros, costs) = (new double[request.Queries], new double[Math.Min(request.Queries, pairs.Length)]);
        var begin = Stopwatch.GetTimestamp();
        for (var last = false; ;)
        {
            for (var q = 0; q < request.Queries; q++)
            {
                var (from, to) = pairs[q % pairs.Length];
                var start = Stopwatch.GetTimestamp();
                var route = router.FindRoute(from, to, request.Profile, at);
                micros[q] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
                if (q < costs.Length) costs[q] = route?.CostSeconds ?? -1;
            }
            if (last) return (micros, costs);
            last = Stopwatch.GetElapsedTime(begin).TotalSeconds > 1;
        }
    }

    // Steps and geometry of the routes found, each put into words twice so that the second is warm.
    private static (double Median, double P99) Narrate(Network network, (int From, int To)[] pairs, Profile profile, DateTime? at)
    {
        var (router, narrator, micros) = (new Router(network), new Narrator(network), new List<double>());
        foreach (var (from, to) in pairs)
        {
            if (router.FindRoute(from, to, profile, at) is not { } route) continue;
            narrator.Describe(route, at);
            micros.Add(BenchInput.Timed(() => narrator.Describe(route, at)).Ms * 1000);
        }
        double[] sorted = [.. micros.Order()];
        return sorted.Length == 0 ? (0, 0) : (Quantile(sorted, 0.5), Quantile(sorted, 0.99));
    }

    private static int Mismatches(Router router, (int From, int To, double Seconds)[] expected, Profile profile, DateTime? at)
    {
        var wrong = 0;
        foreach (var (from, to, seconds) in expected)
        {
            var cost = router.FindRoute(from, to, profile, at)?.CostSeconds ?? -1;
            if (Math.Abs(cost - seconds) <= Tolerance) continue;
            wrong++;
            Console.Error.WriteLine($"{from} -> {to}: {cost} instead of {seconds}");
        }
        return wrong;
    }

    // Edges spread over the whole map, each shut and opened again.
    private static (double Median, double P99) Closures(Network network, DateTime? at, Profile profile)
    {
        network.Prepare(at, profile);
        var edges = network.Venue.Graph.EdgeCount;
        var millis = new List<double>();
        for (var i = 0; i < 500 && edges > 0; i++)
        {
            var closure = new Closure("bench", ClosureTarget.Edge, (int)((long)i * 7919 * 31 % edges));
            millis.Add(BenchInput.Timed(() => { network.Close(closure); return 0; }).Ms);
            millis.Add(BenchInput.Timed(() => network.Reopen("bench")).Ms);
        }
        millis.RemoveRange(0, Math.Min(100, millis.Count / 2));
        millis.Sort();
        return millis.Count == 0 ? (0, 0) : (Math.Round(millis[millis.Count / 2], 4), Math.Round(millis[(int)(millis.Count * 0.99)], 4));
    }

    private static (double HeapMb, double WorkingSetMb) Memory()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return (GC.GetTotalMemory(forceFullCollection: true) / 1e6, Environment.WorkingSet / 1e6);
    }

    private static double Quantile(double[] sorted, double q) => Round(sorted[Math.Min(sorted.Length - 1, (int)(q * sorted.Length))]);

    private static double Round(double value) => Math.Round(value, 2);
}
