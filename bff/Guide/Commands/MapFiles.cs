using Wayfinding.Checks;
using Wayfinding.Import;
using Wayfinding.Import.Reading;
using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Routing.Contraction;
using Wayfinding.Routing.Prepared;

namespace Bff.Guide.Commands;

/// <summary>Maps on disk: a prepared map, one map file or archive, or a folder of files.</summary>
/// <param name="sandbox">Makes the sandbox hospital.</param>
internal sealed class MapFiles(Func<Venue> sandbox)
{
    private static readonly string[] Extensions = [".csv", ".json", ".geojson", ".osm", ".xml", ".gml", ".zip"];

    /// <summary>What <c>--profile</c> may be.</summary>
    public const string ProfileHelp = "walk, stepFree, stretcher, preferLift, preferStairs or slow.";

    /// <summary>The name by which the verbs know the sandbox hospital.</summary>
    public const string Sandbox = "sandbox";

    /// <summary>True for the sandbox and for whatever lies on disk.</summary>
    public static bool Exists(string path) => path == Sandbox || File.Exists(path) || Directory.Exists(path);

    /// <summary>Imports a file or a folder that is no prepared map.</summary>
    public static ImportResult Import(string path) => MapImporter.Import(Read(path));

    /// <summary>Loads a prepared map, or imports and prepares any other; the report is null where nothing was imported.</summary>
    public (Venue? Venue, Hierarchy? Hierarchy, LintReport? Lint) Open(string path)
    {
        if (path != Sandbox && IsPrepared(path))
        {
            var (prepared, hierarchy) = PreparedFile.Load(File.ReadAllBytes(path));
            return (prepared, hierarchy, null);
        }
        var (venue, lint) = OpenVenue(path);
        return (venue, venue is null ? null : Hierarchy.Build(venue), lint);
    }

    /// <summary>As <see cref="Open"/>, the map alone.</summary>
    public (Venue? Venue, LintReport? Lint) OpenVenue(string path)
    {
        if (path == Sandbox) return (sandbox(), null);
        if (IsPrepared(path)) return (PreparedFile.Load(File.ReadAllBytes(path)).Venue, null);
        var result = Import(path);
        return (result.Venue, result.Lint);
    }

    /// <summary>True for a prepared map.</summary>
    public static bool IsPrepared(string path)
    {
        if (!File.Exists(path)) return false;
        using var stream = File.OpenRead(path);
        var head = new byte[16];
        return PreparedFile.IsPrepared(head.AsSpan(0, stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)));
    }

    /// <summary>The findings as lines for a terminal, errors first.</summary>
    public static void Print(LintReport lint, TextWriter to, int limit = 20)
    {
        foreach (var f in lint.Findings.OrderByDescending(f => f.Severity).Take(limit))
            to.WriteLine($"{f.Severity}: {f.Code}: {f.Message}{(f.Source is null ? "" : $" [{f.Source}]")}");
        foreach (var (code, count) in lint.Counts) to.WriteLine($"{count,6}  {code}");
    }

    private static List<SourceFile> Read(string path)
    {
        if (!Directory.Exists(path)) return [Read(path, Path.GetFileName(path))];
        return [.. Directory.EnumerateFiles(path)
            .Where(f => Extensions.Contains(Path.GetExtension(f).ToLowerInvariant()))
            .Order(StringComparer.Ordinal).Take(ImportOptions.Default.MaxEntries).Select(f => Read(f, Path.GetRelativePath(path, f)))];
    }

    private static SourceFile Read(string path, string name) => new(name.Replace('\\', '/'), File.ReadAllBytes(path));
}
