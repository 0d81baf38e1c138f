using System.Reflection;
using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Bff.Host;
using Assembly = System.Reflection.Assembly;

namespace Bff.Tests;

/// <summary>The walls that the references between the projects do not hold by themselves.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly Assembly[] Slices = [.. Libraries.All.Where(library => library != typeof(Db).Assembly)];
    private static readonly HashSet<string> Homes = [.. Slices.Select(slice => slice.GetName().Name!["Bff.".Length..]), "Demo"];
    private static readonly string[] Engines = ["DicomRender", "Chatbot", "Wayfinding"];

    private static readonly Lazy<Architecture> House = new(() => new ArchLoader().LoadAssemblies(
        [.. Libraries.All, typeof(global::Bff.Gateways.GatewayServices).Assembly, typeof(global::Bff.Demo.DemoEndpoints).Assembly,
            .. Engines.Select(Assembly.Load)]).Build());

    [Fact]
    public void Of_a_slice_only_registration_routes_verbs_and_contract_are_public() =>
        Faults.None(from library in Slices
                    from type in library.GetExportedTypes()
                    where type.Namespace?.EndsWith(".Contract", StringComparison.Ordinal) != true && !RegistrationName().IsMatch(type.Name)
                    select type.FullName);

    [Fact]
    public void A_slice_and_the_demo_speak_to_other_slices_through_their_contracts_alone() =>
        Faults.None(from type in House.Value.Types
                    let own = HomeOf(type)
                    where own is not null
                    from target in type.Dependencies.Select(d => d.Target).Distinct()
                    let other = HomeOf(target)
                    where other is not (null or "Demo") && other != own && !IsContract(target)
                    select $"{type.FullName} -> {target.FullName}");

    [Fact]
    public void Platform_and_gateways_know_no_slice()
    {
        var outside = new[] { typeof(Db).Assembly, typeof(global::Bff.Gateways.GatewayServices).Assembly };
        var slices = Slices.Select(slice => slice.GetName().Name).ToHashSet();
        Faults.None(from library in outside
                    from reference in library.GetReferencedAssemblies()
                    where slices.Contains(reference.Name)
                    select $"{library.GetName().Name} -> {reference.Name}");
    }

    [Fact]
    public void A_contract_speaks_no_http() =>
        Faults.None(from type in House.Value.Types
                    where HomeOf(type) is not null && IsContract(type)
                    from target in type.Dependencies.Select(d => d.Target).Distinct()
                    where target.Namespace?.FullName.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) == true
                    select $"{type.FullName} -> {target.FullName}");

    /// <summary>A contract is the door of all rooms and takes what they are made of, so it is no room itself.</summary>
    [Fact]
    public void The_rooms_of_slices_and_engines_know_each_other_in_one_direction_only() =>
        Faults.None(from home in Slices.Select(s => s.GetName().Name!).Concat(Engines)
                    from circle in Circles(home)
                    select circle);

    [Theory]
    [InlineData("dicom-render", "DicomRender")]
    [InlineData("chatbot", "Chatbot")]
    [InlineData("wayfinding", "Wayfinding")]
    public void An_engine_knows_no_host_no_database_no_clock_and_no_environment(string folder, string assembly)
    {
        string[] forbidden = ["Microsoft.AspNetCore", "Npgsql", "StackExchange", "Microsoft.Extensions", "bff", .. Engines];
        var references = Assembly.Load(assembly).GetReferencedAssemblies().Select(r => r.Name!).Where(r => r != assembly);
        Faults.None(references.Where(r => forbidden.Any(f => r.StartsWith(f, StringComparison.OrdinalIgnoreCase))));
        Faults.None(SourceTree.CSharp(folder).Where(f => EnvironmentOrClock().IsMatch(File.ReadAllText(f))));
    }

    /// <summary>The slice (or the demo) a type lives in; null for all else.</summary>
    private static string? HomeOf(IType type) =>
        type.Namespace?.FullName.Split('.') is ["Bff", var home, ..] && Homes.Contains(home) ? home : null;

    private static bool IsContract(IType type) => type.Namespace?.FullName.EndsWith(".Contract", StringComparison.Ordinal) == true;

    /// <summary>Rooms that lead back to themselves, each with one type that leads out.</summary>
    private static IEnumerable<string> Circles(string home)
    {
        var edges = (from type in House.Value.Types
                     let room = RoomOf(type, home)
                     where room is not null
                     from target in type.Dependencies.Select(d => d.Target)
                     let other = RoomOf(target, home)
                     where other is not null && other != room
                     group $"{type.Name} -> {target.Name}" by (From: room, To: other)).ToDictionary(g => g.Key, g => g.First());
        var ways = edges.Keys.ToLookup(e => e.From, e => e.To);
        return from edge in edges
               where Reached(ways, edge.Key.To).Contains(edge.Key.From)
               select $"{edge.Key.From} -> {edge.Key.To}: {edge.Value}";
    }

    private static HashSet<string> Reached(ILookup<string, string> ways, string start)
    {
        var (reached, open) = (new HashSet<string> { start }, new Stack<string>([start]));
        while (open.TryPop(out var room))
            foreach (var next in ways[room])
                if (reached.Add(next)) open.Push(next);
        return reached;
    }

    private static string? RoomOf(IType type, string home) =>
        type.Namespace?.FullName is { } name && name.StartsWith(home + ".", StringComparison.Ordinal) && !IsContract(type) ? name : null;

    [GeneratedRegex(@"Environment\.GetEnvironmentVariable|DateTime(Offset)?\.(Utc)?Now|TimeProvider\.System")]
    private static partial Regex EnvironmentOrClock();

    [GeneratedRegex(@"^[A-Z][A-Za-z]+(Services|Endpoints|Commands)\z")]
    private static partial Regex RegistrationName();
}

/// <summary>The sources of the product, for tests that read them.</summary>
internal static class SourceTree
{
    public static readonly string Root = FindRoot();

    public static IEnumerable<string> CSharp(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CloudClinic.slnx"))) folder = folder.Parent!;
        return folder.FullName;
    }
}

/// <summary>For tests that walk everything: all faults are named at once.</summary>
internal static class Faults
{
    public static void None(IEnumerable<string?> faults)
    {
        string?[] all = [.. faults.Distinct()];
        if (all.Length > 0) Assert.Fail($"{all.Length} faults:\n" + string.Join('\n', all.Take(200)));
    }
}
