using Bff.Accounts.Contract;

namespace Bff.Film;

/// <summary>A link as the door needs it.</summary>
internal sealed record LinkGrant(Guid Id, Guid StudyId, Guid HospitalId, Guid? PatientId, string Purpose, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt, int? MaxViews, int Views);

/// <summary>SQL of links.</summary>
internal sealed partial class FilmStore
{
    /// <summary>The study a link is asked for: by accession number or UID at one of the caller's hospitals. More than one id: the number is ambiguous.</summary>
    public Task<List<Guid>> FindStudyAsync(Guid[] hospitalIds, string hospitalCode, string? accessionNumber, string? studyUid, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select s.id from film.study s join accounts.v_hospital h on h.id = s.hospital_id
            where h.id = any($1) and h.code = $2 and ($3::text is null or s.accession_number = $3) and ($4::text is null or s.study_instance_uid = $4) limit 2
            """,
            r => r.GetGuid(0), cancellationToken, hospitalIds, hospitalCode, accessionNumber, studyUid);

    public Task AddLinkAsync(
        Guid studyId, byte[] keyHash, string purpose, string createdBy, DateTimeOffset expiresAt, int? maxViews, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            """
            insert into film.link (id, hospital_id, study_id, key_hash, purpose, created_by, created_at, expires_at, max_views)
            select $1, s.hospital_id, s.id, $3, $4, $5, $6, $7, $8::int from film.study s where s.id = $2
            """,
            cancellationToken, Guid.CreateVersion7(time.GetUtcNow()), studyId, keyHash, purpose, createdBy, time.GetUtcNow(), expiresAt, maxViews);

    public Task<LinkGrant?> LinkAsync(byte[] keyHash, CancellationToken cancellationToken) =>
        db.FirstAsync(
            """
            select l.id, l.study_id, l.hospital_id, s.patient_id, l.purpose, l.expires_at, l.revoked_at, l.max_views, l.views
            from film.link l join film.study s on s.id = l.study_id where l.key_hash = $1
            """,
            r => new LinkGrant(
                r.GetGuid(0), r.GetGuid(1), r.GetGuid(2), r.ValueOrNull<Guid>(3), r.GetString(4), r.GetFieldValue<DateTimeOffset>(5), r.ValueOrNull<DateTimeOffset>(6),
                r.ValueOrNull<int>(7), r.GetInt32(8)),
            cancellationToken, keyHash);

    /// <summary>Counts one opening; false when the last permitted one was already used, also by a parallel request.</summary>
    public async Task<bool> CountViewAsync(Guid linkId, CancellationToken cancellationToken) =>
        await db.ExecuteAsync("update film.link set views = views + 1 where id = $1 and (max_views is null or views < max_views)", cancellationToken, linkId) == 1;

    public async Task<bool> RevokeLinkAsync(Guid? hospitalId, Guid id, CancellationToken cancellationToken) =>
        await db.ExecuteAsync(
            "update film.link set revoked_at = coalesce(revoked_at, $3) where id = $1 and ($2::uuid is null or hospital_id = $2)",
            cancellationToken, id, hospitalId, time.GetUtcNow()) == 1;

    public Task<List<LinkRow>> LinksAsync(Guid? hospitalId, int limit, Guid before, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select l.id, h.code, h.name, l.purpose, l.created_by, l.created_at, l.expires_at, l.revoked_at, l.views, l.max_views, s.study_description
            from film.link l join film.study s on s.id = l.study_id join accounts.v_hospital h on h.id = l.hospital_id
            where ($1::uuid is null or l.hospital_id = $1) and l.id < $3 order by l.id desc limit $2
            """,
            r => new LinkRow(
                r.GetGuid(0).ToString(), new HospitalRef(r.GetString(1), r.GetString(2)), r.GetString(3), r.GetString(4), r.GetFieldValue<DateTimeOffset>(5),
                r.GetFieldValue<DateTimeOffset>(6), r.ValueOrNull<DateTimeOffset>(7), r.GetInt32(8), r.ValueOrNull<int>(9), r.TextOrNull(10)),
            cancellationToken, hospitalId, limit, before);
}
