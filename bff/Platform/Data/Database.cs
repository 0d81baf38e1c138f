using System.ComponentModel.DataAnnotations;
using System.Data.Common;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Bff.Platform.Data;

/// <summary>Settings under <c>Database</c>.</summary>
public sealed class DatabaseOptions
{
    /// <summary>Npgsql connection string; empty: a private PostgreSQL starts with the host.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// The same database for the role that owns the schema and migrates it; empty: the application migrates itself, and then owns what it
    /// should only add to (the audit).
    /// </summary>
    public string MigratorConnectionString { get; set; } = "";

    /// <summary>Folder of the private PostgreSQL.</summary>
    [Required]
    public string DataDirectory { get; set; } = ".data/postgres";

    /// <summary>
    /// Most connections of this process, 2 to 500. Null: what the connection string names, else <see cref="ConnectionsUnlessTold"/>.
    /// </summary>
    [Range(2, 500)]
    public int? MaxConnections { get; set; }

    /// <summary>Hosts that share the database, 1 to 100. Two of them fit into the 100 connections that PostgreSQL gives by itself.</summary>
    [Range(1, 100)]
    public int Nodes { get; set; } = 2;

    /// <summary>Most connections of a process that nobody has given a number.</summary>
    public const int ConnectionsUnlessTold = 40;
}

/// <summary>The database of this process: the one configured, or a private one that starts and stops with it.</summary>
public sealed partial class Database(NpgsqlDataSource dataSource, EmbeddedPostgres? embedded, string migrator) : IAsyncDisposable
{
    public NpgsqlDataSource DataSource => dataSource;

    /// <summary>Opens the database; a private one is started.</summary>
    /// <exception cref="OptionsValidationException">A setting is out of its range, or the connection string is none.</exception>
    public static async Task<Database> OpenAsync(DatabaseOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        Validate(options);
        var embedded = options.ConnectionString.Length > 0
            ? null
            : await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { DataDirectory = options.DataDirectory }, logger,
                cancellationToken);
        var settings = Settings(options, embedded?.ApplicationConnectionString ?? options.ConnectionString);
        var database = new Database(new NpgsqlDataSourceBuilder(settings.ConnectionString).Build(), embedded,
            embedded?.ConnectionString ?? options.MigratorConnectionString);
        try
        {
            await database.CompareConnectionsAsync(settings.MaxPoolSize, options.Nodes, logger, cancellationToken);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Brings the schema forward, as its owner where that is another role than the application's, and gives the application what it needs.
    /// </summary>
    /// <exception cref="MigrationException">See <see cref="Migrator"/>.</exception>
    public async Task MigrateAsync(IReadOnlyList<Migration> migrations, ILogger logger, CancellationToken cancellationToken)
    {
        var application = (await dataSource.ListAsync("select current_user::text", row => row.GetString(0), cancellationToken))[0];
        await using var owner = migrator.Length == 0 ? null : NpgsqlDataSource.Create(migrator + ";Pooling=false");
        await Migrator.MigrateAsync(owner ?? dataSource, migrations, logger, cancellationToken);
        await ApplicationRole.GrantAsync(owner ?? dataSource, application, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await dataSource.DisposeAsync();
        if (embedded is not null) await embedded.DisposeAsync();
    }

    /// <summary>Before there is a container that would do it.</summary>
    internal static void Validate(DatabaseOptions options)
    {
        var faults = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true);
        List<string> said = [.. faults.Select(fault => "Database:" + fault.ErrorMessage)];
        foreach (var (name, text) in new[]
        {
            (nameof(options.ConnectionString), options.ConnectionString), (nameof(options.MigratorConnectionString), options.MigratorConnectionString),
        })
        {
            try
            {
                _ = new NpgsqlConnectionStringBuilder(text);
            }
            catch (ArgumentException)
            {
                // The text may hold a password.
                said.Add($"Database:{name} is no connection string like Host=10.0.0.5;Database=clinic;Username=app;Password=…");
            }
        }
        if (said.Count > 0) throw new OptionsValidationException("Database", typeof(DatabaseOptions), said);
    }

    private static NpgsqlConnectionStringBuilder Settings(DatabaseOptions options, string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "bff" };
        // The builder of Npgsql holds every key there is; only a plain one knows which were written.
        var written = new DbConnectionStringBuilder { ConnectionString = settings.ConnectionString };
        if (options.MaxConnections is { } told) settings.MaxPoolSize = told;
        else if (!written.ContainsKey("Maximum Pool Size")) settings.MaxPoolSize = DatabaseOptions.ConnectionsUnlessTold;
        settings.Timeout = 5; // An exhausted pool answers 503 in time instead of piling up requests.
        settings.MaxAutoPrepare = 60;
        settings.Options =
            (settings.Options + " -c statement_timeout=30000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=15000").Trim();
        return settings;
    }

    /// <summary>Says whether the database has room for what all hosts may open; too little shows only under load otherwise.</summary>
    private async Task CompareConnectionsAsync(int pool, int nodes, ILogger logger, CancellationToken cancellationToken)
    {
        var (most, reserved) = (await dataSource.ListAsync(
            "select current_setting('max_connections')::int, current_setting('superuser_reserved_connections')::int",
            r => (r.GetInt32(0), r.GetInt32(1)), cancellationToken))[0];
        var (wanted, free) = (pool * nodes, most - reserved);
        if (wanted <= free) LogRoom(logger, nodes, pool, wanted, free);
        else LogNoRoom(logger, nodes, pool, wanted, free, Math.Max(2, free / nodes));
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Nodes} hosts (Database:Nodes) may open {Pool} connections each: {Wanted} of the {Free} that the database gives")]
    private static partial void LogRoom(ILogger logger, int nodes, int pool, int wanted, int free);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Nodes} hosts (Database:Nodes) may open {Pool} connections each: {Wanted} are more than the {Free} that the database "
            + "gives. Raise its max_connections or set Database:MaxConnections to {Fit}: under load requests will be refused otherwise")]
    private static partial void LogNoRoom(ILogger logger, int nodes, int pool, int wanted, int free, int fit);
}
