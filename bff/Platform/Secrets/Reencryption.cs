using System.Buffers.Binary;
using Bff.Platform.Pipes;
using Npgsql;

namespace Bff.Platform.Secrets;

/// <summary>What one pass did.</summary>
/// <param name="Rewritten">Values now under the current key.</param>
/// <param name="Unreadable">Values that do not open; left as they are and logged by row.</param>
/// <param name="Missed">Values changed by someone else meanwhile; the next pass looks again.</param>
public sealed record ReencryptionPass(int Rewritten, int Unreadable, int Missed);

/// <summary>
/// After a rotation moves every registered column to the current data key, a batch at a time, without stopping readers or writers.
/// </summary>
public sealed partial class Reencryption(
    NpgsqlDataSource dataSource, FieldCipher cipher, IEnumerable<EncryptedColumn> columns, ILogger<Reencryption> logger)
{
    private const int BatchSize = 200;
    private readonly EncryptedColumn[] _columns = [.. columns.Select(column => column.Validated())];

    /// <summary>Takes over the keys of a rotation on another node, then makes one pass.</summary>
    public async Task WorkAsync(CancellationToken cancellationToken)
    {
        cipher.Reload();
        await RunOnceAsync(cancellationToken);
    }

    /// <summary>One pass over all columns; nothing to do unless an old key is still in use. One node at a time.</summary>
    internal async Task<ReencryptionPass> RunOnceAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await ShouldRunAsync(connection, cancellationToken)) return new ReencryptionPass(0, 0, 0);
        var total = new ReencryptionPass(0, 0, 0);
        foreach (var column in _columns)
        {
            var pass = await RewriteAsync(connection, column, cancellationToken);
            total = new ReencryptionPass(total.Rewritten + pass.Rewritten, total.Unreadable + pass.Unreadable, total.Missed + pass.Missed);
        }
        if (total is { Rewritten: 0, Missed: 0, Unreadable: 0 }) await MarkDrainedAsync(connection, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (total.Rewritten > 0) LogPass(total.Rewritten, total.Unreadable);
        return total;
    }

    private static async Task<bool> ShouldRunAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            set local statement_timeout = 0;
            set local idle_in_transaction_session_timeout = 0;
            select exists (select from platform.data_key where purpose = 'field' and retired_at is not null and drained_at is null)
              and pg_try_advisory_xact_lock(hashtext('reencryption'))
            """, connection);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>
    /// Streams the stale values over one connection and writes over others; an update hits only if the value is still the one read.
    /// </summary>
    private async Task<ReencryptionPass> RewriteAsync(NpgsqlConnection connection, EncryptedColumn column,
        CancellationToken cancellationToken)
    {
        var hospital = column.HospitalColumn.Length == 0 ? "''" : $"coalesce({column.HospitalColumn}::text, '')";
        var current = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(current, cipher.CurrentKeyId);
        await using var select = new NpgsqlCommand(
            $"""
            select {column.IdColumn}, {column.IdColumn}::text, {hospital}, {column.Column} from {column.Table}
            where substring({column.Column} from 3 for 4) <> $1
            """, connection)
        {
            Parameters = { new() { Value = current } },
            CommandTimeout = 0,
        };
        var pass = new ReencryptionPass(0, 0, 0);
        var batch = new List<(object Id, byte[] Old, byte[] New)>(BatchSize);
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var old = reader.GetFieldValue<byte[]>(3);
            if (Renew(old, new CipherContext(column.Table, column.Column, reader.GetString(1),
                reader.GetString(2))) is { } renewed) batch.Add((reader.GetValue(0), old, renewed));
            else pass = pass with { Unreadable = pass.Unreadable + 1 };
            if (batch.Count == BatchSize) pass = await WriteAsync(column, batch, pass, cancellationToken);
        }
        return batch.Count == 0 ? pass : await WriteAsync(column, batch, pass, cancellationToken);
    }

    private byte[]? Renew(byte[] old, CipherContext context)
    {
        try
        {
            return cipher.Encrypt(cipher.Decrypt(old, context), context);
        }
        catch (FieldCipherException)
        {
            LogUnreadable(context.Table, context.Column, context.RowId);
            return null;
        }
    }

    private async Task<ReencryptionPass> WriteAsync(EncryptedColumn column, List<(object Id, byte[] Old, byte[] New)> rows,
        ReencryptionPass pass, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        foreach (var (id, old, renewed) in rows)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(
                $"update {column.Table} set {column.Column} = $1 where {column.IdColumn} = $2 and {column.Column} = $3")
            {
                Parameters = { new() { Value = renewed }, new() { Value = id }, new() { Value = old } },
            });
        }
        var written = await batch.ExecuteNonQueryAsync(cancellationToken);
        var missed = rows.Count - written;
        rows.Clear();
        return pass with { Rewritten = pass.Rewritten + written, Missed = pass.Missed + missed };
    }

    /// <summary>A node that has not reloaded yet may still seal with a key retired a moment ago: hence the ten minutes.</summary>
    private static async Task MarkDrainedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            update platform.data_key set drained_at = now()
            where purpose = 'field' and drained_at is null and retired_at < now() - interval '10 minutes'
            """, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Re-encrypted {Rewritten} values under the current data key; {Unreadable} do not open.")]
    private partial void LogPass(int rewritten, int unreadable);

    [LoggerMessage(Level = LogLevel.Error, Message = "A value of {Table}.{Column}, row {Id}, does not open.")]
    private partial void LogUnreadable(string table, string column, string id);
}

/// <summary>How the host registers re-encryption.</summary>
public static class ReencryptionServices
{
    /// <summary>The worker that moves values to the current data key, twice a minute.</summary>
    public static void AddReencryption(this IServiceCollection services)
    {
        services.AddSingleton<Reencryption>();
        services.AddWorker<Reencryption>("secrets.reencrypt", TimeSpan.FromSeconds(30), (work, token) => work.WorkAsync(token));
    }
}
