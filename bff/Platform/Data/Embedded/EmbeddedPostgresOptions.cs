namespace Bff.Platform.Data;

/// <summary>Where the private PostgreSQL lives and what it runs from.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>Folder of the database, its password, its log and (path permitting) its socket.</summary>
    public string DataDirectory { get; init; } = Path.Combine(".data", "postgres");

    /// <summary>Folder holding <c>postgres</c> and <c>initdb</c>; null = look for them.</summary>
    public string? BinariesDirectory { get; init; }

    /// <summary>Folders searched for binaries, best first; null = those of the machine. Empty leaves only the npm package.</summary>
    public IReadOnlyList<string>? SearchPath { get; init; }

    /// <summary>False survives the death of PostgreSQL but not that of the machine: for test databases only.</summary>
    public bool Durable { get; init; } = true;

    public int MaxConnections { get; init; } = 200;
}

/// <summary>The database that a running host has started: the application's connection, and that of the owner of the schema.</summary>
public sealed record RunningPostgres(string Application, string Owner);

/// <summary>The private database could not be started; the message says why and what to do.</summary>
public sealed class EmbeddedPostgresException(string message, Exception? inner = null) : Exception(message, inner);
