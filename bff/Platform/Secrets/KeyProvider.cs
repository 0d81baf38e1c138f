using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Bff.Platform.Secrets;

/// <summary>Custody of the master key: here a file or the environment, in production an HSM that never gives the key away.</summary>
public interface IKeyProvider
{
    /// <summary>Names the master key without telling anything about it; stored beside each wrapped key.</summary>
    string MasterKeyId { get; }

    /// <param name="key">A data key.</param>
    /// <param name="purpose">Bound into the result: the same text must be given to unwrap.</param>
    byte[] Wrap(byte[] key, string purpose);

    /// <exception cref="CryptographicException">Wrapped by another key, for another purpose, or altered.</exception>
    byte[] Unwrap(byte[] wrapped, string purpose);
}

/// <summary>Section <c>Keys</c>. Outside the sandbox exactly one of the two must be given.</summary>
public sealed record KeyOptions
{
    public const string Section = "Keys";

    /// <summary>File holding the master key: 32 bytes in base64. The sandbox makes one on its first start.</summary>
    public string? MasterKeyFile { get; init; }

    /// <summary>The master key itself, 32 bytes in base64 (environment variable <c>Keys__MasterKey</c>).</summary>
    public string? MasterKey { get; init; }

    /// <summary>For new data keys; old ones keep theirs until rotated.</summary>
    public CipherAlgorithm Algorithm { get; init; } = CipherAlgorithm.Aes256Gcm;

    /// <summary>What is wrong with these options, for validation at start; null = nothing.</summary>
    public string? Fault(bool isSandbox) => this switch
    {
        { MasterKey: not null, MasterKeyFile: not null } => "Keys:MasterKey and Keys:MasterKeyFile are both set; set one.",
        { MasterKey: null, MasterKeyFile: null } when !isSandbox =>
            "No master key: set Keys:MasterKeyFile or Keys:MasterKey (32 random bytes in base64). Only the sandbox makes its own.",
        _ when !Enum.IsDefined(Algorithm) => "Keys:Algorithm must be Aes256Gcm or Sm4Gcm.",
        _ => null,
    };
}

/// <summary>A key is missing or is not the one that is needed. The message is for the operator and holds no secret.</summary>
public sealed class KeyUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// The master key held in memory, from a file or the environment. Wraps with AES-256-GCM: <c>1|nonce12|ciphertext|tag16</c>.
/// </summary>
public sealed partial class MasterKeyProvider : IKeyProvider
{
    public const string SandboxFile = ".data/keys/master.key";
    private const byte Version = 1;
    private readonly byte[] _key;

    public MasterKeyProvider(byte[] key)
    {
        if (key.Length != 32) throw new KeyUnavailableException("The master key must be 32 bytes.");
        _key = key;
        MasterKeyId = Convert.ToHexStringLower(HMACSHA256.HashData(key, "master key id"u8).AsSpan(0, 8));
    }

    public string MasterKeyId { get; }

    /// <param name="mayCreate">True in the sandbox while the database holds no wrapped key: a new master key could not open an old
    /// one.</param>
    /// <exception cref="KeyUnavailableException">There is none, or it is not 32 bytes in base64.</exception>
    public static MasterKeyProvider Load(KeyOptions options, bool mayCreate, ILogger logger)
    {
        if (options.MasterKey is { } given) return new MasterKeyProvider(Parse(given, "Keys:MasterKey"));
        var file = Path.GetFullPath(options.MasterKeyFile ?? SandboxFile);
        if (!File.Exists(file))
        {
            if (!mayCreate)
                throw new KeyUnavailableException(
                $"The master key file {file} is missing, and the database holds data encrypted under it. "
                + "Put the file back, or restore database and key together.");
            Create(file);
            LogCreated(logger, file);
        }
        if (!OperatingSystem.IsWindows()
            && (File.GetUnixFileMode(file) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != 0) LogReadable(logger, file);
        return new MasterKeyProvider(Parse(File.ReadAllText(file), file));
    }

    public byte[] Wrap(byte[] key, string purpose)
    {
        var wrapped = new byte[1 + AuthenticatedCipher.NonceSize + key.Length + AuthenticatedCipher.TagSize];
        wrapped[0] = Version;
        var nonce = wrapped.AsSpan(1, AuthenticatedCipher.NonceSize);
        RandomNumberGenerator.Fill(nonce);
        AuthenticatedCipher.Seal(CipherAlgorithm.Aes256Gcm, _key, nonce, key, Encoding.UTF8.GetBytes(purpose),
            wrapped.AsSpan(1 + nonce.Length));
        return wrapped;
    }

    public byte[] Unwrap(byte[] wrapped, string purpose)
    {
        if (wrapped.Length <= 1 + AuthenticatedCipher.NonceSize + AuthenticatedCipher.TagSize
            || wrapped[0] != Version) throw new CryptographicException("Not a wrapped key.");
        return AuthenticatedCipher.Open(
            CipherAlgorithm.Aes256Gcm, _key, wrapped.AsSpan(1, AuthenticatedCipher.NonceSize),
                wrapped.AsSpan(1 + AuthenticatedCipher.NonceSize), Encoding.UTF8.GetBytes(purpose));
    }

    private static byte[] Parse(string text, string source)
    {
        var trimmed = text.Trim();
        if (!Base64.IsValid(trimmed)) throw new KeyUnavailableException($"The master key in {source} is not base64.");
        var key = Convert.FromBase64String(trimmed);
        return key.Length == 32 ? key : throw new KeyUnavailableException(
            $"The master key in {source} has {key.Length} bytes; it must have 32.");
    }

    private static void Create(string file)
    {
        var folder = Path.GetDirectoryName(file)!;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(file, options);
        stream.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))));
        stream.Flush(flushToDisk: true);
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Made a master key for the sandbox: {File}. Without it the encrypted data cannot be read.")]
    private static partial void LogCreated(ILogger logger, string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The master key file {File} can be read by other accounts: chmod 600.")]
    private static partial void LogReadable(ILogger logger, string file);
}
