using System.Security.Cryptography;
using Npgsql;

namespace Bff.Platform.Secrets;

/// <summary>A data key as it is used.</summary>
internal sealed record DataKey(int Id, CipherAlgorithm Algorithm, byte[] Secret, bool IsCurrent);

/// <summary>
/// The data keys of an installation: wrapped in <c>platform.data_key</c>, unwrapped in memory. Safe for use from many threads.
/// </summary>
internal sealed partial class DataKeys(NpgsqlDataSource dataSource, IKeyProvider provider, CipherAlgorithm algorithm, TimeProvider time,
    ILogger logger)
{
    private const string Field = "field";
    private const string IndexPurpose = "index";

    /// <summary>
    /// How often a ciphertext under an unknown key may cause a look into the database: forged ones must not become a flood of queries.
    /// </summary>
    private static readonly TimeSpan UnknownKeyPause = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger = logger;
    private readonly Lock _loading = new();
    private volatile Ring _ring = null!;
    private long? _lastUnknown;

    /// <summary>What new values are sealed with.</summary>
    public DataKey Current => _ring.Current;

    /// <summary>What blind indexes are derived from.</summary>
    public DataKey Index => _ring.Index;

    /// <summary>Unwraps the keys; makes the first ones in a new database.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await AddAsync(Field, retireCurrent: false, cancellationToken);
        await AddAsync(IndexPurpose, retireCurrent: false, cancellationToken);
        Reload();
    }

    /// <summary>Makes a new key current; older ones go on opening what they sealed.</summary>
    public async Task RotateAsync(CancellationToken cancellationToken)
    {
        await AddAsync(Field, retireCurrent: true, cancellationToken);
        Reload();
        LogRotated(Current.Id);
    }

    /// <summary>Reads the keys again: another node may have rotated.</summary>
    public void Reload()
    {
        lock (_loading)
        {
            using var command = dataSource.CreateCommand(
                "select id, purpose, algorithm, wrapped, master_key_id, retired_at is null from platform.data_key");
            using var reader = command.ExecuteReader();
            var fields = new Dictionary<int, DataKey>();
            DataKey? index = null;
            while (reader.Read())
            {
                var wrapped = new WrappedKey(
                    reader.GetInt32(0), reader.GetString(1), (CipherAlgorithm)reader.GetInt16(2), reader.GetFieldValue<byte[]>(3),
                        reader.GetString(4));
                var key = Unwrap(wrapped, isCurrent: reader.GetBoolean(5));
                if (wrapped.Purpose == Field) fields.Add(key.Id, key);
                else if (key.IsCurrent) index = key;
            }
            var current = fields.Values.SingleOrDefault(key => key.IsCurrent);
            if (current is null || index is null)
                throw new KeyUnavailableException("platform.data_key has no current key. Restore the table from a backup.");
            _ring = new Ring(fields, current, index);
        }
    }

    /// <summary>The key of an id, looked for in the database if it is new; null when there is none.</summary>
    public DataKey? Find(int id)
    {
        if (_ring.Fields.TryGetValue(id, out var key)) return key;
        lock (_loading)
        {
            // Another thread may have loaded it while this one waited.
            if (_ring.Fields.TryGetValue(id, out key)) return key;
            if (_lastUnknown is { } last && time.GetElapsedTime(last) < UnknownKeyPause) return null;
            _lastUnknown = time.GetTimestamp();
            Reload();
            if (_ring.Fields.TryGetValue(id, out key)) return key;
        }
        LogUnknownKey(id);
        return null;
    }

    private DataKey Unwrap(WrappedKey key, bool isCurrent)
    {
        // The secret of a key never changes, and an HSM is slow.
        if (_ring is { } known && (key.Purpose == Field ? known.Fields.GetValueOrDefault(key.Id) : known.Index) is { } loaded
            && loaded.Id == key.Id)
            return loaded with { IsCurrent = isCurrent };
        if (key.MasterKeyId != provider.MasterKeyId)
            throw new KeyUnavailableException(
                $"Data key {key.Id} was wrapped by master key {key.MasterKeyId}, "
                + $"but this host was given master key {provider.MasterKeyId}. Give it the right one (Keys:MasterKeyFile).");
        try
        {
            return new DataKey(key.Id, key.Algorithm, provider.Unwrap(key.Wrapped, WrapContext(key.Id, key.Purpose, key.Algorithm)),
                isCurrent);
        }
        catch (CryptographicException altered)
        {
            throw new KeyUnavailableException(
                $"Data key {key.Id} does not open: the row in platform.data_key was altered. Restore the table from a backup.", altered);
        }
    }

    private static string WrapContext(int id, string purpose, CipherAlgorithm algorithm) => $"data key|{id}|{purpose}|{(int)algorithm}";

    private async Task AddAsync(string purpose, bool retireCurrent, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Held until the commit: two nodes starting or rotating together follow each other.
        await connection.ExecuteAsync("lock table platform.data_key in share row exclusive mode", cancellationToken);
        var sql = retireCurrent
            ? "update platform.data_key set retired_at = now() where purpose = $1 and retired_at is null returning false"
            : "select true from platform.data_key where purpose = $1 and retired_at is null";
        if ((await connection.ListAsync(sql, r => r.GetBoolean(0), cancellationToken, purpose)).Contains(true)) return;

        var id = (await connection.ListAsync("select nextval('platform.data_key_id')::int", r => r.GetInt32(0), cancellationToken))[0];
        var secret = RandomNumberGenerator.GetBytes(purpose == Field ? AuthenticatedCipher.KeySize(algorithm) : 32);
        await connection.ExecuteAsync(
            "insert into platform.data_key (id, purpose, algorithm, wrapped, master_key_id) values ($1, $2, $3, $4, $5)", cancellationToken,
            id, purpose, (short)algorithm, provider.Wrap(secret, WrapContext(id, purpose, algorithm)), provider.MasterKeyId);
        await transaction.CommitAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Data key {KeyId} is current now; older values are re-encrypted in the background.")]
    private partial void LogRotated(int keyId);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "A stored value names data key {KeyId}, which is not in platform.data_key: altered, or restored from an older backup.")]
    private partial void LogUnknownKey(int keyId);

    private sealed record WrappedKey(int Id, string Purpose, CipherAlgorithm Algorithm, byte[] Wrapped, string MasterKeyId);

    private sealed record Ring(IReadOnlyDictionary<int, DataKey> Fields, DataKey Current, DataKey Index);
}
