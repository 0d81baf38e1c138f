using Npgsql;

namespace Bff.Film.Links;

/// <summary>SQL of links.</summary>
internal sealed class LinkStore(NpgsqlDataSource db, TimeProvider time)
{
    /// <summary>
    /// The study a link is asked for: by accession number or UID at a hospital within reach. More than one id: the number is ambiguous.
    /// </summary>
    public Task<List<Guid>> StudiesAsync(
        Reach reach, string hospitalCode, string? accessionNumber, string? studyUid, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select s.id from film.study s join accounts.v_hospital h on h.id = s.hospital_id
            where ($1::uuid[] is null or h.id = any($1)) and h.code = $2
              and ($3::text is null or s.accession_number = $3) and ($4::text is null or s.study_instance_uid = $4) limit 2
            """,
            r => r.GetGuid(0), cancellationToken, reach.Hospitals, hospitalCode, accessionNumber, studyUid);

    /// <summary>Adds a link to a study within reach: of the caller's hospitals, or of a patient whose films the caller may see.</summary>
    /// <returns>False: there is no such study.</returns>
    public async Task<Owner?> AddAsync(
        Reach reach, LinkOrder order, byte[] keyHash, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        await db.WriteAsync(
            """
            insert into film.link (id, hospital_id, study_id, key_hash, purpose, created_by, created_at, expires_at, max_views)
            select $4, s.hospital_id, s.id, $5, $6, $7, $8, $9, $10::int from film.study s
            where s.id = $3 and ($1::uuid[] is null or s.hospital_id = any($1) or s.patient_id = any($2))
            returning hospital_id, (select p.patient_id from film.study p where p.id = link.study_id)
            """,
            row => new Owner(row.GetGuid(0), row.ValueOrNull<Guid>(1)), cancellationToken,
            reach.Hospitals, reach.PatientsFor(FilmServices.Scope), order.StudyId, Guid.CreateVersion7(time.GetUtcNow()),
            keyHash, order.Purpose,
            $"{reach.Actor.ActorKind}:{reach.Actor.ActorId}", time.GetUtcNow(), expiresAt, order.MaxViews) is [var owner] ? owner : null;

    /// <summary>The link of a key, by its hash; null when there is none.</summary>
    public Task<LinkGrant?> FindAsync(byte[] keyHash, CancellationToken cancellationToken) =>
        db.FirstAsync(
            """
            select l.id, l.study_id, l.hospital_id, s.patient_id, l.purpose, l.expires_at, l.revoked_at, l.max_views - l.views, l.created_by,
                case when l.study_id is null then coalesce(l.withdrawn_at, l.created_at) else l.withdrawn_at end
            from film.link l left join film.study s on s.id = l.study_id where l.key_hash = $1
            """,
            r => new LinkGrant
            {
                Id = r.GetGuid(0),
                StudyId = r.ValueOrNull<Guid>(1) ?? Guid.Empty, // Withdrawn: no study has this id.
                HospitalId = r.GetGuid(2),
                PatientId = r.ValueOrNull<Guid>(3),
                Purpose = r.GetString(4),
                ExpiresAt = r.GetFieldValue<DateTimeOffset>(5),
                RevokedAt = r.ValueOrNull<DateTimeOffset>(6),
                ViewsLeft = r.ValueOrNull<int>(7),
                MadeByPatient = PatientOf(r.GetString(8)),
                WithdrawnAt = r.ValueOrNull<DateTimeOffset>(9),
            },
            cancellationToken, keyHash);

    /// <summary>Whether something of the link's study was withdrawn that a path names.</summary>
    public async Task<bool> IsWithdrawnAsync(
        LinkGrant grant, string studyUid, string? seriesUid, string? sopUid, CancellationToken cancellationToken) =>
        await db.ListAsync(
            """
            select 1 from film.withdrawn w where w.hospital_id = $1 and w.study_instance_uid = $2 and w.restored_at is null
                and ($3::text is null or w.series_instance_uid = $3) and ($4::text is null or w.sop_instance_uid = $4)
                and not exists (select from film.study s where s.id = $5 and s.study_instance_uid <> $2) limit 1
            """,
            r => r.GetInt32(0), cancellationToken, grant.HospitalId, studyUid, seriesUid, sopUid, grant.StudyId) is not [];

    /// <summary>Counts one opening; false when the last permitted one was already used, also by a parallel request.</summary>
    public async Task<bool> CountViewAsync(Guid linkId, CancellationToken cancellationToken) =>
        await db.ExecuteAsync(
            "update film.link set views = views + 1 where id = $1 and (max_views is null or views < max_views)",
            cancellationToken, linkId) == 1;

    /// <summary>Whether one more opening is permitted; none is counted.</summary>
    public async Task<bool> HasViewLeftAsync(Guid linkId, CancellationToken cancellationToken) =>
        (await db.ListAsync(
            "select max_views is null or views < max_views from film.link where id = $1", r => r.GetBoolean(0), cancellationToken, linkId))
        is [true];

    /// <summary>Ends a link of the caller's hospitals; false when there is none.</summary>
    public async Task<bool> RevokeAsync(Reach reach, Guid id, CancellationToken cancellationToken) =>
        await db.ExecuteAsync(
            "update film.link set revoked_at = coalesce(revoked_at, $3) where id = $2 and ($1::uuid[] is null or hospital_id = any($1))",
            cancellationToken, reach.Hospitals, id, time.GetUtcNow()) == 1;

    /// <summary>Who made a link is written as kind and id.</summary>
    private static Guid? PatientOf(string createdBy) =>
        createdBy.Split(':') is ["patient", var id] && Guid.TryParse(id, out var patient) ? patient : null;
}
