using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Bff.Platform.Secrets;

/// <summary>
/// Where an encrypted value lives. It is bound into the ciphertext, so a value copied to another row, column or hospital does not open.
/// </summary>
/// <param name="Table">Schema-qualified, as in <see cref="EncryptedColumn"/>: <c>accounts.person</c>.</param>
/// <param name="RowId">As PostgreSQL prints it: a UUID in lower case with hyphens.</param>
/// <param name="Hospital">As PostgreSQL prints it; empty for a table without one.</param>
public readonly record struct CipherContext(string Table, string Column, string RowId, string Hospital)
{
    /// <param name="hospital"><see cref="Guid.Empty"/> for a row that belongs to none.</param>
    public CipherContext(string table, string column, Guid row, Guid hospital)
        : this(table, column, row.ToString(), hospital == Guid.Empty ? "" : hospital.ToString())
    {
    }

    internal byte[] ToAssociatedData()
    {
        foreach (var part in (ReadOnlySpan<string>)[Table, Column, RowId, Hospital])
            if (part.Contains('|', StringComparison.Ordinal)) throw new ArgumentException("A cipher context holds no '|'.");
        return Encoding.UTF8.GetBytes($"{Table}|{Column}|{RowId}|{Hospital}");
    }
}

/// <summary>A stored value does not open. One message for every cause: which byte was wrong is nobody's business.</summary>
public sealed class FieldCipherException(Exception? inner = null) : Exception("The stored value cannot be read.", inner);

/// <summary>
/// Encrypts single personal-data values (names, phones, id numbers), not bulk data. A ciphertext is
/// <c>version (1) | algorithm (1) | key id (4, big endian) | nonce (12) | ciphertext | tag (16)</c>; its context is the associated data.
/// Data keys live wrapped in <c>platform.data_key</c>; old ones keep opening what they sealed. Safe for use from many threads.
/// </summary>
public sealed class FieldCipher
{
    internal const int HeaderSize = 6;
    private const byte Version = 1;
    private const int Overhead = HeaderSize + AuthenticatedCipher.NonceSize + AuthenticatedCipher.TagSize;

    // A lone surrogate cannot be stored faithfully: refuse it instead of replacing it.
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly DataKeys _keys;

    // Keyed by columns, which only code names.
    private readonly ConcurrentDictionary<string, byte[]> _columnKeys = new();

    private FieldCipher(DataKeys keys) => _keys = keys;

    internal int CurrentKeyId => _keys.Current.Id;

    /// <summary>Whether the database holds wrapped keys already; then a master key must not be made up.</summary>
    public static async Task<bool> HasKeysAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken) =>
        (await dataSource.ListAsync("select exists (select from platform.data_key)", r => r.GetBoolean(0), cancellationToken))[0];

    /// <summary>Unwraps the data keys; makes the first ones in a new database.</summary>
    /// <exception cref="KeyUnavailableException">A key was wrapped by another master key or was altered.</exception>
    public static async Task<FieldCipher> OpenAsync(
        NpgsqlDataSource dataSource, IKeyProvider provider, CipherAlgorithm algorithm, TimeProvider time, ILogger logger,
        CancellationToken cancellationToken)
    {
        var keys = new DataKeys(dataSource, provider, algorithm, time, logger);
        await keys.OpenAsync(cancellationToken);
        return new FieldCipher(keys);
    }

    /// <summary>
    /// Makes a new data key current. What older keys sealed stays readable and is re-encrypted in the background;
    /// other nodes go on with the old key until they reload, which is harmless.
    /// </summary>
    public Task RotateAsync(CancellationToken cancellationToken) => _keys.RotateAsync(cancellationToken);

    /// <summary>Reads the keys again: another node may have rotated.</summary>
    public void Reload() => _keys.Reload();


    /// <returns>A different ciphertext at each call.</returns>
    /// <exception cref="ArgumentException">The text holds a lone surrogate.</exception>
    public byte[] Encrypt(string plaintext, in CipherContext context)
    {
        var key = _keys.Current;
        var plain = StrictUtf8.GetBytes(plaintext);
        var result = new byte[Overhead + plain.Length];
        result[0] = Version;
        result[1] = (byte)key.Algorithm;
        BinaryPrimitives.WriteInt32BigEndian(result.AsSpan(2), key.Id);
        var nonce = result.AsSpan(HeaderSize, AuthenticatedCipher.NonceSize);
        RandomNumberGenerator.Fill(nonce);
        AuthenticatedCipher.Seal(key.Algorithm, key.Secret, nonce, plain, context.ToAssociatedData(),
            result.AsSpan(HeaderSize + nonce.Length));
        return result;
    }

    /// <exception cref="FieldCipherException">Altered, moved from elsewhere, or sealed by a key that is not in the database.</exception>
    public string Decrypt(ReadOnlySpan<byte> ciphertext, in CipherContext context)
    {
        if (ciphertext.Length < Overhead || ciphertext[0] != Version) throw new FieldCipherException();
        var id = BinaryPrimitives.ReadInt32BigEndian(ciphertext[2..]);
        var key = _keys.Find(id) ?? throw new FieldCipherException();
        if (ciphertext[1] != (byte)key.Algorithm) throw new FieldCipherException();
        try
        {
            var nonce = ciphertext.Slice(HeaderSize, AuthenticatedCipher.NonceSize);
            return StrictUtf8.GetString(AuthenticatedCipher.Open(key.Algorithm, key.Secret, nonce,
                ciphertext[(HeaderSize + nonce.Length)..], context.ToAssociatedData()));
        }
        catch (CryptographicException forged)
        {
            throw new FieldCipherException(forged);
        }
    }

    /// <summary>
    /// Keyed hash by which an encrypted value can be looked up: equal values of one column have equal hashes, and nobody without the key
    /// can try out phone numbers. Its key is derived per column and is never rotated, since that would need every plaintext.
    /// </summary>
    /// <param name="normalisedValue">In the one form the slice stores: digits of a phone, upper-case id number.</param>
    /// <param name="column">Schema, table and column: <c>accounts.person.phone</c>.</param>
    /// <returns>32 bytes.</returns>
    public byte[] BlindIndex(string normalisedValue, string column)
    {
        var index = _keys.Index;
        var key = _columnKeys.GetOrAdd(column, name =>
            AuthenticatedCipher.Mac(index.Algorithm, index.Secret, Encoding.UTF8.GetBytes("blind index|" + name)));
        return AuthenticatedCipher.Mac(index.Algorithm, key, StrictUtf8.GetBytes(normalisedValue));
    }

    /// <summary>Key id of a ciphertext.</summary>
    internal static int KeyIdOf(ReadOnlySpan<byte> ciphertext) => BinaryPrimitives.ReadInt32BigEndian(ciphertext[2..]);
}
