using BenchmarkDotNet.Attributes;
using Bff.Demo.Hospital;
using Wayfinding.Import;
using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Routing.Contraction;
using Wayfinding.Routing.Live;
using Wayfinding.Routing.Prepared;
using Wayfinding.Steps;

namespace Micro;

/// <summary>
/// The synthetic campus (107,362 nodes): a query with path within 50 µs, a closure within 1 ms, full re-weighting within 50 ms, a load within 1 s. WAY_SYNTH names a
/// folder made by the shared data's <c>gen.js</c>.
/// </summary>
[MemoryDiagnoser]
public class WayBenchmarks
{
    private static readonly string[] Files = ["nodes.csv", "edges.csv", "graph.json"];
    private static readonly DateTime BeforeClosing = new(2026, 1, 5, 20, 55, 0);
    private static readonly DateTime Night = new(2026, 1, 5, 2, 0, 0);

    private Venue _venue = null!;
    private Hierarchy _hierarchy = null!;
    private Network _network = null!;
    private Router _router = null!;
    private (int From, int To)[] _pairs = [];
    private byte[] _prepared = [];
    private int _next;

    [GlobalSetup]
    public void Prepare()
    {
        var folder = Environment.GetEnvironmentVariable("WAY_SYNTH") ?? throw new InvalidOperationException("WAY_SYNTH must name a folder with nodes.csv, edges.csv and graph.json.");
        _venue = MapImporter.Import([.. Files.Select(f => new SourceFile(f, File.ReadAllBytes(Path.Combine(folder, f))))]).Venue!;
        _hierarchy = Hierarchy.Build(_venue);
        _network = new(_venue, _hierarchy);
        _network.Prepare(null, Profile.Walk);
        _network.Prepare(Night, Profile.Walk);
        _network.Prepare(BeforeClosing, Profile.Walk);
        _router = new(_network);
        var random = new Random(20260101);
        _pairs = [.. Enumerable.Range(0, 1000).Select(_ => (random.Next(_venue.Graph.NodeCount), random.Next(_venue.Graph.NodeCount))).Where(p => _router.FindRoute(p.Item1, p.Item2, Profile.Walk) is not null)];
        using var file = new MemoryStream();
        PreparedFile.Save(file, _venue, _hierarchy);
        _prepared = file.ToArray();
    }

    [Benchmark(Baseline = true)]
    public Route? QueryWithPath() => Query(null);

    [Benchmark]
    public Route? QueryAtNight() => Query(Night);

    [Benchmark]
    public Route? QueryAcrossAClosingHour() => Query(BeforeClosing);

    [Benchmark]
    public bool CloseAndReopen()
    {
        _network.Close(new("bench", ClosureTarget.Edge, _next = (_next + 7919 * 31) % _venue.Graph.EdgeCount));
        return _network.Reopen("bench");
    }

    [Benchmark]
    public DateTime? Reweight() => new Network(_venue, _hierarchy).Prepare(null, Profile.Walk);

    [Benchmark]
    public Venue Load() => PreparedFile.Load(_prepared).Venue;

    private Route? Query(DateTime? at)
    {
        var (from, to) = _pairs[_next = (_next + 1) % _pairs.Length];
        return _router.FindRoute(from, to, Profile.Walk, at);
    }
}

/// <summary>The sandbox hospital: words, positions and a new route for a walker gone astray.</summary>
[MemoryDiagnoser]
public class WayWordsBenchmarks
{
    private Network _network = null!;
    private Router _router = null!;
    private Narrator _narrator = null!;
    private Locator _locator = null!;
    private Route[] _routes = [];
    private int _next;

    [GlobalSetup]
    public void Prepare()
    {
        var venue = DemoHospital.Build();
        _network = new(venue, Hierarchy.Build(venue));
        (_router, _narrator, _locator) = (new(_network), new(_network), new(venue));
        var random = new Random(20260101);
        var pois = venue.Pois.Where(p => p.Node >= 0).ToArray();
        _routes = [.. Enumerable.Range(0, 500).Select(_ => _router.FindRoute(pois[random.Next(pois.Length)].Node, pois[random.Next(pois.Length)].Node, Profile.Walk)).OfType<Route>()];
    }

    [Benchmark]
    public Guidance Narrate() => _narrator.Describe(Next());

    [Benchmark]
    public Snap? Snap()
    {
        var graph = _network.Venue.Graph;
        var node = Next().From;
        return _locator.Find(_network.Venue.Frame.ToLonLat(graph.At(node) + new Point2(1, 1)), graph.NodeLevel[node]);
    }

    [Benchmark]
    public Guidance SnapRouteAndNarrate()
    {
        var route = Next();
        return _narrator.Describe(_router.FindRoute(Snap()!.Node, route.To, Profile.Walk) ?? route);
    }

    private Route Next() => _routes[_next = (_next + 1) % _routes.Length];
}
