using System.Reflection;
using System.Text.RegularExpressions;
using Bff.Platform;

namespace Bff.Tests;

/// <summary>The dependency rules of the house, read from the source: slices meet only through services, engines know nothing of the host.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string Root = FindRoot();
    private static readonly string[] Slices = ["Accounts", "Film", "FollowUp", "Journey", "Messaging", "Companion", "Guide", "Support"];

    /// <summary>What another slice may name of a slice besides its <c>…Service</c>: identity, people and the words of its own answers.</summary>
    private static readonly Dictionary<string, string[]> Open = new()
    {
        ["Accounts"] = ["AccountsStore", "HospitalRef", "Sessions", "Integrators"],
    };

    [Fact]
    public void Every_type_of_the_host_is_internal() =>
        Assert.Empty(typeof(Db).Assembly.GetExportedTypes().Where(t => t.Namespace?.StartsWith("Bff", StringComparison.Ordinal) == true && t.Namespace != "Bff.Platform.Pipes"));

    [Fact]
    public void A_slice_reaches_another_slice_only_through_its_service()
    {
        var wrong = from slice in Slices
                    from file in Sources(Path.Combine(Root, "bff", slice))
                    from other in Slices
                    where other != slice && File.ReadAllText(file) is var text && text.Contains("using Bff." + other + ";", StringComparison.Ordinal)
                        && !UsesOnlyOpen(text, other)
                    select $"{Path.GetRelativePath(Root, file)} -> {other}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Platform_knows_no_slice_but_accounts() =>
        Assert.Empty(from file in Sources(Path.Combine(Root, "bff", "Platform"))
                     from slice in Slices.Except(["Accounts"])
                     where !Path.GetFileName(file).StartsWith("Verbs", StringComparison.Ordinal) && !file.EndsWith("Commands.cs", StringComparison.Ordinal)
                         && File.ReadAllText(file).Contains("using Bff." + slice + ";", StringComparison.Ordinal)
                     select $"{Path.GetFileName(file)} -> {slice}");

    [Theory]
    [InlineData("dicom-render", "DicomRender")]
    [InlineData("chatbot", "Chatbot")]
    [InlineData("wayfinding", "Wayfinding")]
    public void An_engine_knows_no_host_no_database_no_clock_and_no_environment(string folder, string assembly)
    {
        string[] forbidden = ["Microsoft.AspNetCore", "Npgsql", "StackExchange", "Microsoft.Extensions", "bff", "DicomRender", "Chatbot", "Wayfinding"];
        var references = Assembly.Load(assembly).GetReferencedAssemblies().Select(r => r.Name!).Where(r => r != assembly);
        Assert.Empty(references.Where(r => forbidden.Any(f => r.StartsWith(f, StringComparison.Ordinal))));
        Assert.Empty(Sources(Path.Combine(Root, folder)).Where(f => EnvironmentOrClock().IsMatch(File.ReadAllText(f))));
    }

    [Fact]
    public void Sql_stands_in_stores_and_platform_alone() =>
        Assert.Empty(from file in Sources(Path.Combine(Root, "bff"))
                     let name = Path.GetFileName(file)
                     where !file.Contains("/Platform/", StringComparison.Ordinal) && !name.Contains("Store", StringComparison.Ordinal) && name is not ("Sessions.cs" or "Integrators.cs")
                     where SqlText().IsMatch(File.ReadAllText(file))
                     select Path.GetRelativePath(Root, file));

    private static bool UsesOnlyOpen(string text, string slice)
    {
        var types = typeof(Db).Assembly.GetTypes().Where(t => t.Namespace == "Bff." + slice && !t.IsNested).Select(t => t.Name.Split('`')[0]).Distinct();
        var allowed = Open.GetValueOrDefault(slice, []);
        return types.Where(t => !t.EndsWith("Service", StringComparison.Ordinal) && !allowed.Contains(t)).All(t => !Regex.IsMatch(text, $@"\b{Regex.Escape(t)}\b"));
    }

    private static IEnumerable<string> Sources(string folder) => !Directory.Exists(folder) ? [] : Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CloudClinic.slnx"))) folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex(@"Environment\.GetEnvironmentVariable|DateTime(Offset)?\.(Utc)?Now|TimeProvider\.System")]
    private static partial Regex EnvironmentOrClock();

    [GeneratedRegex(@"\b(select .+ from|insert into|delete from|update [a-z_.]+ set) ", RegexOptions.None)]
    private static partial Regex SqlText();
}
