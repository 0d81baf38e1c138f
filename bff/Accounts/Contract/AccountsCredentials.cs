using Npgsql;

namespace Bff.Accounts.Contract;

/// <summary>Whether credentials that everyone can read somewhere still open this installation; asked before the host starts.</summary>
public static class AccountsCredentials
{
    /// <summary>Whether an active hospital system has this app key.</summary>
    public static async Task<bool> IsAppKeyKnownAsync(NpgsqlDataSource db, string appKey, CancellationToken cancellationToken) =>
        await db.ListAsync(
            "select app_id from accounts.integrator where app_key_hash = $1 and disabled_at is null", r => r.GetString(0), cancellationToken,
            Sessions.Hash(appKey)) is not [];

    /// <summary>Whether the active staff account has this password.</summary>
    public static async Task<bool> IsPasswordAsync(NpgsqlDataSource db, string username, string password, CancellationToken cancellationToken)
    {
        var hashes = await db.ListAsync(
            "select password_hash from accounts.staff where username = $1 and disabled_at is null", r => r.GetString(0), cancellationToken, username);
        return hashes.Exists(hash => AccountsService.PasswordMatches(username, hash, password));
    }
}
