#pragma warning disable CA1416 // The embedded database refuses Windows.
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Bff.Tests.Platform.Data;

/// <summary>The private database after something was killed.</summary>
[Collection(EmbeddedPostgresGroup.Name)]
public sealed class EmbeddedPostgresRecoveryTests : EmbeddedPostgresTest
{
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
}
