#pragma warning disable CA1416 // The embedded database refuses Windows.
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Bff.Tests.Platform.Data;

/// <summary>The classes that start from one folder, which is removed after the last of them.</summary>
[CollectionDefinition(Name)]
public sealed class EmbeddedPostgresGroup : ICollectionFixture<EmbeddedPostgresTest.Cleanup>
{
    public const string Name = "embedded PostgreSQL";
}

/// <summary>A private database on real binaries. Everything happens in a temporary folder that is removed.</summary>
public abstract class EmbeddedPostgresTest : IDisposable
{
    private static readonly Lazy<Task<string>> SetUpOnce = new(SetUpAsync);
    private protected readonly string Home = Directory.CreateTempSubdirectory("cloudclinic-pg-").FullName;

    protected EmbeddedPostgresTest() =>
        File.SetUnixFileMode(Home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);

    public void Dispose()
    {
        Directory.Delete(Home, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected string Data => Path.Combine(Home, "postgres");

    // A killed process loses nothing that reached the kernel, so only the test of the settings pays for fsync.
    protected EmbeddedPostgresOptions Options => new() { DataDirectory = Data, MaxConnections = 20, Durable = false };

    /// <summary>Starts on a copy of a folder set up once: initdb is what costs time, and a few tests below go through it.</summary>
    protected async Task<EmbeddedPostgres> StartAsync()
    {
        if (!Directory.Exists(Data)) await RunAsync("cp", "-a", await SetUpOnce.Value, Data);
        return await StartAsync(Options);
    }

    protected static Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options) =>
        EmbeddedPostgres.StartAsync(options, NullLogger.Instance, TestContext.Current.CancellationToken);

    private static async Task<string> SetUpAsync()
    {
        var home = Directory.CreateTempSubdirectory("cloudclinic-pg-").FullName;
        await RunAsync("chmod", "755", home);
        await (await StartAsync(new EmbeddedPostgresOptions { DataDirectory = home + "/postgres", Durable = false })).DisposeAsync();
        return home + "/postgres";
    }

    protected static async Task RunAsync(string tool, params string[] arguments) =>
        Assert.Equal(0, (await CommandLineTool.RunAsync(tool, arguments, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken))
            .ExitCode);

    /// <summary>Removes the folder that was set up once.</summary>
    public sealed class Cleanup : IDisposable
    {
        public void Dispose()
        {
            if (SetUpOnce is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }) Directory.Delete(
                Path.GetDirectoryName(SetUpOnce.Value.Result)!, recursive: true);
        }
    }

    protected int PostmasterPid() => int.Parse(File.ReadLines(Data + "/cluster/postmaster.pid").First(), CultureInfo.InvariantCulture);

    protected static void Kill(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
    }

    protected static bool IsRunning(int pid)
    {
        var stat = $"/proc/{pid}/stat";
        return File.Exists(stat) && !File.ReadAllText(stat).Contains(") Z", StringComparison.Ordinal);
    }

    /// <summary>PostgreSQL without a host or keeper: what is left when both were killed.</summary>
    protected async Task<int> StartOrphanAsync()
    {
        string binaries;
        await using (var postgres = await StartAsync()) binaries = postgres.Binaries;
        var account = Environment.IsPrivilegedProcess ? "postgres" : null;
        var script = "\"$1/postgres\" -D \"$2\" </dev/null >/dev/null 2>&1 & echo $!";
        var result = await CommandLineTool.RunAsync("/bin/sh", ["-c", script, "orphan", binaries, Data + "/cluster"],
            TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken, account);
        var pid = int.Parse(result.Output, CultureInfo.InvariantCulture);
        while (!File.Exists(Data + "/cluster/postmaster.pid")) await Task.Delay(20, TestContext.Current.CancellationToken);
        return pid;
    }

    protected static async Task<object?> ScalarAsync(EmbeddedPostgres postgres, string sql)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    protected static async Task<object?> EventuallyAsync(EmbeddedPostgres postgres, string sql)
    {
        for (var waited = Stopwatch.StartNew(); ;)
        {
            try
            {
                return await ScalarAsync(postgres, sql);
            }
            catch (NpgsqlException) when (waited.Elapsed < TimeSpan.FromSeconds(20))
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }
    }
}
