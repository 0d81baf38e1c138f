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
    private const string Owner = "cloudclinic";
    private const string Application = "cloudclinic_app";
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

    /// <summary>The migrator's connection: owner of its own database, not a superuser, as in production.</summary>
    public string ConnectionString => _folder.ConnectionString(Owner, Owner);

    /// <summary>The application's connection: it owns nothing and gets what <see cref="ApplicationRole"/> grants.</summary>
    public string ApplicationConnectionString => _folder.ApplicationConnectionString(Application, Owner);

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
                if (created || !await database.HasDatabaseAndRolesAsync(cancellationToken))
                    await database.CreateDatabaseAndRolesAsync(cancellationToken);
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
    public static RunningPostgres? Running(EmbeddedPostgresOptions options)
    {
        var folder = Path.GetFullPath(options.DataDirectory);
        if (Postmaster.Read(folder + "/cluster/postmaster.pid") is not { IsReady: true } running || !running.IsRunning()) return null;
        var password = File.ReadAllText(folder + "/password").Trim();
        return new RunningPostgres(
            PostgresFolder.Describe(running.SocketDirectory, PostgresFolder.ApplicationPassword(password), Application, Owner),
            PostgresFolder.Describe(running.SocketDirectory, password, Owner, Owner));
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

    private async Task<bool> HasDatabaseAndRolesAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(SuperuserConnectionString + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        return (await connection.ListAsync(
            "select exists (select from pg_database where datname = $1) and exists (select from pg_roles where rolname = $2)",
            row => row.GetBoolean(0), cancellationToken, Owner, Application))[0];
    }

    /// <summary>Whatever is missing: a folder of an earlier release has the owner alone.</summary>
    private async Task CreateDatabaseAndRolesAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(SuperuserConnectionString + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        foreach (var (role, password) in new[] { (Owner, _folder.ReadPassword()), (Application, _folder.ReadApplicationPassword()) })
        {
            // DDL takes no parameters; the passwords are hex of our own making.
            await connection.ExecuteAsync(
                $"""
                do $$ begin
                  if not exists (select from pg_roles where rolname = '{role}') then create role {role} login password '{password}'; end if;
                end $$
                """, cancellationToken);
        }
        if (await connection.ListAsync("select 1 from pg_database where datname = $1", _ => 1, cancellationToken, Owner) is [])
            await connection.ExecuteAsync($"create database {Owner} owner {Owner}", cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Creating a PostgreSQL database in {Folder} (runs as {Account}).")]
    private partial void LogInitialising(string folder, string account);
}
