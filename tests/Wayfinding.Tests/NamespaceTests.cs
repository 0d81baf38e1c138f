using System.Text.RegularExpressions;

namespace Wayfinding.Tests;

/// <summary>
/// The engine's namespaces use each other in one direction, as the remarks of <see cref="Wayfinding.Model.Venue"/> tell it.
/// </summary>
public sealed partial class NamespaceTests
{
    [Fact]
    public void No_namespace_of_the_engine_leads_back_to_itself()
    {
        var uses = Uses();
        Assert.Contains("Wayfinding.Model", uses["Wayfinding.Graph"]);
        while (uses.FirstOrDefault(u => u.Value.All(to => !uses.ContainsKey(to))).Key is { } free) uses.Remove(free);
        Assert.Equal([], uses.Select(u => $"{u.Key} -> {string.Join(", ", u.Value.Where(uses.ContainsKey))}"));
    }

    [Fact]
    public void The_model_uses_no_other_namespace_of_the_engine() => Assert.Empty(Uses()["Wayfinding.Model"]);

    private static Dictionary<string, HashSet<string>> Uses()
    {
        var uses = new Dictionary<string, HashSet<string>>();
        foreach (var file in Directory.EnumerateFiles(Engine(), "*.cs", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(file);
            if (Namespace().Match(text) is not { Success: true } own) continue;
            if (!uses.TryGetValue(own.Groups[1].Value, out var to)) uses[own.Groups[1].Value] = to = [];
            to.UnionWith(Using().Matches(text).Select(m => m.Groups[1].Value));
        }
        return uses;
    }

    private static string Engine()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CloudClinic.slnx"))) folder = folder.Parent!;
        return Path.Combine(folder.FullName, "wayfinding");
    }

    [GeneratedRegex(@"^namespace (Wayfinding[\w.]*);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using (Wayfinding[\w.]*);", RegexOptions.Multiline)]
    private static partial Regex Using();
}
