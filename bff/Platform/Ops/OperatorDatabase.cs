using Microsoft.Extensions.Logging.Console;
using Npgsql;

namespace Bff.Platform.Ops;

/// <summary>What an installation consists of besides its database.</summary>
/// <param name="Migrations">The schema this release knows.</param>
/// <param name="StoreSetting">Name of the setting that says where the film store lies.</param>
/// <param name="StoreDefault">Where it lies without that setting.</param>
/// <param name="Revocations">What a restore must not give back.</param>
public sealed record Installation(
    IReadOnlyList<Migration> Migrations, string StoreSetting, string StoreDefault, IReadOnlyList<Revocation> Revocations);

/// <summary>
/// The database as an operator's command sees it, by the host's own rule: the configured one, else the embedded one, which is joined
/// when a host runs it and started for the length of the command when none does.
/// </summary>
public sealed class OperatorDatabase : IAsyncDisposable
{
    private readonly EmbeddedPostgres? _started;

    private OperatorDatabase(NpgsqlConnectionStringBuilder connection, EmbeddedPostgres? started, bool isHostRunning, string filmStore,
        KeyOptions keys)
    {
        (Connection, _started, IsHostRunning, FilmStore, Keys) = (connection, started, isHostRunning, filmStore, keys);
        DataSource = NpgsqlDataSource.Create(connection.ConnectionString);
    }

    public NpgsqlConnectionStringBuilder Connection { get; }

    public NpgsqlDataSource DataSource { get; }

    /// <summary>The role that hosts work as, where it is not the one the operator's commands work as: the owner of the schema.</summary>
    public string? ApplicationRole { get; private init; }

    /// <summary>Known for the embedded database only.</summary>
    public bool IsHostRunning { get; }

    /// <summary>Full path of the folder of DICOM objects and frames.</summary>
    public string FilmStore { get; }

    public KeyOptions Keys { get; }

    /// <summary>What a restore must not give back.</summary>
    public IReadOnlyList<Revocation> Revocations { get; private init; } = [];

    /// <param name="settings">As given to <c>serve</c>: <c>--Database:ConnectionString=…</c>.</param>
    /// <param name="installation">What belongs to this installation besides its database.</param>
    public static async Task<OperatorDatabase> OpenAsync(IReadOnlyList<string> settings, Installation installation,
        CancellationToken cancellationToken)
    {
        var configuration = WebApplication.CreateBuilder([.. settings]).Configuration;
        var film = Path.GetFullPath(configuration[installation.StoreSetting] ?? installation.StoreDefault);
        var keys = configuration.GetSection(KeyOptions.Section).Get<KeyOptions>() ?? new KeyOptions();
        var database = configuration.GetSection("Database").Get<DatabaseOptions>() ?? new DatabaseOptions();
        Database.Validate(database);
        // As the owner of the schema, where it has a role of its own: what is restored or migrated must become the owner's.
        if (database.ConnectionString.Length > 0)
        {
            var owner = database.MigratorConnectionString.Length > 0 ? database.MigratorConnectionString : database.ConnectionString;
            return new(Named(owner), null, false, film, keys) { ApplicationRole = Named(database.ConnectionString).Username, Revocations = installation.Revocations };
        }

        var options = new EmbeddedPostgresOptions { DataDirectory = database.DataDirectory };
        if (EmbeddedPostgres.Running(options) is { } running)
            return new(Named(running.Owner), null, true, film, keys) { ApplicationRole = Named(running.Application).Username, Revocations = installation.Revocations };
        // Progress belongs on stderr: stdout carries the result alone.
        using var loggers = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true)
            .Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        var started = await EmbeddedPostgres.StartAsync(options, loggers.CreateLogger("Bff.Ops"), cancellationToken);
        return new(Named(started.ConnectionString), started, false, film, keys)
        {
            ApplicationRole = Named(started.ApplicationConnectionString).Username,
            Revocations = installation.Revocations,
        };
    }

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        if (_started is not null) await _started.DisposeAsync();
    }

    /// <summary>
    /// Runs <c>pg_dump</c> or <c>pg_restore</c> on this database; the password travels in the environment, not in the list of processes.
    /// </summary>
    /// <exception cref="OperatorException">The tool is missing or failed.</exception>
    public async Task RunToolAsync(string tool, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var file = FindTool(tool) ?? throw new OperatorException(
            $"{tool} is not on this machine. Install PostgreSQL's client programs (Debian: apt-get install postgresql-client).");
        var environment = new Dictionary<string, string>
        {
            ["PGHOST"] = Connection.Host ?? "",
            ["PGPORT"] = Connection.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["PGUSER"] = Connection.Username ?? "",
            ["PGPASSWORD"] = Connection.Password ?? "",
            ["PGDATABASE"] = Connection.Database ?? "",
            ["PGAPPNAME"] = "bff ops " + tool,
        };
        var result = await CommandLineTool.RunAsync(file, arguments, TimeSpan.FromHours(6), cancellationToken, environment: environment);
        if (result.ExitCode != 0) throw new OperatorException($"{tool} failed: {result.LastWords}");
    }

    private static NpgsqlConnectionStringBuilder Named(string connectionString) => new(connectionString) { ApplicationName = "bff ops" };

    private string? FindTool(string tool)
    {
        string?[] folders =
        [
            _started?.Binaries,
            .. Directory.Exists("/usr/lib/postgresql")
                ? Directory.EnumerateDirectories("/usr/lib/postgresql").OrderByDescending(Version).Select(version => version + "/bin") : [],
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator),
        ];
        return folders.Where(folder => folder is not null).Select(folder => Path.Combine(folder!, tool)).FirstOrDefault(File.Exists);

        static int Version(string folder) => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0;
    }
}

/// <summary>The command cannot do its work; the message is what the operator reads.</summary>
public sealed class OperatorException(string message) : Exception(message);
