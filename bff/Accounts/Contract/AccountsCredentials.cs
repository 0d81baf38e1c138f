using Bff.Accounts.Credentials;
using Bff.Accounts.SignIn;
using Npgsql;

namespace Bff.Accounts.Contract;

/// <summary>Whether credentials that everyone can read somewhere still open this installation; asked before the host starts.</summary>
public static class AccountsCredentials
{
    /// <summary>Whether an active hospital system has this app key.</summary>
    public static Task<bool> IsAppKeyKnownAsync(NpgsqlDataSource db, string appKey, CancellationToken cancellationToken) =>
        KnownApps.HasKeyAsync(db, Sessions.Hash(appKey), cancellationToken);

    /// <summary>Whether anybody is known by what this account of a platform calls him.</summary>
    public static Task<bool> IsPlatformAppUsedAsync(NpgsqlDataSource db, string appId, CancellationToken cancellationToken) =>
        new SignInStore(db, TimeProvider.System).IsAppUsedAsync(appId, cancellationToken);

    /// <summary>Whether the active staff account has this password.</summary>
    public static async Task<bool> IsPasswordAsync(NpgsqlDataSource db, string username, string password, CancellationToken cancellationToken)
    {
        var staff = await new SignInStore(db, TimeProvider.System).FindStaffAsync(username, cancellationToken);
        return staff is not null && Passwords.Matches(username, staff.PasswordHash, password);
    }
}
