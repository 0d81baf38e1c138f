using System.Data;
using Bff.Accounts.Contract;
using Npgsql;

namespace Bff.Film.Corrections;

/// <summary>An instance that is being brought back.</summary>
internal sealed record RestorableInstance(Guid HospitalId, Guid? PatientId, string StudyUid, byte[] Sha256, long ByteSize);

/// <summary>SQL of the evidence: what was withdrawn, and what of it is brought back.</summary>
internal sealed class WithdrawnStore(NpgsqlDataSource db, TimeProvider time)
{
    /// <summary>Withdrawn instances, newest first.</summary>
    /// <param name="before">The last id of the page before.</param>
    public Task<List<WithdrawnRow>> ListAsync(Reach reach, int limit, Guid before, CancellationToken cancellationToken)
    {
        var sql = new Sql();
        return db.ListAsync(
            $"""
            select w.id, h.code, h.name, w.study_instance_uid, w.series_instance_uid, w.sop_instance_uid, w.cause, w.reason, w.withdrawn_by,
                w.withdrawn_at, w.is_kept and w.restored_at is null as can_restore, w.restored_at
            from ({sql.Newest(new NewestRows("film.withdrawn", reach.Hospitals, limit, before))}) w
                join accounts.v_hospital h on h.id = w.hospital_id order by w.id desc
            """,
            r => new WithdrawnRow
            {
                Id = r.GetGuid("id").ToString(),
                Hospital = new HospitalRef(r.GetString("code"), r.GetString("name")),
                StudyInstanceUid = r.GetString("study_instance_uid"),
                SeriesInstanceUid = r.GetString("series_instance_uid"),
                SopInstanceUid = r.GetString("sop_instance_uid"),
                Cause = r.GetString("cause"),
                Reason = r.TextOrNull("reason"),
                WithdrawnBy = r.GetString("withdrawn_by"),
                WithdrawnAt = r.Moment("withdrawn_at"),
                CanRestore = r.GetBoolean("can_restore"),
                RestoredAt = r.ValueOrNull<DateTimeOffset>("restored_at"),
            },
            cancellationToken, sql.Parameters);
    }

    /// <summary>Lets an instance be taken again; of two at once the first. Null: there is none within reach that is kept.</summary>
    /// <param name="by">Kind and id.</param>
    public async Task<RestorableInstance?> BeginRestoreAsync(Reach reach, Guid id, string by, CancellationToken cancellationToken) =>
        (await db.WriteAsync(
            """
            update film.withdrawn set restored_at = $3, restored_by = $4
            where id = $1 and ($2::uuid[] is null or hospital_id = any($2)) and is_kept and restored_at is null
            returning hospital_id, patient_id, study_instance_uid, sha256, byte_size
            """,
            r => new RestorableInstance(
                r.GetGuid(0), r.ValueOrNull<Guid>(1), r.GetString(2), r.GetFieldValue<byte[]>(3), r.GetInt64(4)),
            cancellationToken, id, reach.Hospitals, time.GetUtcNow(), by)).FirstOrDefault();

    /// <summary>It could not be taken: it stays withdrawn.</summary>
    public Task EndRestoreAsync(Guid id, CancellationToken cancellationToken) =>
        db.ExecuteAsync("update film.withdrawn set restored_at = null, restored_by = null where id = $1", cancellationToken, id);
}
