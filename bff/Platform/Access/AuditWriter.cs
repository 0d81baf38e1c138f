using System.Threading.Channels;
using Npgsql;

namespace Bff.Platform.Access;

/// <summary>
/// Writes accesses; those that wait together are written together. Whatever goes wrong fails the accesses of its batch, so that nobody
/// waits for
/// ever, and the writer goes on.
/// </summary>
public sealed partial class AuditWriter(NpgsqlDataSource db, ILogger<AuditWriter> logger) : BackgroundService
{
    private const int MostWaiting = 10_000, Batch = 500;

    private readonly AuditChain _chain = new(db);

    private readonly Channel<OpenAccess> _queue =
        Channel.CreateBounded<OpenAccess>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });

    /// <summary>Writes the access; completes when it is durable.</summary>
    /// <exception cref="AuditUnavailableException">It could not be written, or the host stops.</exception>
    internal async Task WriteAsync(OpenAccess access)
    {
        try
        {
            await _queue.Writer.WriteAsync(access);
        }
        catch (ChannelClosedException e)
        {
            access.Failed(e); // Somebody else may wait for the same access.
        }
        await access.Durable;
    }

    /// <summary>Adds rows for what was repeated. A failure loses only how often, never that.</summary>
    internal async Task CountAsync(List<OpenAccess> counts, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var count in counts) await _queue.Writer.WriteAsync(count, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            // The host stops: the writer ends first, and from then on this is the only one who writes.
            if (ExecuteTask is { } writing) await writing.WaitAsync(cancellationToken);
            foreach (var batch in counts.Where(c => !c.Durable.IsCompleted).Chunk(Batch)) await InsertAsync([.. batch]);
        }
        catch (OperationCanceledException e)
        {
            LogWriteFailed(e, counts.Count);
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not cancelled: what waits when the host stops is written before it ends.
        var batch = new List<OpenAccess>();
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < Batch && _queue.Reader.TryRead(out var access)) batch.Add(access);
            await InsertAsync(batch);
            batch.Clear();
        }
    }

    private async Task InsertAsync(List<OpenAccess> batch)
    {
        try
        {
            var ids = await _chain.AppendAsync(batch);
            for (var i = 0; i < batch.Count; i++) batch[i].Written(ids[i]);
        }
        // One access that cannot be written, whatever the reason, must end neither the host nor the writing of the others.
#pragma warning disable CA1031
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogWriteFailed(e, batch.Count);
            // Bad data: the database does not take one of them; the others must not suffer for it.
            var isOneOfThem = batch.Count > 1 && e is PostgresException { SqlState: ['2', '2' or '3', ..] };
            foreach (var access in batch)
                if (isOneOfThem) await InsertAsync([access]);
                else access.Failed(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Audit could not write {Rows} rows")]
    private partial void LogWriteFailed(Exception e, int rows);
}
