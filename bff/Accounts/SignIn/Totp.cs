using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bff.Accounts.SignIn;

/// <summary>Time-based one-time passwords (RFC 6238: HMAC-SHA1, 30 s, six digits), one step of drift allowed either way.</summary>
internal static class Totp
{
    /// <summary>The time step whose code this is, or null. All three that count are compared, whichever it is.</summary>
    public static long? StepOf(byte[] secret, string otp, DateTimeOffset now)
    {
        var (step, given) = (now.ToUnixTimeSeconds() / 30, Encoding.ASCII.GetBytes(otp));
        long? found = null;
        for (var candidate = step - 1; candidate <= step + 1; candidate++)
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Code(secret, candidate)), given)) found = candidate;
        return found;
    }

    /// <summary>The code of one time step (RFC 4226, 5.3).</summary>
    public static string Code(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[8], mac = stackalloc byte[20];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // RFC 6238 and every authenticator app use SHA-1 here; HMAC does not rest on collision resistance.
        HMACSHA1.HashData(secret, counter, mac);
#pragma warning restore CA5350
        var value = BinaryPrimitives.ReadInt32BigEndian(mac[(mac[19] & 15)..]) & int.MaxValue;
        return (value % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}
