using Bff.Host;
using Bff.Platform.Ops;
using Npgsql;

namespace Bff.Tests.Platform.Ops;

/// <summary><c>ops migrate</c>.</summary>
public sealed class SchemaUpgradeTests : OpsTest
{
    private static readonly Migration Newer = new(9000, "newer", "alter table platform.throttle add column note text");

    [Fact]
    public async Task It_says_what_it_applied_and_that_nothing_is_left()
    {
        var (installation, _) = await InstallationAsync("source");
        await using var database = await OpenAsync(installation);
        Assert.Contains("nothing to do", await SchemaUpgrade.RunAsync(database, Libraries.Migrations, Token), StringComparison.Ordinal);
        Assert.Contains("9000_newer", await SchemaUpgrade.RunAsync(database, [.. Libraries.Migrations, Newer], Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_refuses_while_a_backup_runs_and_changes_nothing()
    {
        var (installation, _) = await InstallationAsync("source");
        await using var database = await OpenAsync(installation);
        await using var holder = new NpgsqlConnection(installation.Connection);
        await holder.OpenAsync(Token);
        // Held back at this table, the backup's pg_dump runs until it is let go.
        await holder.ExecuteAsync("begin", Token);
        await holder.ExecuteAsync("lock table accounts.hospital in access exclusive mode", Token);
        var backup = BackUpAsync(installation);
        while (await database.DataSource.ListAsync(
            "select 1 from pg_stat_activity where datname = current_database() and application_name like '%pg_dump'", _ => 1, Token) is [])
        {
            Assert.False(backup.IsFaulted, backup.Exception?.Message);
            await Task.Delay(10, Token);
        }
        var refusal = await Assert.ThrowsAsync<OperatorException>(() =>
            SchemaUpgrade.RunAsync(database, [.. Libraries.Migrations, Newer], Token));
        Assert.Contains("A backup runs", refusal.Message, StringComparison.Ordinal);
        await holder.ExecuteAsync("commit", Token);
        await backup;
        Assert.Contains("9000_newer", await SchemaUpgrade.RunAsync(database, [.. Libraries.Migrations, Newer], Token), StringComparison.Ordinal);
    }
}
