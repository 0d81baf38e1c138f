using Npgsql;

namespace Bff.Platform.Data;

/// <summary>
/// Raw SQL with positional parameters. Reads are retried once after a broken connection: the first statement after a database restart
/// otherwise fails on a stale pooled connection. Writes are never retried here; their callers are idempotent.
/// </summary>
public static class Db
{
    /// <summary>All rows of one statement.</summary>
    public static Task<List<T>> ListAsync<T>(
        this NpgsqlDataSource db, string sql, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken,
            params object?[] parameters) =>
        RetryOnceAsync(async () =>
        {
            await using var command = db.CreateCommand(sql);
            return await ReadAsync(command, map, parameters, cancellationToken);
        });

    /// <summary>The first row of one statement, or null when there is none.</summary>
    public static async Task<T?> FirstAsync<T>(
        this NpgsqlDataSource db, string sql, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken,
            params object?[] parameters)
        where T : class => (await db.ListAsync(sql, map, cancellationToken, parameters)).FirstOrDefault();

    /// <summary>Runs one writing statement; answers the number of rows it touched. It joins a <see cref="SharedTransaction"/>.</summary>
    public static async Task<int> ExecuteAsync(this NpgsqlDataSource db, string sql, CancellationToken cancellationToken,
        params object?[] parameters)
    {
        if (SharedTransaction.Of(db) is { } shared)
            return await shared.WriteAsync(connection => connection.ExecuteAsync(sql, cancellationToken, parameters), cancellationToken);
        await using var command = db.CreateCommand(sql);
        Bind(command, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Runs one writing statement with <c>returning</c>; its rows. It joins a <see cref="SharedTransaction"/>.</summary>
    public static async Task<List<T>> WriteAsync<T>(
        this NpgsqlDataSource db, string sql, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken,
            params object?[] parameters)
    {
        if (SharedTransaction.Of(db) is { } shared)
            return await shared.WriteAsync(connection => connection.ListAsync(sql, map, cancellationToken, parameters), cancellationToken);
        await using var command = db.CreateCommand(sql);
        return await ReadAsync(command, map, parameters, cancellationToken);
    }

    /// <summary>Runs one statement on a connection inside the caller's transaction.</summary>
    public static async Task<int> ExecuteAsync(this NpgsqlConnection connection, string sql, CancellationToken cancellationToken,
        params object?[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        Bind(command, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Rows of one statement inside the caller's transaction.</summary>
    public static async Task<List<T>> ListAsync<T>(
        this NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken,
            params object?[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await ReadAsync(command, map, parameters, cancellationToken);
    }

    /// <summary>Runs the work in one transaction; anything thrown rolls it back. It joins a <see cref="SharedTransaction"/>.</summary>
    public static async Task<T> TransactAsync<T>(this NpgsqlDataSource db, Func<NpgsqlConnection, Task<T>> work,
        CancellationToken cancellationToken)
    {
        if (SharedTransaction.Of(db) is { } shared) return await shared.WriteAsync(work, cancellationToken);
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var result = await work(connection);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    public static string? TextOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static T? ValueOrNull<T>(this NpgsqlDataReader row, int column) where T : struct =>
        row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);

    public static byte[]? BytesOrNull(this NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<byte[]>(column);

    private static async Task<List<T>> ReadAsync<T>(
        NpgsqlCommand command, Func<NpgsqlDataReader, T> map, object?[] parameters, CancellationToken cancellationToken)
    {
        Bind(command, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken)) rows.Add(map(reader));
        return rows;
    }

    private static void Bind(NpgsqlCommand command, object?[] parameters)
    {
        foreach (var value in parameters) command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
    }

    private static async Task<T> RetryOnceAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (NpgsqlException e) when (e is { InnerException: IOException or System.Net.Sockets.SocketException }
            or PostgresException { SqlState: "57P01" or "57P02" or "57P03" })
        {
            return await read();
        }
    }
}
