using Bff.Platform.Sheets;
using System.Diagnostics;
using System.Globalization;
using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Routing.Contraction;
using Wayfinding.Routing.Live;
using Wayfinding.Routing.Prepared;
using Wayfinding.Steps;

namespace Bff.Guide;

/// <summary>One bench run; files exist.</summary>
internal sealed record BenchRequest(string Path, int Queries, Profile Profile, TimeOnly? At, string? Pairs, string? Expect);

/// <summary>
/// Figures of one run: microseconds per query with path and per route put into words, milliseconds for loading, customizing (alone, and with another thread asking) and closing, megabytes of managed memory in use
/// after loading and of the whole process.
/// </summary>
internal sealed record BenchReport(
    int Nodes, int Edges, int Arcs, int TreeHeight, string Profile, int Queries, double MedianUs, double P90Us, double P99Us, double MaxUs, int Unreachable, double CostSum,
    int Compared, int Mismatches, double ImportMs, double BuildMs, double LoadMs, double CustomiseMs, double CustomiseBusyMs, double ClosureMedianMs, double ClosureP99Ms, double NarrateMedianUs, double NarrateP99Us, double HeapMb, double WorkingSetMb);

internal static class GuideBench
{
    private const double Tolerance = 0.01;

    // A Monday that is no public holiday: a plain working day.
    private static readonly DateOnly WorkingDay = new(2026, 1, 5);

    public static BenchReport? Run(BenchRequest request)
    {
        if (Load(request.Path) is not { } loaded) return null;
        var (venue, hierarchy) = (loaded.Venue, loaded.Hierarchy);
        var network = new Network(venue, hierarchy);
        DateTime? at = request.At is { } time ? WorkingDay.ToDateTime(time) : null;
        var expected = request.Expect is null ? [] : Rows(request.Expect).Select(r => (From: (int)r[0], To: (int)r[1], Seconds: r[2])).ToArray();
        var pairs = Pairs(request, expected, venue);
        network.Prepare(at, request.Profile);
        var (heap, workingSet) = Memory();
        var customiseMs = Customise(venue, hierarchy, request.Profile, at).Min();
        var customiseBusyMs = CustomiseBusy(venue, hierarchy, new Router(network), pairs, request.Profile, at);
        var (micros, costs) = Query(new Router(network), pairs, request, at);
        var (closureMedian, closureP99) = Closures(network, at, request.Profile);
        var (wordsMedian, wordsP99) = Words(network, pairs, request.Profile, at);
        Array.Sort(micros);
        return new(
            venue.Graph.NodeCount, venue.Graph.EdgeCount, hierarchy.ArcCount, hierarchy.Height, request.Profile.Name, request.Queries,
            Quantile(micros, 0.5), Quantile(micros, 0.9), Quantile(micros, 0.99), Round(micros[^1]),
            costs.Count(c => c < 0), Math.Round(costs.Where(c => c >= 0).Sum(), 3),
            expected.Length, Mismatches(new Router(network), expected, request.Profile, at),
            Round(loaded.ImportMs), Round(loaded.BuildMs), Round(loaded.LoadMs), Round(customiseMs), Round(customiseBusyMs), closureMedian, closureP99, wordsMedian, wordsP99, Round(heap), Round(workingSet));
    }

    private static List<double> Customise(Venue venue, Hierarchy hierarchy, Profile profile, DateTime? at)
    {
        var millis = new List<double>();
        for (var i = 0; i < 15; i++)
        {
            var network = new Network(venue, hierarchy);
            millis.Add(Timed(() => network.Prepare(at, profile)).Ms);
        }
        return millis;
    }

