using System.Diagnostics;
using System.Security.Cryptography;
using Npgsql;

namespace Bff.Platform.Data;

/// <summary>Where the private PostgreSQL lives and what it runs from.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>Folder of the database, its password, its log and (path permitting) its socket.</summary>
    public string DataDirectory { get; init; } = Path.Combine(".data", "postgres");

    /// <summary>Folder holding <c>postgres</c> and <c>initdb</c>; null = look for them.</summary>
    public string? BinariesDirectory { get; init; }

    /// <summary>Folders searched for binaries, best first; null = those of the machine. Empty leaves only the npm package.</summary>
    public IReadOnlyList<string>? SearchPath { get; init; }

    /// <summary>False survives the death of PostgreSQL but not that of the machine: for test databases only.</summary>
    public bool Durable { get; init; } = true;

    public int MaxConnections { get; init; } = 200;
}

/// <summary>The private database could not be started; the message says why and what to do.</summary>
public sealed class EmbeddedPostgresException(string message, Exception? inner = null) : Exception(message, inner);

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
    private readonly Folder _folder;
    private readonly string _binaries;
    private readonly FileStream _hostLock;
    private readonly CancellationTokenSource _stopping = new();
    private Process? _keeper;
    private Task _supervision = Task.CompletedTask;

    private EmbeddedPostgres(EmbeddedPostgresOptions options, ILogger logger, Folder folder, string binaries, FileStream hostLock) =>
        (_options, _logger, _folder, _binaries, _hostLock) = (options, logger, folder, binaries, hostLock);

    /// <summary>The application's connection: owner of its own database, not a superuser, as in production.</summary>
    public string ConnectionString => ConnectionStringFor(Application, Application);

    /// <summary>For creating databases (tests).</summary>
    internal string SuperuserConnectionString => ConnectionStringFor(Superuser, "postgres");

    /// <summary>Folder of <c>postgres</c>; <c>pg_dump</c> is there too unless the binaries came from the npm package.</summary>
    internal string Binaries => _binaries;

    /// <exception cref="EmbeddedPostgresException">Another host owns the folder, there are no binaries, or PostgreSQL refuses to start.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, ILogger logger, CancellationToken ct)
    {
        if (OperatingSystem.IsWindows())
            throw new EmbeddedPostgresException("The embedded PostgreSQL needs Linux or macOS. Set Database:ConnectionString to a PostgreSQL server instead.");
        var folder = await Folder.OpenAsync(options.DataDirectory, logger, ct);
        var hostLock = folder.TakeHostLock();
        try
        {
            var binaries = await PostgresBinaries.FindAsync(options, folder, logger, ct);
            var database = new EmbeddedPostgres(options, logger, folder, binaries, hostLock);
            var created = await database.InitialiseAsync(ct);
            await database.LaunchWithRetryAsync(TimeSpan.FromSeconds(30), ct);
            try
            {
                if (created || !await database.HasApplicationDatabaseAsync(ct)) await database.CreateApplicationDatabaseAsync(ct);
            }
            catch
            {
                await database.DisposeAsync();
                throw;
            }
            database._supervision = database.SuperviseAsync();
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
            ? Describe(running.SocketDirectory, File.ReadAllText(folder + "/password").Trim(), Application, Application)
            : null;
    }

    /// <summary>Fast shutdown; returns when PostgreSQL has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested) return;
        await _stopping.CancelAsync();
        await _supervision;
        if (_keeper is not null) await StopKeeperAsync(_keeper);
        _folder.ReleaseSocket();
        await _hostLock.DisposeAsync();
        _stopping.Dispose();
    }

    private string ConnectionStringFor(string user, string database) => Describe(_folder.SocketDirectory, _folder.ReadPassword(), user, database);

    private static string Describe(string socketDirectory, string password, string user, string database) =>
        new NpgsqlConnectionStringBuilder { Host = socketDirectory, Username = user, Password = password, Database = database }.ConnectionString;

    /// <summary>Creates the cluster beside its final name and renames it: a half-made one is never mistaken for a database.</summary>
    private async Task<bool> InitialiseAsync(CancellationToken ct)
    {
        if (File.Exists(Path.Combine(_folder.Cluster, "PG_VERSION"))) return false;
        LogInitialising(_folder.Path, _folder.Account ?? Environment.UserName);
        if (!File.Exists(_folder.PasswordFile)) await _folder.WritePasswordAsync(RandomNumberGenerator.GetHexString(48, lowercase: true), ct);
        var unfinished = _folder.Cluster + ".new";
        if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        var result = await CommandLineTool.RunAsync(
            Path.Combine(_binaries, "initdb"),
            ["-D", unfinished, "-U", Superuser, "-E", "UTF8", "--locale=C", "-k", "-A", "scram-sha-256", $"--pwfile={_folder.PasswordFile}", .. _options.Durable ? [] : (string[])["-N"]],
            ToolLimit, ct, _folder.Account);
        if (result.ExitCode != 0) throw new EmbeddedPostgresException($"initdb failed in {_folder.Path}: {result.LastWords}");
        Directory.Move(unfinished, _folder.Cluster);
        return true;
    }

    private async Task<bool> HasApplicationDatabaseAsync(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(SuperuserConnectionString + ";Pooling=false");
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand("select exists (select from pg_database where datname = $1)", connection) { Parameters = { new() { Value = Application } } };
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    private async Task CreateApplicationDatabaseAsync(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(SuperuserConnectionString + ";Pooling=false");
        await connection.OpenAsync(ct);
        // DDL takes no parameters; the password is hex of our own making.
        await using var role = new NpgsqlCommand(
            $"""
            do $$ begin
              if not exists (select from pg_roles where rolname = '{Application}') then
                create role {Application} login password '{_folder.ReadPassword()}';
              end if;
            end $$
            """, connection);
        await role.ExecuteNonQueryAsync(ct);
        await using var database = new NpgsqlCommand($"create database {Application} owner {Application}", connection);
        await database.ExecuteNonQueryAsync(ct);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Creating a PostgreSQL database in {Folder} (runs as {Account}).")]
    private partial void LogInitialising(string folder, string account);

    [LoggerMessage(Level = LogLevel.Information, Message = "PostgreSQL {Pid} is ready in {Milliseconds} ms (data {Folder}).")]
    private partial void LogReady(int pid, long milliseconds, string folder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "PostgreSQL {Pid} of an earlier host still runs on {Folder}; stopping it.")]
    private partial void LogTakingOver(int pid, string folder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "PostgreSQL did not start, trying again: {Reason}")]
    private partial void LogRetry(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "PostgreSQL ended unexpectedly (exit code {ExitCode}); restarting it. Last words: {Reason}")]
    private partial void LogDied(int exitCode, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "PostgreSQL did not end within {Seconds} s of the stop request; its keeper will end it.")]
    private partial void LogSlowStop(int seconds);
}
