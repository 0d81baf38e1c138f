using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace Bff.Platform.Secrets;

/// <summary>The number is stored: in each ciphertext and in <c>platform.data_key</c>.</summary>
public enum CipherAlgorithm : byte
{
    /// <summary>AES-256-GCM (NIST SP 800-38D), with HMAC-SHA-256 for indexes.</summary>
    Aes256Gcm = 1,

    /// <summary>SM4-GCM (GB/T 32907, RFC 8998), with HMAC-SM3 (GB/T 32905) for indexes.</summary>
    Sm4Gcm = 2,
}

/// <summary>The two algorithms behind one shape: 12-byte nonce, 16-byte tag appended to the ciphertext.</summary>
public static class AuthenticatedCipher
{
    public const int NonceSize = 12;
    public const int TagSize = 16;

    public static int KeySize(CipherAlgorithm algorithm) => algorithm switch
    {
        CipherAlgorithm.Aes256Gcm => 32,
        CipherAlgorithm.Sm4Gcm => 16,
    };

    /// <param name="sealedText">Receives ciphertext and tag: plaintext length + 16.</param>
    public static void Seal(CipherAlgorithm algorithm, byte[] key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext,
        ReadOnlySpan<byte> associated, Span<byte> sealedText)
    {
        switch (algorithm)
        {
            case CipherAlgorithm.Aes256Gcm:
                using (var aes = new AesGcm(key, TagSize))
                    aes.Encrypt(nonce, plaintext, sealedText[..plaintext.Length], sealedText[plaintext.Length..], associated);
                break;
            case CipherAlgorithm.Sm4Gcm:
                Sm4(forEncryption: true, key, nonce, plaintext, associated).CopyTo(sealedText);
                break;
        }
    }

    /// <exception cref="CryptographicException">Key, nonce, text or associated data are not those of the seal.</exception>
    public static byte[] Open(CipherAlgorithm algorithm, byte[] key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> sealedText,
        ReadOnlySpan<byte> associated)
    {
        switch (algorithm)
        {
            case CipherAlgorithm.Aes256Gcm:
                var plaintext = new byte[sealedText.Length - TagSize];
                using (var aes = new AesGcm(key, TagSize))
                    aes.Decrypt(nonce, sealedText[..plaintext.Length], sealedText[plaintext.Length..], plaintext, associated);
                return plaintext;
            case CipherAlgorithm.Sm4Gcm:
                try
                {
                    return Sm4(forEncryption: false, key, nonce, sealedText, associated);
                }
                catch (InvalidCipherTextException forged)
                {
                    throw new AuthenticationTagMismatchException("SM4-GCM tag mismatch", forged);
                }
            default:
                throw new CryptographicException("Unknown algorithm.");
        }
    }

    /// <summary>Keyed hash of 32 bytes.</summary>
    public static byte[] Mac(CipherAlgorithm algorithm, byte[] key, ReadOnlySpan<byte> data)
    {
        if (algorithm == CipherAlgorithm.Aes256Gcm) return HMACSHA256.HashData(key, data);
        var mac = new HMac(new SM3Digest());
        mac.Init(new KeyParameter(key));
        mac.BlockUpdate(data.ToArray(), 0, data.Length);
        var result = new byte[mac.GetMacSize()];
        mac.DoFinal(result, 0);
        return result;
    }

    private static byte[] Sm4(bool forEncryption, byte[] key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> input,
        ReadOnlySpan<byte> associated)
    {
        var gcm = new GcmBlockCipher(new SM4Engine());
        gcm.Init(forEncryption, new AeadParameters(new KeyParameter(key), TagSize * 8, nonce.ToArray(), associated.ToArray()));
        var output = new byte[gcm.GetOutputSize(input.Length)];
        var written = gcm.ProcessBytes(input.ToArray(), 0, input.Length, output, 0);
        gcm.DoFinal(output, written);
        return output;
    }
}
