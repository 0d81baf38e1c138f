using System.Security.Cryptography;
using Npgsql;

namespace Bff.Platform.Data;

/// <summary>
/// A PostgreSQL that belongs to this host: set up on first start, kept running, stopped with the host, never shared by two.
/// It listens on a Unix socket inside a folder only its account can enter: no port to collide with, nothing reachable from the network.
/// Started as root it runs as the owner of the data folder, else as <c>postgres</c>, else as <c>nobody</c>.
/// </summary>
public sealed partial class EmbeddedPostgres : IAsyncDisposable
{
    private const string Superuser = "postgres";
    private const string Application = "cloudclinic";
    private static readonly TimeSpan ToolLimit = TimeSpan.FromMinutes(2);

    private readonly EmbeddedPostgresOptions _options;
    private readonly ILogger _logger;
    private readonly PostgresFolder _folder;
    private readonly string _binaries;
    private readonly FileStream _hostLock;
    private readonly PostgresProcess _process;
    private bool _isDisposed;

    private EmbeddedPostgres(EmbeddedPostgresOptions options, ILogger logger, PostgresFolder folder, string binaries, FileStream hostLock)
    {
        (_options, _logger, _folder, _binaries, _hostLock) = (options, logger, folder, binaries, hostLock);
        _process = new PostgresProcess(options, folder, binaries, logger);
    }

    /// <summary>The application's connection: owner of its own database, not a superuser, as in production.</summary>
    public string ConnectionString => _folder.ConnectionString(Application, Application);

    /// <summary>For creating databases (tests).</summary>
    internal string SuperuserConnectionString => _folder.ConnectionString(Superuser, "postgres");

    /// <summary>Folder of <c>postgres</c>; <c>pg_dump</c> is there too unless the binaries came from the npm package.</summary>
    internal string Binaries => _binaries;

    /// <exception cref="EmbeddedPostgresException">Another host owns the folder, there are no binaries, or PostgreSQL refuses to
    /// start.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, ILogger logger,
        CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
            throw new EmbeddedPostgresException(
                "The embedded PostgreSQL needs Linux or macOS. Set Database:ConnectionString to a PostgreSQL server instead.");
        var folder = await PostgresFolder.OpenAsync(options.DataDirectory, logger, cancellationToken);
        var hostLock = folder.TakeHostLock();
        try
        {
            var binaries = await PostgresBinaries.FindAsync(options, folder, logger, cancellationToken);
            var database = new EmbeddedPostgres(options, logger, folder, binaries, hostLock);
            var created = await database.InitialiseAsync(cancellationToken);
            await database._process.LaunchWithRetryAsync(TimeSpan.FromSeconds(30), cancellationToken);
            try
            {
                if (created || !await database.HasApplicationDatabaseAsync(
                    cancellationToken)) await database.CreateApplicationDatabaseAsync(cancellationToken);
            }
            catch
            {
                await database.DisposeAsync();
                throw;
            }
            database._process.Supervise();
            return database;
        }
        catch
        {
            await hostLock.DisposeAsync();
            throw;
        }
    }

    /// <summary>How to reach the database that a running host has started in this folder; null when none runs.</summary>
    public static string? RunningConnectionString(EmbeddedPostgresOptions options)
    {
        var folder = Path.GetFullPath(options.DataDirectory);
        return Postmaster.Read(folder + "/cluster/postmaster.pid") is { IsReady: true } running && running.IsRunning()
            ? PostgresFolder.Describe(running.SocketDirectory, File.ReadAllText(folder + "/password").Trim(), Application, Application)
            : null;
    }

    /// <summary>Fast shutdown; returns when PostgreSQL has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        await _process.DisposeAsync();
        _folder.ReleaseSocket();
        await _hostLock.DisposeAsync();
    }

    /// <summary>Creates the cluster beside its final name and renames it: a half-made one is never mistaken for a database.</summary>
    private async Task<bool> InitialiseAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(Path.Combine(_folder.Cluster, "PG_VERSION"))) return false;
        LogInitialising(_folder.Path, _folder.Account ?? Environment.UserName);
        if (!File.Exists(_folder.PasswordFile)) await _folder.WritePasswordAsync(RandomNumberGenerator.GetHexString(48, lowercase: true),
            cancellationToken);
        var unfinished = _folder.Cluster + ".new";
        if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        var result = await CommandLineTool.RunAsync(
            Path.Combine(_binaries, "initdb"),
            ["-D", unfinished, "-U", Superuser, "-E", "UTF8", "--locale=C", "-k", "-A", "scram-sha-256", $"--pwfile={_folder.PasswordFile}",
                .. _options.Durable ? [] : (string[])["-N"]],
            ToolLimit, cancellationToken, _folder.Account);
        if (result.ExitCode != 0) throw new EmbeddedPostgresException($"initdb failed in {_folder.Path}: {result.LastWords}");
        Directory.Move(unfinished, _folder.Cluster);
        return true;
    }

    private async Task<bool> HasApplicationDatabaseAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(SuperuserConnectionString + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select exists (select from pg_database where datname = $1)",
            connection)
        { Parameters = { new() { Value = Application } } };
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task CreateApplicationDatabaseAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(SuperuserConnectionString + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        // DDL takes no parameters; the password is hex of our own making.
        await using var role = new NpgsqlCommand(
            $"""
            do $$ begin
              if not exists (select from pg_roles where rolname = '{Application}') then
                create role {Application} login password '{_folder.ReadPassword()}';
              end if;
            end $$
            """, connection);
        await role.ExecuteNonQueryAsync(cancellationToken);
        await using var database = new NpgsqlCommand($"create database {Application} owner {Application}", connection);
        await database.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Creating a PostgreSQL database in {Folder} (runs as {Account}).")]
    private partial void LogInitialising(string folder, string account);
}
