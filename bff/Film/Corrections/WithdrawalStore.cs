using Bff.Film.Ingest;
using Bff.Platform.Pipes;
using Npgsql;

namespace Bff.Film.Corrections;

/// <summary>
/// SQL of what is taken out. The study's row is locked first, as whoever adds to it does. From the commit on no list, count, day or link
/// knows the instances, since their rows are gone; what stays is the evidence, and the bytes that are not taken again.
/// </summary>
internal sealed class WithdrawalStore(NpgsqlDataSource db, StudyRows studies, TimeProvider time)
{
    /// <summary>What the nodes are told: hospital and study whose withdrawn files they may forget.</summary>
    public const string Topic = "film.withdrawn";

    /// <summary>Hospitals among those of the caller that have something under the study UID, waiting or not.</summary>
    public Task<List<Guid>> HospitalsAsync(Reach reach, string studyUid, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select hospital_id from film.study where study_instance_uid = $2 and hospital_id = any(coalesce($1::uuid[], array(select id from accounts.v_hospital)))
            union
            select hospital_id from film.filing where study_instance_uid = $2 and hospital_id = any(coalesce($1::uuid[], array(select id from accounts.v_hospital)))
                and state = 'open'
            """,
            r => r.GetGuid(0), cancellationToken, reach.Hospitals, studyUid);

    /// <summary>Withdraws in a transaction of its own.</summary>
    public Task<Withdrawal> WithdrawAsync(WithdrawalOrder order, WithdrawalScope scope, CancellationToken cancellationToken) =>
        db.TransactAsync(connection => WithdrawAsync(connection, order, scope, cancellationToken), cancellationToken);

    /// <summary>Withdraws inside a transaction; of several studies in the order of their UIDs.</summary>
    public async Task<Withdrawal> WithdrawAsync(
        NpgsqlConnection connection, WithdrawalOrder order, WithdrawalScope scope, CancellationToken cancellationToken)
    {
        var study = await studies.LockAsync(connection, order.HospitalId, scope.StudyUid, cancellationToken);
        var gone = study is null ? [] : await DeleteAsync(connection, study.Id, scope, cancellationToken);
        gone.AddRange(await DeleteAsideAsync(connection, order.HospitalId, scope, cancellationToken));
        if (gone.Count == 0) return new Withdrawal(scope.StudyUid, study?.PatientId, []);
        await RememberAsync(connection, order, scope.StudyUid, study?.PatientId, gone, cancellationToken);
        if (study is not null)
        {
            // Before the study goes: its links stay, to say that it was withdrawn.
            await connection.ExecuteAsync(
                """
                update film.link set withdrawn_at = $2 where study_id = $1 and withdrawn_at is null
                    and not exists (select from film.instance i where i.study_id = $1)
                """,
                cancellationToken, study.Id, time.GetUtcNow());
            await HeldInstances.RemoveEmptyAsync(
                connection, [study.Id, .. gone.Select(g => g.SeriesId).OfType<Guid>().Distinct()], cancellationToken);
        }
        await Notifications.TellAsync(connection, Topic, $"{order.HospitalId}:{scope.StudyUid}", cancellationToken);
        return new Withdrawal(scope.StudyUid, study?.PatientId, gone);
    }

    /// <summary>Hashes of what was withdrawn under a study UID.</summary>
    public Task<List<string>> FilesAsync(Guid hospitalId, string studyUid, CancellationToken cancellationToken) =>
        db.ListAsync(
            "select distinct encode(sha256, 'hex') from film.withdrawn where hospital_id = $1 and study_instance_uid = $2",
            r => r.GetString(0), cancellationToken, hospitalId, studyUid);

    private static Task<List<GoneInstance>> DeleteAsync(
        NpgsqlConnection connection, Guid studyId, WithdrawalScope scope, CancellationToken cancellationToken) =>
        connection.ListAsync(
            """
            delete from film.instance i using film.series e
            where e.id = i.series_id and i.study_id = $1 and ($2::text is null or e.series_instance_uid = $2)
                and ($3::text[] is null or i.sop_instance_uid = any($3))
            returning e.series_instance_uid, i.sop_instance_uid, i.sha256, i.sent_sha256, i.byte_size, e.id
            """,
            r => new GoneInstance(
                r.GetString(0), r.GetString(1), r.GetFieldValue<byte[]>(2), r.BytesOrNull(3), r.GetInt64(4), r.GetGuid(5)),
            cancellationToken, studyId, scope.SeriesUid, scope.SopUids);

    /// <summary>What waits under the study UID is withdrawn with it; a series alone is not told of what waits.</summary>
    private static async Task<List<GoneInstance>> DeleteAsideAsync(
        NpgsqlConnection connection, Guid hospitalId, WithdrawalScope scope, CancellationToken cancellationToken) =>
        scope is { SeriesUid: not null, SopUids: null } or { LeavesWaiting: true } ? [] : await connection.ListAsync(
            """
            delete from film.aside a using film.filing f
            where f.id = a.filing_id and f.hospital_id = $1 and f.study_instance_uid = $2
                and ($3::text[] is null or a.sop_instance_uid = any($3))
            returning a.sop_instance_uid, a.sha256, a.byte_size
            """,
            r => new GoneInstance("", r.GetString(0), r.GetFieldValue<byte[]>(1), null, r.GetInt64(2)),
            cancellationToken, hospitalId, scope.StudyUid, scope.SopUids);

    private async Task RememberAsync(
        NpgsqlConnection connection, WithdrawalOrder order, string studyUid, Guid? patientId, List<GoneInstance> gone,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await connection.ExecuteAsync(
            """
            insert into film.withdrawn (id, hospital_id, patient_id, study_instance_uid, series_instance_uid, sop_instance_uid, sha256,
                sent_sha256, byte_size, cause, reason, note_uid, withdrawn_by, withdrawn_at, is_kept)
            select g.id, $1, $2::uuid, $3, g.series, g.sop, g.sha, g.sent, g.size, $4, $5::text, $6::text, $7, $8, $9
            from unnest($10::uuid[], $11::text[], $12::text[], $13::bytea[], $14::bytea[], $15::bigint[]) as g (id, series, sop, sha, sent, size)
            """,
            cancellationToken, order.HospitalId, patientId, studyUid, order.Cause, order.Reason, order.NoteUid, order.By, now,
            WithdrawalCause.KeepsFile(order.Cause), gone.Select(_ => Guid.CreateVersion7(now)).ToArray(), gone.Select(g => g.SeriesUid).ToArray(),
            gone.Select(g => g.SopUid).ToArray(), gone.Select(g => g.Sha256).ToArray(), gone.Select(g => g.SentSha256).ToArray(),
            gone.Select(g => g.ByteSize).ToArray());
    }
}
