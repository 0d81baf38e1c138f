using System.Security.Cryptography;
using Npgsql;

namespace Bff.Platform.Secrets;

public sealed partial class FieldCipher
{
    private const string Field = "field";
    private const string IndexPurpose = "index";

    /// <summary>How often a ciphertext under an unknown key may cause a look into the database: forged ones must not become a flood of queries.</summary>
    private static readonly TimeSpan UnknownKeyPause = TimeSpan.FromSeconds(1);

    private readonly NpgsqlDataSource _dataSource;
    private readonly IKeyProvider _provider;
    private readonly CipherAlgorithm _algorithm;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _loading = new();
    private volatile KeyRing _keys = null!;
    private long? _lastUnknown;

    private FieldCipher(NpgsqlDataSource dataSource, IKeyProvider provider, CipherAlgorithm algorithm, TimeProvider time, ILogger logger) =>
        (_dataSource, _provider, _algorithm, _time, _logger) = (dataSource, provider, algorithm, time, logger);

    private sealed record DataKey(int Id, CipherAlgorithm Algorithm, byte[] Secret, bool IsCurrent);

    private sealed record KeyRing(IReadOnlyDictionary<int, DataKey> Fields, DataKey Current, DataKey Index);

    internal int CurrentKeyId => _keys.Current.Id;

    /// <summary>Whether the database holds wrapped keys already; then a master key must not be made up.</summary>
    public static async Task<bool> HasKeysAsync(NpgsqlDataSource dataSource, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("select exists (select from platform.data_key)");
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Unwraps the data keys; makes the first ones in a new database.</summary>
    /// <exception cref="KeyUnavailableException">A key was wrapped by another master key or was altered.</exception>
    public static async Task<FieldCipher> OpenAsync(
        NpgsqlDataSource dataSource, IKeyProvider provider, CipherAlgorithm algorithm, TimeProvider time, ILogger logger, CancellationToken ct)
    {
        var cipher = new FieldCipher(dataSource, provider, algorithm, time, logger);
        await cipher.AddKeyAsync(Field, retireCurrent: false, ct);
        await cipher.AddKeyAsync(IndexPurpose, retireCurrent: false, ct);
        cipher.Reload();
        return cipher;
    }

    /// <summary>
    /// Makes a new data key current. What older keys sealed stays readable and is re-encrypted in the background;
    /// other nodes go on with the old key until they reload, which is harmless.
    /// </summary>
    public async Task RotateAsync(CancellationToken ct)
    {
        await AddKeyAsync(Field, retireCurrent: true, ct);
        Reload();
        LogRotated(CurrentKeyId);
    }

    /// <summary>Reads the keys again: another node may have rotated.</summary>
    public void Reload()
    {
        lock (_loading)
        {
            using var command = _dataSource.CreateCommand("select id, purpose, algorithm, wrapped, master_key_id, retired_at is null from platform.data_key");
            using var reader = command.ExecuteReader();
            var fields = new Dictionary<int, DataKey>();
            DataKey? index = null;
            while (reader.Read())
            {
                var purpose = reader.GetString(1);
                var key = Unwrap(reader.GetInt32(0), purpose, (CipherAlgorithm)reader.GetInt16(2), reader.GetFieldValue<byte[]>(3), reader.GetString(4), reader.GetBoolean(5));
                if (purpose == Field) fields.Add(key.Id, key);
                else if (key.IsCurrent) index = key;
            }
            var current = fields.Values.SingleOrDefault(key => key.IsCurrent);
            if (current is null || index is null) throw new KeyUnavailableException("platform.data_key has no current key. Restore the table from a backup.");
            _keys = new KeyRing(fields, current, index);
        }
    }

    private DataKey Unwrap(int id, string purpose, CipherAlgorithm algorithm, byte[] wrapped, string masterKeyId, bool isCurrent)
    {
        // The secret of a key never changes, and an HSM is slow.
        if (_keys is { } known && (purpose == Field ? known.Fields.GetValueOrDefault(id) : known.Index) is { } loaded && loaded.Id == id)
            return loaded with { IsCurrent = isCurrent };
        if (masterKeyId != _provider.MasterKeyId)
            throw new KeyUnavailableException($"Data key {id} was wrapped by master key {masterKeyId}, but this host was given master key {_provider.MasterKeyId}. Give it the right one (Keys:MasterKeyFile).");
        try
        {
            return new DataKey(id, algorithm, _provider.Unwrap(wrapped, WrapContext(id, purpose, algorithm)), isCurrent);
        }
        catch (CryptographicException altered)
        {
            throw new KeyUnavailableException($"Data key {id} does not open: the row in platform.data_key was altered. Restore the table from a backup.", altered);
        }
    }

    private static string WrapContext(int id, string purpose, CipherAlgorithm algorithm) => $"data key|{id}|{purpose}|{(int)algorithm}";

    private DataKey? Find(int id)
    {
        if (_keys.Fields.TryGetValue(id, out var key)) return key;
        lock (_loading)
        {
            // Another thread may have loaded it while this one waited.
            if (_keys.Fields.TryGetValue(id, out key)) return key;
            if (_lastUnknown is { } last && _time.GetElapsedTime(last) < UnknownKeyPause) return null;
            _lastUnknown = _time.GetTimestamp();
            Reload();
            if (_keys.Fields.TryGetValue(id, out key)) return key;
        }
        LogUnknownKey(id);
        return null;
    }

    private async Task AddKeyAsync(string purpose, bool retireCurrent, CancellationToken ct)
    {
        await using var connection = await _dataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // Held until the commit: two nodes starting or rotating together follow each other.
        await using (var serial = new NpgsqlCommand("lock table platform.data_key in share row exclusive mode", connection)) await serial.ExecuteNonQueryAsync(ct);
        var sql = retireCurrent
            ? "update platform.data_key set retired_at = now() where purpose = $1 and retired_at is null returning false"
            : "select true from platform.data_key where purpose = $1 and retired_at is null";
        await using (var existing = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = purpose } } })
            if (await existing.ExecuteScalarAsync(ct) is true) return;

        await using var next = new NpgsqlCommand("select nextval('platform.data_key_id')::int", connection);
        var id = (int)(await next.ExecuteScalarAsync(ct))!;
        var secret = RandomNumberGenerator.GetBytes(purpose == Field ? AuthenticatedCipher.KeySize(_algorithm) : 32);
        await using var insert = new NpgsqlCommand("insert into platform.data_key (id, purpose, algorithm, wrapped, master_key_id) values ($1, $2, $3, $4, $5)", connection)
        {
            Parameters =
            {
                new() { Value = id },
                new() { Value = purpose },
                new() { Value = (short)_algorithm },
                new() { Value = _provider.Wrap(secret, WrapContext(id, purpose, _algorithm)) },
                new() { Value = _provider.MasterKeyId },
            },
        };
        await insert.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Data key {KeyId} is current now; older values are re-encrypted in the background.")]
    private partial void LogRotated(int keyId);

    [LoggerMessage(Level = LogLevel.Error, Message = "A stored value names data key {KeyId}, which is not in platform.data_key: altered, or the table was restored from an older backup.")]
    private partial void LogUnknownKey(int keyId);
}
