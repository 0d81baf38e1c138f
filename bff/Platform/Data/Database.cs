using System.ComponentModel.DataAnnotations;
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

    /// <summary>Most connections of this process.</summary>
    [Range(2, 500)]
    public int MaxConnections { get; set; } = 40;
}

/// <summary>The database of this process: the one configured, or a private one that starts and stops with it.</summary>
public sealed class Database(NpgsqlDataSource dataSource, EmbeddedPostgres? embedded, string migrator) : IAsyncDisposable
{
    public NpgsqlDataSource DataSource => dataSource;

    public static async Task<Database> OpenAsync(DatabaseOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        var embedded = options.ConnectionString.Length > 0
            ? null
            : await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { DataDirectory = options.DataDirectory }, logger,
                cancellationToken);
        var settings = new NpgsqlConnectionStringBuilder(embedded?.ApplicationConnectionString
            ?? options.ConnectionString)
        { ApplicationName = "bff" };
        if (!settings.ContainsKey("Maximum Pool Size")) settings.MaxPoolSize = options.MaxConnections;
        settings.Timeout = 5; // An exhausted pool answers 503 in time instead of piling up requests.
        settings.MaxAutoPrepare = 60;
        settings.Options =
            (settings.Options + " -c statement_timeout=30000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=15000").Trim();
        return new Database(new NpgsqlDataSourceBuilder(settings.ConnectionString).Build(), embedded,
            embedded?.ConnectionString ?? options.MigratorConnectionString);
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
}
