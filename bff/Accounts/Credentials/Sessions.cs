using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Bff.Accounts.Credentials;

/// <summary>A session that begins.</summary>
/// <param name="Id">Its id in the audit log.</param>
/// <param name="Token">Its credential, which is stored nowhere.</param>
/// <param name="ExpiresAt">Its absolute end.</param>
internal sealed record StartedSession(Guid Id, string Token, DateTimeOffset ExpiresAt);

/// <summary>
/// Opaque, revocable sessions: 256 random bits whose SHA-256 alone is stored. A session dies after an hour without use (staff) or
/// thirty days (patients: old people should not sign in every week), and at its absolute end in any case.
/// </summary>
internal sealed class Sessions(NpgsqlDataSource db, TimeProvider time)
{
    private static readonly TimeSpan PatientIdle = TimeSpan.FromDays(30), PatientEnd = TimeSpan.FromDays(90);
    private static readonly TimeSpan StaffIdle = TimeSpan.FromHours(1), StaffEnd = TimeSpan.FromHours(12);

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    public static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>Starts a session.</summary>
    /// <param name="replaces">The session that the same browser came with: it ends in the same statement.</param>
    public async Task<StartedSession> StartAsync(Guid? patientId, Guid? staffId, string channel,
        CancellationToken cancellationToken, Guid? replaces = null)
    {
        var now = time.GetUtcNow();
        var (id, token) = (Guid.CreateVersion7(now), NewToken());
        var expiresAt = now + (staffId is null ? PatientEnd : StaffEnd);
        await db.ExecuteAsync(
            """
            with replaced as (delete from accounts.session where id = $8::uuid)
            insert into accounts.session (token_hash, id, patient_id, staff_id, channel, created_at, last_seen_at, expires_at)
            values ($1, $2, $3::uuid, $4::uuid, $5, $6, $6, $7)
            """,
            cancellationToken, Hash(token), id, patientId, staffId, channel, now, expiresAt, replaces);
        return new StartedSession(id, token, expiresAt);
    }

    /// <summary>The caller behind a token, or null when it is unknown, idle too long, ended or its account is disabled.</summary>
    public Task<Caller?> FindAsync(string token, CancellationToken cancellationToken) =>
        token.Length is < 20 or > 100 ? Task.FromResult<Caller?>(null) : FindAsync("s.token_hash = $1", Hash(token), cancellationToken);

    /// <summary>The caller of a session, or null when it is idle too long, ended or its account is disabled.</summary>
    public Task<Caller?> FindAsync(Guid sessionId, CancellationToken cancellationToken) =>
        FindAsync("s.id = $1", sessionId, cancellationToken);

    private async Task<Caller?> FindAsync(string condition, object value, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var found = await db.FirstAsync(
            $"""
            select s.id, s.patient_id, s.staff_id, f.hospital_id, f.roles, s.last_seen_at, g.patients, g.scopes, g.resources, g.hospitals
            from accounts.session s left join accounts.staff f on f.id = s.staff_id
            left join lateral (
                select array_agg(patient_id) as patients, array_agg(scope) as scopes, array_agg(resource_id) as resources,
                       array_agg(hospital_id) as hospitals
                from accounts.grant
                where holder_kind = 'patient' and holder_id = s.patient_id and revoked_at is null and valid_from <= $2 and valid_until > $2
            ) g on true
            where {condition} and s.expires_at > $2 and f.disabled_at is null
              and s.last_seen_at > case when s.staff_id is null then $3::timestamptz else $4::timestamptz end
            """,
            row => new
            {
                Caller = row.ValueOrNull<Guid>(1) is { } patient
                    ? new Caller.Patient(patient, row.GetGuid(0)) { Grants = Grants(row) }
                    : (Caller)new Caller.Staff(row.GetGuid(2), row.GetGuid(0), row.ValueOrNull<Guid>(3), row.GetFieldValue<string[]>(4)),
                Session = row.GetGuid(0),
                LastSeen = row.GetFieldValue<DateTimeOffset>(5),
            },
            cancellationToken, value, now, now - PatientIdle, now - StaffIdle);
        // One write per minute and session keeps the idle clock without a write per request.
        if (found is not null && now - found.LastSeen > TimeSpan.FromMinutes(1))
            await db.ExecuteAsync("update accounts.session set last_seen_at = $2 where id = $1", cancellationToken, found.Session, now);
        return found?.Caller;
    }

    private static Grant[] Grants(NpgsqlDataReader row)
    {
        var at = row.GetOrdinal("patients");
        if (row.IsDBNull(at)) return [];
        var (patients, scopes) = (row.GetFieldValue<Guid[]>(at), row.GetFieldValue<string[]>(row.GetOrdinal("scopes")));
        var (resources, hospitals) = (row.GetFieldValue<Guid?[]>(row.GetOrdinal("resources")),
            row.GetFieldValue<Guid?[]>(row.GetOrdinal("hospitals")));
        return [.. patients.Select((patient, i) => new Grant(patient, scopes[i], resources[i], hospitals[i]))];
    }

    public Task EndAsync(Guid sessionId, CancellationToken cancellationToken) =>
        db.ExecuteAsync("delete from accounts.session where id = $1", cancellationToken, sessionId);

    /// <summary>
    /// Sessions of those of the callers that may no longer act as they could: ended, the account disabled, its roles or hospital others.
    /// What keeps a connection open asks twice a second.
    /// </summary>
    public Task<List<Guid>> EndedAmongAsync(IReadOnlyCollection<Caller> open, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        (Guid Session, Guid? Hospital, string Roles)[] asked = [.. open.Select(caller => caller switch
        {
            Caller.Staff staff => (staff.SessionId, staff.HospitalId, string.Join(',', staff.Roles)),
            Caller.Patient patient => (patient.SessionId, (Guid?)null, ""),
            _ => (Guid.Empty, null, ""), // No session: it has ended.
        }).Distinct()];
        return db.ListAsync(
            """
            select a.id from unnest($1::uuid[], $5::uuid[], $6::text[]) as a (id, hospital_id, roles) where not exists (
                select from accounts.session s left join accounts.staff f on f.id = s.staff_id
                where s.id = a.id and s.expires_at > $2 and f.disabled_at is null
                  and s.last_seen_at > case when s.staff_id is null then $3::timestamptz else $4::timestamptz end
                  and (s.staff_id is null
                    or (f.hospital_id is not distinct from a.hospital_id and f.roles = string_to_array(a.roles, ','))))
            """,
            r => r.GetGuid(0), cancellationToken, asked.Select(a => a.Session).ToArray(), now, now - PatientIdle, now - StaffIdle,
            asked.Select(a => a.Hospital).ToArray(), asked.Select(a => a.Roles).ToArray());
    }

    /// <summary>Counts as use: a connection with someone at it.</summary>
    public Task TouchAsync(Guid[] ids, CancellationToken cancellationToken) =>
        db.ExecuteAsync("update accounts.session set last_seen_at = $2 where id = any($1) and last_seen_at < $2 - interval '1 minute'",
            cancellationToken, ids, time.GetUtcNow());

    /// <summary>Deletes ended sessions and forgotten nonces.</summary>
    public Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return db.ExecuteAsync(
            """
            with sessions as (delete from accounts.session where expires_at < $1),
                tickets as (delete from accounts.hub_ticket where expires_at < $1)
            delete from accounts.integrator_nonce where seen_at < $2
            """,
            cancellationToken, now, now - SignedRequests.Skew * 3);
    }
}
