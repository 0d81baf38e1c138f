using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Bff.Tests;

/// <summary>
/// A schema belongs to its slice. Every text in the sources that names a table, view or function of the database is read, wherever it
/// stands in a
/// statement; the names are those that the migrations create.
/// </summary>
public sealed partial class SqlWallTests
{
    /// <summary>Platform, gateways, slices, demo: every library of the host, and the host itself.</summary>
    private static readonly string[] Libraries =
        [.. Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "bff"), "*.csproj", SearchOption.AllDirectories)
            .Select(file => Path.GetFileName(Path.GetDirectoryName(file)!)).Where(name => name != "bff"), "Host"];

    /// <summary>Read by others on purpose: views, and the one function that tells a hint.</summary>
    private static readonly string[] PublishedFunctions = ["platform.tell"];

    /// <summary>
    /// Foreign keys may point here: a view cannot be their target, and a row without its hospital or person must be impossible.
    /// </summary>
    private static readonly string[] Referenced = ["accounts.hospital", "accounts.patient", "accounts.staff", "accounts.integrator"];

    /// <summary>Whatever looks like <c>schema.name</c>, quoted or not; a library's schema has its name.</summary>
    private static readonly Regex Relation = new(
        $@"(?<references>references\s+)?(?<![\w.])(?<name>""?(?:{string.Join('|', Libraries)})""?\s*\.\s*""?[a-z_]+""?)(?!\w)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));

    private static readonly HashSet<string> Relations =
        [.. AllMigrations().SelectMany(m => Created().Matches(m.Sql)).Select(m => m.Groups["name"].Value), "platform.migration"];

    [Fact]
    public void Sql_names_its_own_schema_and_what_others_publish_alone() =>
        Faults.None(from library in Libraries
                    from file in SourceTree.CSharp("bff/" + library)
                    from text in TextsOf(file)
                    from name in NamesIn(text)
                    where !IsOwn(library, name) && !IsPublished(name)
                    select $"{Path.GetRelativePath(SourceTree.Root, file)}: {name}");

    [Fact]
    public void Migrations_name_their_own_schema_foreign_keys_to_people_and_hospitals_and_what_others_publish_alone() =>
        Faults.None(from migration in AllMigrations()
                    from Match match in Relation.Matches(Comment().Replace(migration.Sql, ""))
                    let name = match.Groups["name"].Value
                    where Relations.Contains(name) && !IsOwn(migration.Library, name) && !IsPublished(name)
                    where !(Referenced.Contains(name) && match.Groups["references"].Success)
                    where migration.File != "0001_accounts.sql" // The first migration made Platform's first tables, too.
                    select $"{migration.File}: {name}");

    [Fact]
    public void A_contract_holds_no_sql() =>
        Faults.None(from library in Libraries
                    where Directory.Exists(Path.Combine(SourceTree.Root, "bff", library, "Contract"))
                    from file in SourceTree.CSharp($"bff/{library}/Contract")
                    from text in TextsOf(file)
                    from name in NamesIn(text)
                    select $"{Path.GetRelativePath(SourceTree.Root, file)}: {name}");

    [Fact]
    public void The_reader_of_sql_misses_no_table_however_it_is_written()
    {
        Assert.Contains("film.study", Relations);
        Assert.Contains("accounts.v_hospital", Relations);
        var texts = TextsOfCode(
            """"
            class C
            {
                string A = "select 1 from film.study";
                string B = $"delete from {x} using film.link";
                string D = """
                    with a as (select 1)
                    update  Film . Series set x = 1
                    """;
                string E = "insert into \"film\".\"instance\" (id) values (1)";
                string F = "an action: film.open";
            }
            """").SelectMany(NamesIn).ToHashSet();
        Assert.Equal(["film.instance", "film.link", "film.series", "film.study"], texts.Order());
    }

    private static bool IsOwn(string library, string name) => name.StartsWith(library.ToLowerInvariant() + ".", StringComparison.Ordinal);

    private static bool IsPublished(string name) =>
        name.Split('.')[1].StartsWith("v_", StringComparison.Ordinal) || PublishedFunctions.Contains(name);

    private static IEnumerable<string> NamesIn(string text) =>
        Relation.Matches(text).Select(m => Plain(m.Groups["name"].Value)).Where(Relations.Contains);

    private static string Plain(string name) => Spaces().Replace(name, "").Replace("\"", "", StringComparison.Ordinal).ToLowerInvariant();

    private static IEnumerable<string> TextsOf(string file) => TextsOfCode(File.ReadAllText(file));

    private static IEnumerable<string> TextsOfCode(string code) => CSharpSyntaxTree.ParseText(code).GetRoot().DescendantTokens()
        .Where(token => token.RawKind is (int)SyntaxKind.StringLiteralToken or (int)SyntaxKind.InterpolatedStringTextToken
            or (int)SyntaxKind.SingleLineRawStringLiteralToken or (int)SyntaxKind.MultiLineRawStringLiteralToken)
        .Select(token => token.ValueText);

    private static IEnumerable<(string Library, string File, string Sql)> AllMigrations() =>
        from library in Libraries
        let folder = Path.Combine(SourceTree.Root, "bff", library, "Migrations")
        where Directory.Exists(folder)
        from file in Directory.EnumerateFiles(folder, "*.sql")
        select (library, Path.GetFileName(file), File.ReadAllText(file));

    [GeneratedRegex(@"create\s+(?:or\s+replace\s+)?(?:table|view|function|sequence|materialized\s+view)\s+(?:if\s+not\s+exists\s+)?(?<name>[a-z_]+\.[a-z_]+)")]
    private static partial Regex Created();

    [GeneratedRegex(@"--[^\n]*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
