namespace Bff.Platform.Data;

/// <summary>The database that a verb shares with the host that runs beside it.</summary>
public static class JoinedDatabase
{
    /// <summary>
    /// Further settings with which a verb joins the private database of a running host; none where the settings name a database or no host
    /// runs.
    /// </summary>
    /// <param name="settings">As given to <c>serve</c>.</param>
    public static string[] Settings(IReadOnlyList<string> settings)
    {
        var configuration = WebApplication.CreateBuilder([.. settings]).Configuration;
        var database = configuration.GetSection("Database").Get<DatabaseOptions>() ?? new DatabaseOptions();
        if (database.ConnectionString.Length > 0) return [];
        var running = EmbeddedPostgres.Running(new EmbeddedPostgresOptions { DataDirectory = database.DataDirectory });
        return running is null ? []
            : ["--Database:ConnectionString=" + running.Application, "--Database:MigratorConnectionString=" + running.Owner];
    }
}