    // The median of re-weightings while another thread asks without pause.
    private static double CustomiseBusy(Venue venue, Hierarchy hierarchy, Router router, (int From, int To)[] pairs, Profile profile, DateTime? at)
    {
        using var stop = new CancellationTokenSource();
        var asking = Task.Run(() =>
        {
            for (var q = 0; !stop.IsCancellationRequested; q = (q + 1) % pairs.Length) router.FindRoute(pairs[q].From, pairs[q].To, profile, at);
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
    private static (double Median, double P99) Words(Network network, (int From, int To)[] pairs, Profile profile, DateTime? at)
    {
        var (router, narrator, micros) = (new Router(network), new Narrator(network), new List<double>());
        foreach (var (from, to) in pairs)
        {
            if (router.FindRoute(from, to, profile, at) is not { } route) continue;
            narrator.Describe(route, at);
            micros.Add(Timed(() => narrator.Describe(route, at)).Ms * 1000);
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
            millis.Add(Timed(() => { network.Close(closure); return 0; }).Ms);
            millis.Add(Timed(() => network.Reopen("bench")).Ms);
        }
        millis.RemoveRange(0, Math.Min(100, millis.Count / 2));
        millis.Sort();
        return millis.Count == 0 ? (0, 0) : (Math.Round(millis[millis.Count / 2], 4), Math.Round(millis[(int)(millis.Count * 0.99)], 4));
    }

    private sealed record Loaded(Venue Venue, Hierarchy Hierarchy, double ImportMs, double BuildMs, double LoadMs);

    // What was imported is written, dropped and read back, so that memory shows what a server holds after a restart.
    private static Loaded? Load(string path)
    {
        var prepared = Path.GetTempFileName();
        try
        {
            if (Prepare(path, prepared) is not { } times) return null;
            var (loaded, ms) = Timed(() => PreparedFile.Load(File.ReadAllBytes(prepared)));
            return new(loaded.Venue, loaded.Hierarchy, times.ImportMs, times.BuildMs, ms);
        }
        finally
        {
            File.Delete(prepared);
        }
    }

    private static (double ImportMs, double BuildMs)? Prepare(string path, string prepared)
    {
        if (MapFiles.IsPrepared(path))
        {
            File.Copy(path, prepared, overwrite: true);
            return (0, 0);
        }
        var (result, importMs) = Timed(() => MapFiles.Import(path));
        if (result.Venue is not { } venue)
        {
            MapFiles.Print(result.Lint, Console.Error);
            return null;
        }
        var (hierarchy, buildMs) = Timed(() => Hierarchy.Build(venue));
        using var stream = File.Create(prepared);
        PreparedFile.Save(stream, venue, hierarchy);
        return (importMs, buildMs);
    }

    private static (int, int)[] Pairs(BenchRequest request, (int From, int To, double Seconds)[] expected, Venue venue)
    {
        if (request.Pairs is not null) return [.. Rows(request.Pairs).Select(r => ((int)r[^2], (int)r[^1]))];
        if (expected.Length > 0) return [.. expected.Select(e => (e.From, e.To))];
        // Not for secrets: a fixed seed makes two runs comparable.
#pragma warning disable CA5394
        var random = new Random(20260101);
        return [.. Enumerable.Range(0, 1000).Select(_ => (random.Next(venue.Graph.NodeCount), random.Next(venue.Graph.NodeCount)))];
#pragma warning restore CA5394
    }

    private static IEnumerable<double[]> Rows(string path) =>
        SheetText.ReadCsv(File.ReadAllBytes(path)).Where(r => r is [[>= '0' and <= '9' or '-', ..], ..]).Select(r => r.Select(c => double.Parse(c, CultureInfo.InvariantCulture)).ToArray());

    private static (T Value, double Ms) Timed<T>(Func<T> work)
    {
        var start = Stopwatch.GetTimestamp();
        return (work(), Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    private static (double HeapMb, double WorkingSetMb) Memory()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return (GC.GetTotalMemory(forceFullCollection: true) / 1e6, Environment.WorkingSet / 1e6);
    }

    private static double Quantile(double[] sorted, double q) => Round(sorted[Math.Min(sorted.Length - 1, (int)(q * sorted.Length))]);

    private static double Round(double value) => Math.Round(value, 2);
}
