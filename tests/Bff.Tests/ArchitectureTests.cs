using System.Reflection;
using System.Text.RegularExpressions;
using Bff.Host;

namespace Bff.Tests;

/// <summary>The walls that the references between the projects do not hold by themselves.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string Root = FindRoot();
    private static readonly string[] Slices = ["Accounts", "Film", "Guide", "Support"];

    [Fact]
    public void Of_a_slice_only_registration_routes_verbs_and_contract_are_public() =>
        Assert.Empty(from library in Libraries.All.Where(l => l != typeof(Db).Assembly)
                     from type in library.GetExportedTypes()
                     where type.Namespace?.EndsWith(".Contract", StringComparison.Ordinal) != true && !RegistrationName().IsMatch(type.Name)
                     select type.FullName);

    [Fact]
    public void Platform_and_gateways_know_no_slice()
    {
        var outside = new[] { typeof(Db).Assembly, typeof(Bff.Gateways.GatewayServices).Assembly };
        Assert.Empty(from library in outside
                     from reference in library.GetReferencedAssemblies()
                     where Slices.Any(slice => reference.Name == "Bff." + slice)
                     select $"{library.GetName().Name} -> {reference.Name}");
    }

    [Theory]
    [InlineData("dicom-render", "DicomRender")]
    [InlineData("chatbot", "Chatbot")]
    [InlineData("wayfinding", "Wayfinding")]
    public void An_engine_knows_no_host_no_database_no_clock_and_no_environment(string folder, string assembly)
    {
        string[] forbidden = ["Microsoft.AspNetCore", "Npgsql", "StackExchange", "Microsoft.Extensions", "bff", "DicomRender", "Chatbot",
            "Wayfinding"];
        var references = Assembly.Load(assembly).GetReferencedAssemblies().Select(r => r.Name!).Where(r => r != assembly);
        Assert.Empty(references.Where(r => forbidden.Any(f => r.StartsWith(f, StringComparison.OrdinalIgnoreCase))));
        Assert.Empty(Sources(Path.Combine(Root, folder)).Where(f => EnvironmentOrClock().IsMatch(File.ReadAllText(f))));
    }

    [Fact]
    public void Sql_of_a_slice_names_its_own_schema_and_published_views_alone() =>
        Assert.Empty(from slice in Slices
                     from file in Sources(Path.Combine(Root, "bff", slice))
                     from Match sql in SqlTable().Matches(File.ReadAllText(file))
                     let schema = sql.Groups["schema"].Value
                     let table = sql.Groups["table"].Value
                     where schema != slice.ToLowerInvariant()
                         && !(Slices.Contains(Capital(schema)) && table.StartsWith("v_", StringComparison.Ordinal))
                     select $"{Path.GetRelativePath(Root, file)}: {schema}.{table}");

    private static string Capital(string schema) => char.ToUpperInvariant(schema[0]) + schema[1..];

    private static IEnumerable<string> Sources(string folder) =>
        !Directory.Exists(folder) ? [] : Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CloudClinic.slnx"))) folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex(@"Environment\.GetEnvironmentVariable|DateTime(Offset)?\.(Utc)?Now|TimeProvider\.System")]
    private static partial Regex EnvironmentOrClock();

    [GeneratedRegex("^[A-Z][A-Za-z]+(Services|Endpoints|Commands)$")]
    private static partial Regex RegistrationName();

    [GeneratedRegex(@"\b(from|join|into|update|table|lock)\s+(?<schema>accounts|film|guide|support|platform)\.(?<table>[a-z_]+)\b")]
    private static partial Regex SqlTable();
}
