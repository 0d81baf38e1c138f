using Npgsql;

namespace Bff.Platform.Data;

/// <summary>
/// One transaction that all writes of a flow join: what a request does and what is kept of its answer stand together or not at all. Reads do
/// not join; they see what was committed before. Without <see cref="CommitAsync"/> nothing has happened.
/// </summary>
public sealed class SharedTransaction : IAsyncDisposable
{
    private static readonly AsyncLocal<SharedTransaction?> Flowing = new();
    private readonly NpgsqlDataSource _db;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly SemaphoreSlim _turn = new(1); // A connection does one thing at a time.
    private readonly List<Func<Task>> _after = [];
    private bool _isOver;

    private SharedTransaction(NpgsqlDataSource db, NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        (_db, _connection, _transaction) = (db, connection, transaction);

    /// <summary>Begins one. It is joined where <see cref="Join"/> was called, and by what is called from there.</summary>
    public static async Task<SharedTransaction> BeginAsync(NpgsqlDataSource db, CancellationToken cancellationToken)
    {
        var connection = await db.OpenConnectionAsync(cancellationToken);
        try
        {
            return new SharedTransaction(db, connection, await connection.BeginTransactionAsync(cancellationToken));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>From here on the writes of the calling method, and of what it calls, join.</summary>
    public void Join() => Flowing.Value = this;

    /// <summary>What must not be seen before the writes are: now, or after the commit of the transaction that this flow has joined.</summary>
    public static Task AfterCommitAsync(Func<Task> work)
    {
        if (Flowing.Value is not { _isOver: false } shared) return work();
        shared._after.Add(work);
        return Task.CompletedTask;
    }

    /// <summary>Commits, then does what was to wait for it.</summary>
    public async Task CommitAsync()
    {
        await _transaction.CommitAsync(CancellationToken.None);
        _isOver = true;
        foreach (var work in _after) await work();
    }

    public async ValueTask DisposeAsync()
    {
        _isOver = true;
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
        _turn.Dispose();
    }

    /// <summary>The transaction that writes to this database join here; null: each is one of its own.</summary>
    internal static SharedTransaction? Of(NpgsqlDataSource db) =>
        Flowing.Value is { _isOver: false } shared && ReferenceEquals(shared._db, db) ? shared : null;

    /// <summary>Writes in it; anything thrown takes back what the work has written and leaves the rest.</summary>
    internal async Task<T> WriteAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        const string here = "joined";
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await _transaction.SaveAsync(here, cancellationToken);
            try
            {
                return await work(_connection);
            }
            catch
            {
                if (_connection.FullState.HasFlag(System.Data.ConnectionState.Open)) await _transaction.RollbackAsync(here, CancellationToken.None);
                throw;
            }
        }
        finally
        {
            _turn.Release();
        }
    }
}
