using System.Diagnostics;
using System.Globalization;
using Bff.Platform.Sheets;
using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Routing.Contraction;
using Wayfinding.Routing.Prepared;

namespace Bff.Guide.Commands;

/// <summary>One bench run; files exist.</summary>
/// <param name="At">Local time of a working day; null: every door is open.</param>
/// <param name="Pairs">CSV: index,from,to.</param>
/// <param name="Expect">CSV: from,to,seconds; -1 = no way.</param>
internal sealed record BenchRequest(string Path, int Queries, Profile Profile, TimeOnly? At, string? Pairs, string? Expect);

/// <summary>A map in memory and the milliseconds it took to get there.</summary>
internal sealed record BenchMap(Venue Venue, Hierarchy Hierarchy, double ImportMs, double BuildMs, double LoadMs);

/// <summary>The files of a bench run.</summary>
internal static class BenchInput
{
    // What was imported is written, dropped and read back, so that memory shows what a server holds after a restart.
    public static BenchMap? Load(string path)
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

    /// <summary>What the reference says.</summary>
    public static (int From, int To, double Seconds)[] Expected(BenchRequest request) =>
        request.Expect is null ? [] : [.. Rows(request.Expect).Select(r => ((int)r[0], (int)r[1], r[2]))];

    /// <summary>Where from and where to, as node indices: those named, those expected, or a thousand at random.</summary>
    public static (int From, int To)[] Pairs(BenchRequest request, (int From, int To, double Seconds)[] expected, Venue venue)
    {
        if (request.Pairs is not null) return [.. Rows(request.Pairs).Select(r => ((int)r[^2], (int)r[^1]))];
        if (expected.Length > 0) return [.. expected.Select(e => (e.From, e.To))];
        // Not for secrets: a fixed seed makes two runs comparable.
#pragma warning disable CA5394
        var random = new Random(20260101);
        return [.. Enumerable.Range(0, 1000).Select(_ => (random.Next(venue.Graph.NodeCount), random.Next(venue.Graph.NodeCount)))];
#pragma warning restore CA5394
    }

    /// <summary>Milliseconds of some work.</summary>
    public static (T Value, double Ms) Timed<T>(Func<T> work)
    {
        var start = Stopwatch.GetTimestamp();
        return (work(), Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    private static IEnumerable<double[]> Rows(string path) =>
        SheetText.ReadCsv(File.ReadAllBytes(path)).Where(r => r is [[>= '0' and <= '9' or '-', ..], ..])
            .Select(r => r.Select(c => double.Parse(c, CultureInfo.InvariantCulture)).ToArray());
}
