#pragma warning disable CA1416 // The embedded database refuses Windows.
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Bff.Tests.Platform.Data;

/// <summary>Each setting under <c>Database</c> is seen in what the database itself says.</summary>
public sealed class DatabaseOptionsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Where each setting is seen to be in effect.</summary>
    private static readonly Dictionary<string, string> Observed = new()
    {
        [nameof(DatabaseOptions.ConnectionString)] = nameof(The_connection_string_says_which_database_and_how_a_session_is),
        [nameof(DatabaseOptions.MigratorConnectionString)] = nameof(The_schema_is_brought_forward_where_the_migrator_is_sent),
        [nameof(DatabaseOptions.DataDirectory)] = nameof(The_folder_says_where_the_private_database_lies),
        [nameof(DatabaseOptions.MaxConnections)] = nameof(No_more_connections_are_opened_than_are_allowed),
        [nameof(DatabaseOptions.Nodes)] = nameof(All_hosts_together_are_held_against_what_the_database_gives),
    };

    [Fact]
    public void Every_setting_is_observed() =>
        Assert.Equal(typeof(DatabaseOptions).GetProperties().Select(p => p.Name).Order(), Observed.Keys.Order());

    [Fact]
    public async Task The_connection_string_says_which_database_and_how_a_session_is()
    {
        var connectionString = await TestPostgres.CreateDatabaseAsync() + ";Options=-c work_mem=3MB";
        await using var database = await OpenAsync(new DatabaseOptions { ConnectionString = connectionString });
        var settings = await database.DataSource.ListAsync(
            """
            select current_database(), current_setting('application_name'), current_setting('work_mem'), current_setting('statement_timeout'),
                current_setting('lock_timeout'), current_setting('idle_in_transaction_session_timeout')
            """,
            r => Enumerable.Range(0, 6).Select(r.GetString).ToArray(), Stop);
        Assert.Equal([new NpgsqlConnectionStringBuilder(connectionString).Database!, "bff", "3MB", "30s", "5s", "15s"], settings[0]);
        for (var i = 0; i < 6; i++) await database.DataSource.ListAsync("select 41 + 1", r => r.GetInt32(0), Stop);
        await using var connection = await database.DataSource.OpenConnectionAsync(Stop);
        for (var i = 0; i < 6; i++) await connection.ListAsync("select 42 + 1", r => r.GetInt32(0), Stop);
        Assert.NotEmpty(await connection.ListAsync(
            "select 1 from pg_prepared_statements where statement = 'select 42 + 1'", r => r.GetInt32(0), Stop)); // MaxAutoPrepare
    }

    [Fact]
    public async Task The_schema_is_brought_forward_where_the_migrator_is_sent()
    {
        var (application, migrator) = (await TestPostgres.CreateEmptyDatabaseAsync(), await TestPostgres.CreateEmptyDatabaseAsync());
        await using var database = await OpenAsync(new DatabaseOptions { ConnectionString = application, MigratorConnectionString = migrator });
        await database.MigrateAsync(Bff.Host.Libraries.Migrations, NullLogger.Instance, Stop);
        await using var sent = NpgsqlDataSource.Create(migrator + ";Pooling=false");
        const string IsThere = "select to_regclass('platform.migration') is not null";
        Assert.True((await sent.ListAsync(IsThere, r => r.GetBoolean(0), Stop))[0]);
        Assert.False((await database.DataSource.ListAsync(IsThere, r => r.GetBoolean(0), Stop))[0]);
    }

    /// <summary>What is said, what the connection string says, and how many connections there are then.</summary>
    [Theory]
    [InlineData(null, "", DatabaseOptions.ConnectionsUnlessTold)]
    [InlineData(7, "", 7)]
    [InlineData(null, ";Maximum Pool Size=9", 9)]
    [InlineData(null, ";MaxPoolSize=9", 9)]
    [InlineData(7, ";Maximum Pool Size=9", 7)]
    [InlineData(11, ";Maximum Pool Size=9", 11)]
    public async Task No_more_connections_are_opened_than_are_allowed(int? told, string written, int allowed)
    {
        var connectionString = await TestPostgres.CreateDatabaseAsync();
        var options = new DatabaseOptions { ConnectionString = connectionString + written };
        if (told is { } most) options.MaxConnections = most;
        await using var database = await OpenAsync(options);
        // A lock that nobody else takes holds them all until every one is open.
        await using var gate = new NpgsqlConnection(connectionString + ";Pooling=false");
        await gate.OpenAsync(Stop);
        await gate.ExecuteAsync("select pg_advisory_lock(7)", Stop);
        var asked = Enumerable.Range(0, allowed + 10)
            .Select(_ => database.DataSource.ListAsync("select pg_advisory_xact_lock_shared(7)", _ => 1, Stop)).ToArray();
        while ((await gate.ListAsync("select count(*) from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())",
            r => r.GetInt64(0), Stop))[0] < allowed) await Task.Delay(10, Stop);
        Assert.Equal(allowed, (await gate.ListAsync(
            "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and application_name = 'bff'", r => r.GetInt64(0), Stop))[0]);
        await gate.ExecuteAsync("select pg_advisory_unlock(7)", Stop);
        await Task.WhenAll(asked);
    }

    [Theory]
    [InlineData(1, 2, LogLevel.Information)]
    [InlineData(100, 400, LogLevel.Warning)]
    public async Task All_hosts_together_are_held_against_what_the_database_gives(int nodes, int pool, LogLevel expected)
    {
        var log = new Lines();
        var options = new DatabaseOptions { ConnectionString = await TestPostgres.CreateDatabaseAsync(), MaxConnections = pool, Nodes = nodes };
        await using var database = await Database.OpenAsync(options, log, Stop);
        var (level, line) = Assert.Single(log.Written);
        Assert.Equal(expected, level);
        Assert.Contains($"{nodes} hosts (Database:Nodes) may open {pool} connections each: {nodes * pool}", line, StringComparison.Ordinal);
        if (expected != LogLevel.Warning) return;
        var free = (await database.DataSource.ListAsync(
            "select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int", r => r.GetInt32(0), Stop))[0];
        Assert.Contains($"more than the {free} that the database gives", line, StringComparison.Ordinal);
        Assert.Contains($"set Database:MaxConnections to {Math.Max(2, free / nodes)}", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_folder_says_where_the_private_database_lies()
    {
        var home = Directory.CreateTempSubdirectory("cloudclinic-pg-").FullName;
        File.SetUnixFileMode(home, (UnixFileMode)0b111_101_101);
        try
        {
            await using var database = await OpenAsync(new DatabaseOptions { DataDirectory = Path.Combine(home, "mine") });
            Assert.Equal(1, (await database.DataSource.ListAsync("select 1", r => r.GetInt32(0), Stop))[0]);
            Assert.True(File.Exists(Path.Combine(home, "mine", "cluster", "PG_VERSION")));
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static Task<Database> OpenAsync(DatabaseOptions options) => Database.OpenAsync(options, NullLogger.Instance, Stop);

    private sealed class Lines : ILogger
    {
        public List<(LogLevel Level, string Line)> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Add((logLevel, formatter(state, exception)));
    }
}
