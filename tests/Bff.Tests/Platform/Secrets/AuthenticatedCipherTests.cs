using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Parameters;

namespace Bff.Tests.Platform.Secrets;

/// <summary>Published vectors: a seal that only opens itself proves nothing.</summary>
public sealed class AuthenticatedCipherTests
{
    [Fact]
    public void AES_256_GCM_matches_test_case_16_of_the_GCM_specification() => AssertVector(
        CipherAlgorithm.Aes256Gcm,
        key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
        nonce: "cafebabefacedbaddecaf888",
        plaintext: "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        associated: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        sealedText: "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662" + "76fc6ece0f4e1768cddf8853bb2d551b");

    [Fact]
    public void SM4_GCM_matches_RFC_8998_appendix_A_1() => AssertVector(
        CipherAlgorithm.Sm4Gcm,
        key: "0123456789abcdeffedcba9876543210",
        nonce: "00001234567800000000abcd",
        plaintext: "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccddddddddddddddddeeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
        associated: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        sealedText: "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d" + "83de3541e4c2b58177e065a9bf7b62ec");

    [Fact]
    public void SM4_matches_the_examples_of_GB_T_32907()
    {
        var key = Convert.FromHexString("0123456789abcdeffedcba9876543210");
        var sm4 = new SM4Engine();
        sm4.Init(true, new KeyParameter(key));
        var block = (byte[])key.Clone();
        sm4.ProcessBlock(block, 0, block, 0);
        Assert.Equal("681edf34d206965e86b3e94f536e4246", Convert.ToHexStringLower(block));
        for (var round = 1; round < 1_000_000; round++) sm4.ProcessBlock(block, 0, block, 0);
        Assert.Equal("595298c7c6fd271f0402f804c33d3f66", Convert.ToHexStringLower(block));
    }

    [Fact]
    public void HMAC_SHA_256_matches_RFC_4231_case_2() =>
        Assert.Equal(
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            Convert.ToHexStringLower(AuthenticatedCipher.Mac(CipherAlgorithm.Aes256Gcm, "Jefe"u8.ToArray(),
                "what do ya want for nothing?"u8)));

    [Fact]
    public void HMAC_SM3_is_the_HMAC_construction_over_the_published_SM3()
    {
        // No key and no text: H(opad || H(ipad)) with SM3, checked against the hash alone.
        var key = new byte[64];
        var inner = Sm3([.. Enumerable.Repeat((byte)0x36, 64), .. "abc"u8]);
        var expected = Sm3([.. Enumerable.Repeat((byte)0x5c, 64), .. inner]);
        Assert.Equal(expected, AuthenticatedCipher.Mac(CipherAlgorithm.Sm4Gcm, key, "abc"u8));
        Assert.Equal("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0", Convert.ToHexStringLower(Sm3("abc"u8.ToArray())));
    }

    private static byte[] Sm3(byte[] data)
    {
        var digest = new Org.BouncyCastle.Crypto.Digests.SM3Digest();
        digest.BlockUpdate(data, 0, data.Length);
        var hash = new byte[32];
        digest.DoFinal(hash, 0);
        return hash;
    }

    private static void AssertVector(CipherAlgorithm algorithm, string key, string nonce, string plaintext, string associated,
        string sealedText)
    {
        var (k, n, p, a) = (Convert.FromHexString(key), Convert.FromHexString(nonce), Convert.FromHexString(plaintext),
            Convert.FromHexString(associated));
        var result = new byte[p.Length + AuthenticatedCipher.TagSize];
        AuthenticatedCipher.Seal(algorithm, k, n, p, a, result);
        Assert.Equal(sealedText, Convert.ToHexStringLower(result));
        Assert.Equal(p, AuthenticatedCipher.Open(algorithm, k, n, result, a));
    }
}
