using Bff.Host;
using Bff.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

[assembly: AssemblyFixture(typeof(TestPostgres))]

namespace Bff.Tests;

/// <summary>
/// One PostgreSQL per test run: that of <c>BFF_TEST_POSTGRES</c> (a connection string whose role may create databases), else an embedded
/// one
/// in a temporary folder. Every caller gets its own database, cloned from a migrated template; all are gone at the end.
/// </summary>
public sealed class TestPostgres : IAsyncLifetime
{
    private static readonly SemaphoreSlim Gate = new(1);
    private static readonly string Prefix = $"test_{Guid.NewGuid():N}"[..13];
    private static readonly List<string> Created = [];
    private static EmbeddedPostgres? _embedded;
    private static string? _folder;
    private static string? _administrator;
    private static string? _owner;

    /// <summary>Connection string of a new, migrated, empty database. Pool connections are closed with the run.</summary>
    public static async Task<string> CreateDatabaseAsync() => await CreateAsync(Prefix + "_template");

    /// <summary>Connection string of a new database without any schema.</summary>
    public static async Task<string> CreateEmptyDatabaseAsync() => await CreateAsync("template0");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_embedded is not null)
        {
            await _embedded.DisposeAsync();
            Directory.Delete(_folder!, recursive: true);
        }
        else if (_administrator is not null)
        {
            foreach (var name in Created) await ExecuteAsync($"drop database if exists {name} with (force)");
        }
    }

    private static async Task<string> CreateAsync(string template)
    {
        await Gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (_administrator is null) await StartAsync();
            return await CloneAsync(template);
        }
        finally
        {
            Gate.Release();
        }
    }

    private static async Task StartAsync()
    {
        var administrator = Environment.GetEnvironmentVariable("BFF_TEST_POSTGRES");
        if (administrator is null)
        {
            _folder = Directory.CreateTempSubdirectory("cloudclinic-tests-").FullName;
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            var options = new EmbeddedPostgresOptions
            {
                DataDirectory = Path.Combine(_folder, "postgres"),
                Durable = false,
                MaxConnections = 500
            };
            _embedded = await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, CancellationToken.None);
            administrator = _embedded.SuperuserConnectionString;
        }
        _owner = new NpgsqlConnectionStringBuilder(_embedded?.ConnectionString ?? administrator).Username;
        _administrator = administrator;
        var template = await CloneAsync("template0", Prefix + "_template");
        await using var dataSource = NpgsqlDataSource.Create(template + ";Pooling=false");
        await Migrator.MigrateAsync(dataSource, Libraries.Migrations, NullLogger.Instance, CancellationToken.None);
    }

    private static async Task<string> CloneAsync(string template, string? name = null)
    {
        name ??= $"{Prefix}_{Created.Count}";
        await ExecuteAsync($"create database {name} template {template} owner {_owner}");
        Created.Add(name);
        return new NpgsqlConnectionStringBuilder(_embedded?.ConnectionString ?? _administrator) { Database = name }.ConnectionString;
    }

    private static async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_administrator + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
