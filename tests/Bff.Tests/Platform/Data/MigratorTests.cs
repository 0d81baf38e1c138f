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
    public void No_two_migrations_of_the_host_have_one_number()
    {
        var numbers = Libraries.Migrations.Select(migration => migration.Number).ToArray();
        Assert.Equal(numbers.Distinct().Order(), numbers);
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
    public async Task A_number_that_was_reserved_and_not_used_is_no_fault()
    {
        await using var database = await OpenAsync();
        Assert.Equal(2, await MigrateAsync(database, First, Second with { Number = 3 }));
        Assert.Equal(0, await MigrateAsync(database, First, Second with { Number = 3 }));
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

    [Fact]
    public async Task Behind_a_backup_a_migration_lets_the_service_go_on_and_is_applied_when_the_backup_is_over()
    {
        await using var database = await OpenAsync();
        await MigrateAsync(database, First);
        await using var dump = await database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await dump.ExecuteAsync("begin", TestContext.Current.CancellationToken);
        await dump.ExecuteAsync("lock table one in access share mode", TestContext.Current.CancellationToken);
        var log = new Warnings();
        var migrating = Migrator.MigrateAsync(database, [First, Second], log, TestContext.Current.CancellationToken);
        // Old hosts give a statement five seconds; here each must get through, also those that queue behind the migration's own wait.
        while (log.Messages.Count == 0) await ReadPatientlyAsync(database);
        await ReadPatientlyAsync(database);
        Assert.False(migrating.IsCompleted);
        await dump.ExecuteAsync("commit", TestContext.Current.CancellationToken);
        Assert.Equal(1, await migrating);
    }

    [Fact]
    public async Task A_migration_that_gets_no_table_is_given_up_and_names_who_has_it()
    {
        await using var database = await OpenAsync();
        await MigrateAsync(database, First);
        await using var dump = new NpgsqlConnection(await NamedAsync(database, "pg_dump"));
        await dump.OpenAsync(TestContext.Current.CancellationToken);
        await dump.ExecuteAsync("begin", TestContext.Current.CancellationToken);
        await dump.ExecuteAsync("lock table one in access share mode", TestContext.Current.CancellationToken);
        var refusal = await Assert.ThrowsAsync<MigrationException>(() => Migrator.MigrateAsync(
            database, [First, Second], NullLogger.Instance, TestContext.Current.CancellationToken, TimeSpan.Zero));
        Assert.Contains("0002_second could not have its tables", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("pg_dump (process ", refusal.Message, StringComparison.Ordinal);
        await dump.ExecuteAsync("commit", TestContext.Current.CancellationToken);
        Assert.Equal(1, await MigrateAsync(database, First, Second));
    }

    [Fact]
    public async Task A_marked_migration_builds_its_index_while_others_write()
    {
        await using var database = await OpenAsync();
        await MigrateAsync(database, Table);
        // An index waits for every transaction that is older than itself, and blocks no writer meanwhile.
        await using var old = await database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await old.ExecuteAsync("begin isolation level repeatable read; insert into app.one values (2)", TestContext.Current.CancellationToken);
        var migrating = MigrateAsync(database, Table, Index);
        while (await ScalarAsync(database, "select to_regclass('app.one_by_id') is not null") is not true)
            await Task.Delay(10, TestContext.Current.CancellationToken);
        await ScalarAsync(database, "set statement_timeout = 5000; insert into app.one values (3)");
        Assert.False(migrating.IsCompleted);
        await old.ExecuteAsync("commit", TestContext.Current.CancellationToken);
        Assert.Equal(1, await migrating);
        Assert.Equal(true, await ScalarAsync(database, "select indisvalid from pg_index where indexrelid = 'app.one_by_id'::regclass"));
    }

    [Fact]
    public async Task An_index_that_was_left_unfinished_is_built_anew()
    {
        await using var database = await OpenAsync();
        var unique = Index with { Sql = Index.Sql.Replace("create index", "create unique index", StringComparison.Ordinal) };
        await MigrateAsync(database, Table);
        await ScalarAsync(database, "insert into app.one values (1), (1)");
        await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(database, Table, unique));
        Assert.Equal(false, await ScalarAsync(database, "select indisvalid from pg_index where indexrelid = 'app.one_by_id'::regclass"));
        await ScalarAsync(database, "delete from app.one");
        Assert.Equal(1, await MigrateAsync(database, Table, unique));
        Assert.Equal(true, await ScalarAsync(database, "select indisvalid from pg_index where indexrelid = 'app.one_by_id'::regclass"));
    }

    [Theory]
    [InlineData("alter table app.one add column note text")]
    [InlineData("create index one_by_id on app.one (id)")]
    [InlineData("create index concurrently one_by_id on app.one (id)")]
    public async Task A_marked_migration_holds_nothing_that_could_be_left_half_done(string statement)
    {
        await using var database = await OpenAsync();
        await MigrateAsync(database, Table);
        var mixed = Index with { Sql = Index.Sql + ";\n" + statement };
        var refusal = await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(database, Table, mixed));
        Assert.Contains("0002_index is marked", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(true, await ScalarAsync(database, "select to_regclass('app.one_by_id') is null"));
    }

    [Fact]
    public async Task Hosts_that_wait_for_each_other_do_not_keep_an_index_from_being_built()
    {
        await using var database = await OpenAsync();
        var applied = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => MigrateAsync(database, Table, Index)));
        Assert.Equal(2, applied.Sum());
    }

    private static readonly Migration Table = new(1, "table", "create schema app; create table app.one (id int)");
    private static readonly Migration Index =
        new(2, "index", "-- concurrently\n-- by number\ncreate index concurrently if not exists one_by_id on app.one (id);\n");

    private static async Task ReadPatientlyAsync(NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync("set statement_timeout = 5000", TestContext.Current.CancellationToken);
        await connection.ListAsync("select count(*) from one", r => r.GetInt64(0), TestContext.Current.CancellationToken);
    }

    private static async Task<string> NamedAsync(NpgsqlDataSource database, string application)
    {
        var name = (string)(await ScalarAsync(database, "select current_database()::text"))!;
        return new NpgsqlConnectionStringBuilder(await TestPostgres.CreateEmptyDatabaseAsync())
        {
            Database = name,
            ApplicationName = application,
            Pooling = false,
        }.ConnectionString;
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
