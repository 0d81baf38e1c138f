using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Bff.Platform.Data;

/// <summary>
/// One numbered SQL file of a library's folder <c>Migrations</c>; the numbers run through all of them. The hash is over its text with LF
/// line ends.
/// </summary>
public sealed partial record Migration(int Number, string Name, string Sql)
{
    /// <summary>First line of a file whose indexes are built beside the service instead of in a transaction.</summary>
    public const string ConcurrentlyMarker = "-- concurrently";

    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    /// <summary>Whether the file carries the marker: it holds nothing but <c>create index concurrently if not exists</c>.</summary>
    public bool IsConcurrent => Sql.StartsWith(ConcurrentlyMarker + "\n", StringComparison.Ordinal);

    /// <summary>The statements of a marked file, each with the index it makes.</summary>
    /// <exception cref="MigrationException">There is something else in it, which would not be undone when a later one fails.</exception>
    internal IReadOnlyList<(string Index, string Statement)> IndexStatements()
    {
        var statements = Comment().Replace(Sql, "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return [.. statements.Select(Read)];

        (string, string) Read(string statement) => IndexStatement().Match(statement) is { Success: true } match
            ? ($"{match.Groups["schema"].Value}.{match.Groups["index"].Value}", statement)
            : throw new MigrationException(
                $"Migration {this} is marked \"{ConcurrentlyMarker}\" and may hold "
                + "\"create [unique] index concurrently if not exists NAME on SCHEMA.TABLE …\" alone.");
    }

    /// <summary>As its file is called, without the ending.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number:0000}_{Name}");

    /// <summary>The migrations built into the libraries, in order.</summary>
    internal static IEnumerable<Migration> Of(Assembly library) =>
        library.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Select(name => Read(library, name));

    private static Migration Read(Assembly assembly, string resource)
    {
        var match = ResourceName().Match(resource);
        if (!match.Success) throw new MigrationException($"Migration {resource} is not named NNNN_name.sql.");
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return new Migration(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), match.Groups[2].Value,
            reader.ReadToEnd().ReplaceLineEndings("\n"));
    }

    [GeneratedRegex(@"\.(\d{4})_([a-z0-9_]+)\.sql\z")]
    private static partial Regex ResourceName();

    [GeneratedRegex(@"--[^\n]*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\Acreate\s+(?:unique\s+)?index\s+concurrently\s+if\s+not\s+exists\s+(?<index>[a-z0-9_]+)\s+on\s+(?<schema>[a-z0-9_]+)\.[a-z0-9_]+\s")]
    private static partial Regex IndexStatement();
}

/// <summary>The database and the code disagree about the schema; the message says where and what to do.</summary>
public sealed class MigrationException(string message, Exception? inner = null) : Exception(message, inner);
