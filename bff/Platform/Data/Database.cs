using System.ComponentModel.DataAnnotations;
using Npgsql;

namespace Bff.Platform.Data;

/// <summary>Settings under <c>Database</c>.</summary>
public sealed class DatabaseOptions
{
    /// <summary>Npgsql connection string; empty: a private PostgreSQL starts with the host.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>Folder of the private PostgreSQL.</summary>
    [Required]
    public string DataDirectory { get; set; } = ".data/postgres";

    /// <summary>Most connections of this process.</summary>
    [Range(2, 500)]
    public int MaxConnections { get; set; } = 40;
}

/// <summary>The database of this process: the one configured, or a private one that starts and stops with it.</summary>
public sealed class Database(NpgsqlDataSource dataSource, EmbeddedPostgres? embedded) : IAsyncDisposable
{
    public NpgsqlDataSource DataSource => dataSource;

    public static async Task<Database> OpenAsync(DatabaseOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        var embedded = options.ConnectionString.Length > 0
            ? null
            : await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { DataDirectory = options.DataDirectory }, logger,
                cancellationToken);
        var settings = new NpgsqlConnectionStringBuilder(embedded?.ConnectionString
            ?? options.ConnectionString)
        { ApplicationName = "bff" };
        if (!settings.ContainsKey("Maximum Pool Size")) settings.MaxPoolSize = options.MaxConnections;
        settings.Timeout = 5; // An exhausted pool answers 503 in time instead of piling up requests.
        settings.MaxAutoPrepare = 60;
        settings.Options =
            (settings.Options + " -c statement_timeout=30000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=15000").Trim();
        return new Database(new NpgsqlDataSourceBuilder(settings.ConnectionString).Build(), embedded);
    }

    public async ValueTask DisposeAsync()
    {
        await dataSource.DisposeAsync();
        if (embedded is not null) await embedded.DisposeAsync();
    }
}
