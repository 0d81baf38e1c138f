using Bff.Host;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Bff.Tests.Platform.Data;

public sealed class MigratorTests
{
    private static readonly Migration First = new(1, "first", "create table one (id int); insert into one values (1)");
    private static readonly Migration Second = new(2, "second", "alter table one add column note text");

    [Fact]
    public void The_migrations_of_the_host_are_numbered_without_gap()
    {
        var numbers = Libraries.Migrations.Select(migration => migration.Number).ToArray();
        Assert.Equal(Enumerable.Range(1, numbers.Length), numbers);
    }

    [Fact]
    public async Task The_migrations_of_the_host_apply_to_an_empty_database_once()
    {
        await using var database = await OpenAsync();
        Assert.Equal(Libraries.Migrations.Count,
            await Migrator.MigrateAsync(database, Libraries.Migrations, NullLogger.Instance, TestContext.Current.CancellationToken));
        Assert.Equal(0, await Migrator.MigrateAsync(database, Libraries.Migrations, NullLogger.Instance,
            TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Only_what_is_missing_is_applied()
    {
        await using var database = await OpenAsync();
        Assert.Equal(1, await MigrateAsync(database, First));
        Assert.Equal(1, await MigrateAsync(database, First, Second));
        Assert.Equal(1L, await ScalarAsync(database, "select count(note is null) from one"));
    }

    [Fact]
    public async Task An_edited_migration_is_refused_by_name()
    {
        await using var database = await OpenAsync();
        await MigrateAsync(database, First);
        var refusal = await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(database, First with { Sql = "select 2" }));
        Assert.Contains("0001_first is not the one applied", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_ends_of_the_checkout_do_not_count_as_an_edit() =>
        Assert.All(Libraries.Migrations, migration => Assert.DoesNotContain('\r', migration.Sql));

    [Fact]
    public async Task A_gap_is_refused()
    {
        await using var database = await OpenAsync();
        var refusal = await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(database, First, Second with { Number = 3 }));
        Assert.Contains("0002 is missing", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_used_twice_is_refused()
    {
        await using var database = await OpenAsync();
        var refusal = await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(database, First, Second with { Number = 1 }));
        Assert.Contains("first and second", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failing_migration_leaves_nothing_behind_and_can_be_tried_again()
    {
        await using var database = await OpenAsync();
        await Assert.ThrowsAsync<MigrationException>(() =>
            MigrateAsync(database, First, new Migration(2, "broken", "create table two (id int); select 1 / 0")));
        Assert.Equal(true, await ScalarAsync(database, "select to_regclass('two') is null"));
        Assert.Equal(1, await MigrateAsync(database, First, Second));
    }

    [Fact]
    public async Task A_database_ahead_of_the_code_is_served_with_a_warning()
    {
        await using var database = await OpenAsync();
        await MigrateAsync(database, First, Second);
        var log = new Warnings();
        Assert.Equal(0, await Migrator.MigrateAsync(database, [First], log, TestContext.Current.CancellationToken));
        Assert.Contains("0002_second", Assert.Single(log.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_migration_skipped_by_other_code_is_refused()
    {
        await using var database = await OpenAsync();
        await MigrateAsync(database, First, Second);
        await ScalarAsync(database, "delete from platform.migration where number = 1");
        var refusal = await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(database, First, Second));
        Assert.Contains("0001_first was never applied, but 0002 was", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hosts_starting_together_apply_each_migration_once()
    {
        await using var database = await OpenAsync();
        var slow = First with { Sql = First.Sql + "; select pg_sleep(0.2)" };
        var applied = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => MigrateAsync(database, slow, Second)));
        Assert.Equal(2, applied.Sum());
        Assert.Equal(1L, await ScalarAsync(database, "select count(*) from one"));
    }

    [Fact]
    public async Task A_statement_timeout_of_the_connection_does_not_cut_a_migration()
    {
        await using var database = NpgsqlDataSource.Create(
            await TestPostgres.CreateEmptyDatabaseAsync() + ";Options=-c statement_timeout=100");
        Assert.Equal(1, await MigrateAsync(database, new Migration(1, "slow", "select pg_sleep(0.3)")));
    }

    private static async Task<NpgsqlDataSource> OpenAsync() => NpgsqlDataSource.Create(await TestPostgres.CreateEmptyDatabaseAsync());

    private static Task<int> MigrateAsync(NpgsqlDataSource database, params Migration[] migrations) =>
        Migrator.MigrateAsync(database, migrations, NullLogger.Instance, TestContext.Current.CancellationToken);

    private static async Task<object?> ScalarAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private sealed class Warnings : ILogger
    {
        public List<string> Messages { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?,
            string> formatter)
        {
            if (logLevel == LogLevel.Warning) Messages.Add(formatter(state, exception));
        }
    }
}
