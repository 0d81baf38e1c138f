using System.Data;
using Bff.Accounts.Contract;
using Npgsql;

namespace Bff.Accounts.Grants;

/// <summary>SQL of <c>accounts.grant</c>.</summary>
internal sealed class GrantStore(NpgsqlDataSource db, TimeProvider time)
{
    /// <summary>Gives, in the place of one that has ended.</summary>
    public async Task<GrantResult> GiveAsync(NewGrant grant, CancellationToken cancellationToken)
    {
        if (grant.ValidFrom >= grant.ValidUntil || (grant.HolderKind == GrantHolder.Patient && grant.HolderId == grant.PatientId))
            return new GrantResult.Refused(GrantRefusal.Invalid);
        var (id, now, holder) = (Guid.CreateVersion7(time.GetUtcNow()), time.GetUtcNow(), Word(grant.HolderKind));
        try
        {
            return await db.TransactAsync<GrantResult>(async connection =>
            {
                await connection.ExecuteAsync(
                    """
                    update accounts.grant set revoked_at = valid_until
                    where holder_kind = $1 and holder_id = $2 and patient_id = $3 and scope = $4
                      and resource_id is not distinct from $5::uuid and revoked_at is null and valid_until <= $6
                    """,
                    cancellationToken, holder, grant.HolderId, grant.PatientId, grant.Scope, grant.ResourceId, now);
                var added = await connection.ExecuteAsync(
                    """
                    insert into accounts.grant (
                        id, hospital_id, holder_kind, holder_id, patient_id, scope, resource_id,
                        valid_from, valid_until, created_by, created_at)
                    values ($1, $2::uuid, $3, $4, $5, $6, $7::uuid, $8, $9, $10, $11) on conflict do nothing
                    """,
                    cancellationToken, id, grant.HospitalId, holder, grant.HolderId, grant.PatientId, grant.Scope, grant.ResourceId,
                    grant.ValidFrom, grant.ValidUntil, grant.CreatedBy, now);
                return added == 1 ? new GrantResult.Given(id) : new GrantResult.Refused(GrantRefusal.AlreadyGiven);
            }, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.CheckViolation)
        {
            return new GrantResult.Refused(GrantRefusal.Invalid);
        }
    }

    /// <summary>The grants on a patient's data, newest first.</summary>
    public Task<List<GivenGrant>> ListAsync(Guid patientId, CancellationToken cancellationToken) => db.ListAsync(
        """
        select id, hospital_id, holder_kind, holder_id, patient_id, scope, resource_id, valid_from, valid_until, revoked_at, created_by
        from accounts.grant where patient_id = $1 order by id desc limit 200
        """,
        Read, cancellationToken, patientId);

    /// <summary>What of others' data each of some patients may reach now.</summary>
    public Task<List<(Guid Holder, Grant Grant)>> StandingAsync(Guid[] holders, CancellationToken cancellationToken) => db.ListAsync(
        """
        select holder_id, patient_id, scope, resource_id, hospital_id from accounts.grant
        where holder_kind = 'patient' and holder_id = any($1) and revoked_at is null and valid_from <= $2 and valid_until > $2
        """,
        r => (r.GetGuid(0), new Grant(r.GetGuid(1), r.GetString(2), r.ValueOrNull<Guid>(3), r.ValueOrNull<Guid>(4))),
        cancellationToken, holders, time.GetUtcNow());

    /// <summary>Whether a grant of the whole scope stands now.</summary>
    public async Task<bool> StandsAsync(
        GrantHolder holderKind, Guid holderId, Guid patientId, string scope, CancellationToken cancellationToken) => await db.ListAsync(
        """
        select 1 from accounts.grant
        where holder_kind = $1 and holder_id = $2 and patient_id = $3 and scope = $4 and resource_id is null and hospital_id is null
          and revoked_at is null and valid_from <= $5 and valid_until > $5
        """,
        r => 1, cancellationToken, Word(holderKind), holderId, patientId, scope, time.GetUtcNow()) is not [];

    /// <summary>Revokes; false when there is no such standing grant of this patient.</summary>
    public async Task<bool> RevokeAsync(Guid patientId, Guid grantId, CancellationToken cancellationToken) => await db.ExecuteAsync(
        "update accounts.grant set revoked_at = $3 where id = $1 and patient_id = $2 and revoked_at is null",
        cancellationToken, grantId, patientId, time.GetUtcNow()) == 1;

    private static GivenGrant Read(NpgsqlDataReader row) => new(
        row.GetGuid("id"),
        new NewGrant
        {
            HolderKind = Enum.Parse<GrantHolder>(row.GetString("holder_kind"), ignoreCase: true),
            HolderId = row.GetGuid("holder_id"),
            PatientId = row.GetGuid("patient_id"),
            Scope = row.GetString("scope"),
            ResourceId = row.ValueOrNull<Guid>("resource_id"),
            HospitalId = row.ValueOrNull<Guid>("hospital_id"),
            ValidFrom = row.Moment("valid_from"),
            ValidUntil = row.Moment("valid_until"),
            CreatedBy = row.GetString("created_by"),
        },
        row.ValueOrNull<DateTimeOffset>("revoked_at"));

    private static string Word(GrantHolder holder) => holder switch
    {
        GrantHolder.Patient => "patient",
        GrantHolder.Staff => "staff",
        GrantHolder.Companion => "companion",
    };
}
