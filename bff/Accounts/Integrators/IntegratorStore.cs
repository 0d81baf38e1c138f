using System.Net;
using Bff.Accounts.Contract;
using Bff.Accounts.Credentials;
using Npgsql;

namespace Bff.Accounts.Integrators;

/// <summary>SQL of hospital systems. A change counts at once on this node, on others within <see cref="KnownApps.Freshness"/>.</summary>
internal sealed class IntegratorStore(NpgsqlDataSource db, FieldCipher cipher, KnownApps known, TimeProvider time)
{
    /// <summary>Creates a hospital system with random credentials, or the fixed ones of the sandbox.</summary>
    public Task<IntegratorResult> CreateAsync(NewApp app, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var (secret, appKey) = (app.FixedSecret ?? Sessions.NewToken(), app.FixedSecret ?? Sessions.NewToken());
        return db.TransactAsync<IntegratorResult>(async connection =>
        {
            var hospitals = await connection.ListAsync(
                "select id from accounts.hospital where code = any($1) order by array_position($1, code)", r => r.GetGuid(0),
                cancellationToken, (object)app.HospitalCodes);
            if (hospitals.Count == 0 || hospitals.Count != app.HospitalCodes.Distinct().Count())
                return new IntegratorResult.Refused(IntegratorRefusal.HospitalUnknown);
            var added = await connection.ExecuteAsync(
                """
                insert into accounts.integrator (id, app_id, hospital_id, name, secret_enc, app_key_hash, networks, created_at, rights)
                values ($1, $2, $3, $4, $5, $6, $7::text[]::cidr[], $8, $9) on conflict (app_id) do nothing
                """,
                cancellationToken, id, app.AppId, hospitals[0], app.Name, cipher.Encrypt(secret, KnownApps.SecretContext(id, hospitals[0])),
                Sessions.Hash(appKey), Texts(app.Networks), now, app.Rights);
            if (added == 0) return new IntegratorResult.Refused(IntegratorRefusal.AppIdTaken);
            await connection.ExecuteAsync(
                "insert into accounts.integrator_hospital (integrator_id, hospital_id) select $1, unnest($2::uuid[])",
                cancellationToken, id, hospitals.ToArray());
            return new IntegratorResult.Created(new IntegratorCredentials(id.ToString(), app.AppId, secret, appKey));
        }, cancellationToken);
    }

    /// <summary>The systems whose home hospital is within reach, by app id, at most 500.</summary>
    public Task<List<IntegratorRow>> ListAsync(Reach reach, CancellationToken cancellationToken) => db.ListAsync(
        """
        select i.id, i.app_id, i.name, i.networks::text[], i.disabled_at, i.rights,
               array(select h.name from accounts.integrator_hospital x join accounts.hospital h on h.id = x.hospital_id
                     where x.integrator_id = i.id order by h.code)
        from accounts.integrator i where $1::uuid[] is null or i.hospital_id = any($1) order by i.app_id limit 500
        """,
        r => new IntegratorRow(
            r.GetGuid(0).ToString(), r.GetString(1), r.GetString(2), r.GetFieldValue<string[]>(6), r.GetFieldValue<string[]>(3),
            r.ValueOrNull<DateTimeOffset>(4), r.GetFieldValue<string[]>(5)),
        cancellationToken, reach.Hospitals);

    /// <summary>Replaces the networks; false when there is no such system within reach.</summary>
    public async Task<bool> SetNetworksAsync(Reach reach, Guid id, IPNetwork[] networks, CancellationToken cancellationToken)
    {
        var changed = await db.ExecuteAsync(
            "update accounts.integrator set networks = $3::text[]::cidr[] where id = $1 and ($2::uuid[] is null or hospital_id = any($2))",
            cancellationToken, id, reach.Hospitals, Texts(networks));
        known.Forget();
        return changed == 1;
    }

    /// <summary>Replaces the rights; false when there is no such system within reach.</summary>
    public async Task<bool> SetRightsAsync(Reach reach, Guid id, string[] rights, CancellationToken cancellationToken)
    {
        var changed = await db.ExecuteAsync(
            "update accounts.integrator set rights = $3 where id = $1 and ($2::uuid[] is null or hospital_id = any($2))",
            cancellationToken, id, reach.Hospitals, rights);
        known.Forget();
        return changed == 1;
    }

    /// <summary>Disables a system for good; false when there is none within reach.</summary>
    public async Task<bool> DisableAsync(Reach reach, Guid id, CancellationToken cancellationToken)
    {
        var changed = await db.ExecuteAsync(
            """
            update accounts.integrator set disabled_at = coalesce(disabled_at, $3)
            where id = $1 and ($2::uuid[] is null or hospital_id = any($2))
            """,
            cancellationToken, id, reach.Hospitals, time.GetUtcNow());
        known.Forget();
        return changed == 1;
    }

    private static string[] Texts(IPNetwork[] networks) => [.. networks.Select(n => n.ToString())];
}
