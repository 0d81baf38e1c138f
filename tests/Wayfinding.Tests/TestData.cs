using System.Diagnostics;
using Wayfinding.Import;
using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Routing.Contraction;
using Wayfinding.Routing.Live;

namespace Wayfinding.Tests;

/// <summary>Finds the shared data beside the repository (or at SHARED_DIR) and the synthetic campus made from it.</summary>
internal static class TestData
{
    private static readonly Lazy<string?> Root = new(FindRoot);
    private static readonly Lazy<string?> SynthFolder = new(MakeSynth);
    private static readonly Lazy<Network?> SynthNetwork = new(() => SynthFolder.Value is { } d ? Prepare(ImportFolder(d).Venue!) : null);

    public static string Folder(string name)
    {
        Assert.SkipWhen(Root.Value is null, "The shared data folder is not beside the repository and SHARED_DIR is not set.");
        var path = Path.Combine(Root.Value!, "data", "wayfinding", name);
        Assert.SkipUnless(Directory.Exists(path), $"{name} is not in the shared data.");
        return path;
    }

    public static string? FolderOrNull(string name) =>
        Root.Value is { } root && Path.Combine(root, "data", "wayfinding", name) is var path && Directory.Exists(path) ? path : null;

    /// <summary>The synthetic campus, made once per test run; nobody may close anything in it.</summary>
    public static Network Synth()
    {
        Folder("synth");
        Assert.SkipWhen(SynthNetwork.Value is null, "Node.js is needed to generate the synthetic campus.");
        return SynthNetwork.Value!;
    }

    public static Network Prepare(Venue venue) => new(venue, Hierarchy.Build(venue));

    public static ImportResult ImportFolder(string folder) => MapImporter.Import(
        [.. Directory.EnumerateFiles(folder).Where(f => !f.EndsWith(".pbf", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(f => new SourceFile(Path.GetFileName(f), File.ReadAllBytes(f)))]);

    private static string? FindRoot()
    {
        if (Environment.GetEnvironmentVariable("SHARED_DIR") is { Length: > 0 } given) return Directory.Exists(given) ? given : null;
        for (var d = new DirectoryInfo(AppContext.BaseDirectory); d is not null; d = d.Parent)
            if (File.Exists(Path.Combine(d.FullName, "CloudClinic.slnx")))
                return d.Parent is { } up && Directory.Exists(Path.Combine(up.FullName, "shared")) ? Path.Combine(up.FullName, "shared")
                    : null;
        return null;
    }

    private static string? MakeSynth()
    {
        var folder = Directory.CreateTempSubdirectory("synth").FullName;
        try
        {
            var start = new ProcessStartInfo("node") { WorkingDirectory = Folder("synth"), RedirectStandardOutput = true };
            foreach (var a in new[] { "gen.js", "--seed", "20260101", "--out", folder }) start.ArgumentList.Add(a);
            using var node = Process.Start(start)!;
            node.StandardOutput.ReadToEnd();
            node.WaitForExit();
            return node.ExitCode == 0 ? folder : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
