using Bff.Accounts.Contract;
using Npgsql;

namespace Bff.Accounts.SignIn;

/// <summary>A staff account as sign-in needs it.</summary>
internal sealed record StaffAccount(Guid Id, string PasswordHash, byte[]? Totp, Guid? HospitalId);

/// <summary>A person known by an identity of a platform.</summary>
/// <param name="PatientId">The person.</param>
/// <param name="IsNew">Whether the identity was bound in this moment, by what the platform said of the person's other ones.</param>
internal sealed record Recognised(Guid PatientId, bool IsNew);

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

    /// <summary>
    /// The person behind an identity, and what the platform says of his other identities kept. One that is not known yet becomes that of the
    /// person whom the same union identity names, where it names exactly one.
    /// </summary>
    public async Task<Recognised?> RecogniseAsync(OutsideIdentity identity, CancellationToken cancellationToken)
    {
        if (await FindPatientAsync(identity, cancellationToken) is { } known)
        {
            await KeepUnionAsync(identity, cancellationToken);
            return new Recognised(known, IsNew: false);
        }
        if (identity.Union is not { } union) return null;
        var added = await db.ExecuteAsync(
            """
            insert into accounts.identity (provider, app_id, subject, patient_id, created_at, union_scope, union_id)
            select $1, $2, $3, (array_agg(patient_id))[1], $6, $4, $5
            from accounts.identity where union_scope = $4 and union_id = $5 having count(distinct patient_id) = 1
            on conflict (provider, app_id, subject) do nothing
            """,
            cancellationToken, identity.Provider, identity.AppId, identity.Subject, union.Scope, union.Id, time.GetUtcNow());
        return await FindPatientAsync(identity, cancellationToken) is { } found ? new Recognised(found, added == 1) : null;
    }

    /// <summary>
    /// Uses up a time step of an account's one-time codes and every earlier one; false when it was used up before, on whichever node.
    /// </summary>
    public async Task<bool> SpendStepAsync(Guid staffId, long step, CancellationToken cancellationToken) => await db.ExecuteAsync(
        "update accounts.staff set otp_step = $2 where id = $1 and (otp_step is null or otp_step < $2)",
        cancellationToken, staffId, step) == 1;

    /// <summary>Whether anybody signs in through this account of a platform.</summary>
    public async Task<bool> IsAppUsedAsync(string appId, CancellationToken cancellationToken) => await db.ListAsync(
        """
        select 1 from (values ('wechat'), ('miniprogram'), ('suishenban')) p (provider)
        cross join lateral (select from accounts.identity i where i.provider = p.provider and i.app_id = $1 order by i.subject limit 1) i
        limit 1
        """,
        r => 1, cancellationToken, appId) is not [];

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

    private async Task KeepUnionAsync(OutsideIdentity identity, CancellationToken cancellationToken)
    {
        if (identity.Union is not { } union) return;
        await db.ExecuteAsync(
            """
            update accounts.identity set union_scope = $4, union_id = $5
            where provider = $1 and app_id = $2 and subject = $3 and (union_scope, union_id) is distinct from ($4, $5)
            """,
            cancellationToken, identity.Provider, identity.AppId, identity.Subject, union.Scope, union.Id);
    }
}
