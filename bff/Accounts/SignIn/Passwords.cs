using Microsoft.AspNetCore.Identity;

namespace Bff.Accounts.SignIn;

/// <summary>Hashes of staff passwords (PBKDF2 with a salt of its own each).</summary>
internal static class Passwords
{
    private static readonly PasswordHasher<string> Hasher = new();

    /// <summary>Checked where there is no account, so that an unknown name takes as long as a wrong password.</summary>
    public static readonly string NobodysHash = Hash("", "no account has this password");

    public static string Hash(string username, string password) => Hasher.HashPassword(username, password);

    public static bool Matches(string username, string hash, string password) =>
        Hasher.VerifyHashedPassword(username, hash, password) != PasswordVerificationResult.Failed;
}
