using Bff.Accounts.Contract;
using Npgsql;

namespace Bff.Accounts.SignIn;

/// <summary>A staff account as sign-in needs it.</summary>
internal sealed record StaffAccount(Guid Id, string PasswordHash, byte[]? Totp, Guid? HospitalId);

/// <summary>SQL of what is signed in with: outside identities and staff accounts.</summary>
internal sealed class SignInStore(NpgsqlDataSource db, TimeProvider time)
{
    /// <summary>The person behind an identity, or null.</summary>
    public async Task<Guid?> FindPatientAsync(OutsideIdentity identity, CancellationToken cancellationToken)
    {
        var rows = await db.ListAsync(
            "select patient_id from accounts.identity where provider = $1 and app_id = $2 and subject = $3", r => r.GetGuid(0),
            cancellationToken, identity.Provider, identity.AppId, identity.Subject);
        return rows.Count == 0 ? null : rows[0];
    }

    /// <summary>The account of a user name unless it is disabled, or null.</summary>
    public Task<StaffAccount?> FindStaffAsync(string username, CancellationToken cancellationToken) => db.FirstAsync(
        "select id, password_hash, totp_enc, hospital_id from accounts.staff where username = $1 and disabled_at is null",
        r => new StaffAccount(r.GetGuid(0), r.GetString(1), r.BytesOrNull(2), r.ValueOrNull<Guid>(3)), cancellationToken, username);

    /// <summary>Adds a staff account; one of that name stays as it is.</summary>
    public async Task AddStaffAsync(NewStaff staff, CancellationToken cancellationToken)
    {
        // Asked first, because a hash takes a tenth of a second.
        var known = await db.ListAsync("select 1 from accounts.staff where username = $1", r => 1, cancellationToken, staff.Username);
        if (known is not []) return;
        await db.ExecuteAsync(
            """
            insert into accounts.staff (id, hospital_id, username, display_name, password_hash, roles, created_at)
            values ($1, $2::uuid, $3, $4, $5, $6, $7) on conflict (username) do nothing
            """,
            cancellationToken, Guid.CreateVersion7(time.GetUtcNow()), staff.HospitalId, staff.Username, staff.DisplayName,
            Passwords.Hash(staff.Username, staff.Password), staff.Roles, time.GetUtcNow());
    }
}
