using Bff.Accounts.Contract;
using Bff.Gateways.FilmArchive;
using Npgsql;

namespace Bff.Film.Ingest;

/// <summary>SQL of what comes in.</summary>
internal sealed class IngestStore(NpgsqlDataSource db, StudyCipher cipher, AccountsDirectory accounts, TimeProvider time)
{
    /// <summary>
    /// Stores received instances of one hospital in one transaction. Answers those whose SOP Instance UIDs are held with other bytes: the
    /// first kept, and of these nothing is. The unique index decides; the same bytes again are the same instance, and one that had failed
    /// is tried anew.
    /// </summary>
    public Task<HashSet<ReceivedInstance>> AddInstancesAsync(
        Guid hospitalId, IReadOnlyList<ReceivedInstance> received, CancellationToken cancellationToken) =>
        db.TransactAsync(async connection =>
        {
            byte[][] files = [.. received.Select(r => r.Sha256).DistinctBy(Convert.ToHexStringLower)];
            if (await ArrivalStore.HoldAsync(connection, files, cancellationToken) is not { } held)
                throw new ArchiveUnavailableException(new TimeoutException("The upload took longer than a day; its first files are gone."));
            // A study and a series begin with what is kept of them: they take neither their row nor a word from what is refused.
            var refused = await HeldInstances.FindAsync(connection, hospitalId, received, cancellationToken);
            var kept = received.Where(r => !refused.Contains(r)).DistinctBy(r => r.Attributes.SopInstanceUid).ToList();
            var ids = new Dictionary<string, Guid>();
            // In order of their UIDs, so that two pushes of the same studies cannot wait for each other in a circle.
            foreach (var study in kept.GroupBy(r => r.Attributes.StudyInstanceUid).OrderBy(g => g.Key, StringComparer.Ordinal))
            {
                var studyId = await AddStudyAsync(connection, hospitalId, study.First().Attributes, cancellationToken);
                ids[study.Key] = studyId;
                foreach (var series in study.GroupBy(r => r.Attributes.SeriesInstanceUid).OrderBy(g => g.Key, StringComparer.Ordinal))
                    ids[study.Key + "/" + series.Key] =
                        await AddSeriesAsync(connection, hospitalId, studyId, series.First().Attributes, cancellationToken);
            }
            await InsertInstancesAsync(connection, hospitalId, kept, ids, cancellationToken);
            refused = await HeldInstances.FindAsync(connection, hospitalId, received, cancellationToken);
            // Another push won meanwhile. The rows of study and series are locked by this one, so nobody else can be adding to them.
            if (kept.Exists(refused.Contains)) await HeldInstances.RemoveEmptyAsync(connection, [.. ids.Values], cancellationToken);
            await ArrivalStore.ArrivedAsync(connection, held, cancellationToken);
            return refused;
        }, cancellationToken);

    /// <summary>Leases the oldest waiting instances; a lease that ran out (a killed worker) is taken again.</summary>
    public Task<List<LeasedInstance>> LeaseAsync(int count, TimeSpan lease, CancellationToken cancellationToken) =>
        db.WriteAsync(
            """
            update film.instance i set leased_until = now() + $2, attempts = attempts + 1
            where i.id in (
                select id from film.instance where state = 'received' and (leased_until is null or leased_until < now())
                order by received_at limit $1 for update skip locked)
            returning i.id, encode(i.sha256, 'hex'), i.attempts
            """,
            ReadLease, cancellationToken, count, lease);

    /// <summary>Leases one instance that someone waits for; null when another worker has it.</summary>
    public async Task<LeasedInstance?> LeaseOneAsync(Guid id, TimeSpan lease, CancellationToken cancellationToken) =>
        (await db.WriteAsync(
            """
            update film.instance i set leased_until = now() + $2, attempts = attempts + 1
            where i.id = $1 and i.state = 'received' and (i.leased_until is null or i.leased_until < now())
            returning i.id, encode(i.sha256, 'hex'), i.attempts
            """,
            ReadLease, cancellationToken, id, lease)).FirstOrDefault();

    /// <summary>Whether an instance is still to be prepared.</summary>
    public async Task<bool> IsWaitingAsync(Guid id, CancellationToken cancellationToken) =>
        await db.ListAsync(
            "select id from film.instance where id = $1 and state = 'received'", r => r.GetGuid(0), cancellationToken, id) is not [];

    /// <summary>Records that an instance is prepared.</summary>
    /// <param name="frames">Null: what the header says stands.</param>
    public Task FinishAsync(Guid id, string state, string? imageJson, int? frames, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            """
            update film.instance set state = $2, image = $3::jsonb, frames = coalesce($4::int, frames), leased_until = null
            where id = $1 and state = 'received'
            """,
            cancellationToken, id, state, imageJson, frames);

    /// <summary>Records why an instance cannot be shown.</summary>
    public Task FailAsync(Guid id, string code, string detail, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            """
            update film.instance set state = 'failed', failure_code = $2, failure_detail = $3, leased_until = null
            where id = $1 and state = 'received'
            """,
            cancellationToken, id, code, detail);

    /// <summary>Puts a leased instance back, to be tried again after a wait; also renews a lease.</summary>
    public Task PostponeAsync(Guid id, TimeSpan wait, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            "update film.instance set leased_until = now() + $2 where id = $1 and state = 'received'", cancellationToken, id, wait);

    /// <summary>Gives the films that came before their patient's card to the patient; those that have one keep it.</summary>
    public Task<int> BindCardAsync(Guid hospitalId, byte[] mrnIndex, Guid patientId, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            "update film.study set patient_id = $3 where hospital_id = $1 and mrn_index = $2 and patient_id is null",
            cancellationToken, hospitalId, mrnIndex, patientId);

    private async Task<Guid> AddStudyAsync(
        NpgsqlConnection connection, Guid hospitalId, InstanceAttributes a, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var mrnIndex = a.PatientId is null ? null : accounts.MrnIndex(a.PatientId);
        var rows = await connection.ListAsync(
            """
            insert into film.study (id, hospital_id, patient_id, study_instance_uid, accession_number, patient_name_enc, mrn_enc, mrn_index,
                patient_sex, patient_birth_date, patient_age, study_date, study_time, study_description,
                referring_name_enc, study_id, created_at)
            values ($1, $2, (select patient_id from accounts.v_patient_card where hospital_id = $2 and mrn_index = $7::bytea),
                $3, $4::text, $5::bytea, $6::bytea, $7::bytea,
                $8::text, $9::date, $10::text, $11::date, $12::text, $13::text, $14::bytea, $15::text, $16)
            on conflict (hospital_id, study_instance_uid) do update set study_instance_uid = excluded.study_instance_uid
            returning id
            """,
            r => r.GetGuid(0), cancellationToken,
            id, hospitalId, a.StudyInstanceUid, a.AccessionNumber, cipher.Encrypt(a.PatientName, StudyCipher.PatientName, id, hospitalId),
            cipher.Encrypt(a.PatientId, StudyCipher.Mrn, id, hospitalId), mrnIndex,
            a.PatientSex, a.PatientBirthDate, a.PatientAge, a.StudyDate, a.StudyTime, a.StudyDescription,
            cipher.Encrypt(a.ReferringPhysicianName, StudyCipher.ReferringName, id, hospitalId), a.StudyId, now);
        return rows[0];
    }

    private async Task<Guid> AddSeriesAsync(
        NpgsqlConnection connection, Guid hospitalId, Guid studyId, InstanceAttributes a, CancellationToken cancellationToken)
    {
        var rows = await connection.ListAsync(
            """
            with added as (
                insert into film.series (id, hospital_id, study_id, series_instance_uid, modality, series_number, series_description,
                    body_part_examined, series_date)
                values ($1, $2, $3, $4, $5, $6::int, $7::text, $8::text, $9::date)
                on conflict (study_id, series_instance_uid) do update set series_instance_uid = excluded.series_instance_uid
                returning id, study_id, modality),
            listed as (
                insert into film.study_modality (study_id, modality, hospital_id, study_date)
                select s.id, a.modality, s.hospital_id, s.study_date from added a join film.study s on s.id = a.study_id
                on conflict do nothing)
            select id from added
            """,
            r => r.GetGuid(0), cancellationToken,
            Guid.CreateVersion7(time.GetUtcNow()), hospitalId, studyId, a.SeriesInstanceUid, a.Modality, a.SeriesNumber,
            a.SeriesDescription, a.BodyPartExamined, a.SeriesDate);
        return rows[0];
    }

    private async Task InsertInstancesAsync(
        NpgsqlConnection connection, Guid hospitalId, List<ReceivedInstance> kept, Dictionary<string, Guid> ids,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var inOrder = kept.OrderBy(r => r.Attributes.SopInstanceUid, StringComparer.Ordinal).ToArray();
        await connection.ExecuteAsync(
            """
            insert into film.instance as i (id, hospital_id, study_id, series_id, sop_instance_uid, sop_class_uid, transfer_syntax_uid,
                instance_number, position, rows, columns, frames, sha256, byte_size, received_at)
            select r.id, $1, r.study, r.series, r.uid, r.class, r.syntax,
                r.number, r.position, r.rows, r.columns, r.frames, r.sha, r.size, $2
            from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::int[], $10::float8[],
                    $11::int[], $12::int[], $13::int[], $14::bytea[], $15::bigint[])
                as r (id, study, series, uid, class, syntax, number, position, rows, columns, frames, sha, size)
            on conflict (hospital_id, sop_instance_uid) do update
                set state = 'received', failure_code = null, failure_detail = null, attempts = 0, leased_until = null
                where i.state = 'failed' and i.sha256 = excluded.sha256
            """,
            cancellationToken,
            hospitalId, now, inOrder.Select(_ => Guid.CreateVersion7(now)).ToArray(), Of(a => ids[a.StudyInstanceUid]),
            Of(a => ids[a.StudyInstanceUid + "/" + a.SeriesInstanceUid]), Of(a => a.SopInstanceUid), Of(a => a.SopClassUid),
            Of(a => a.TransferSyntaxUid), Of(a => a.InstanceNumber), Of(a => a.Position), Of(a => a.Rows), Of(a => a.Columns),
            Of(a => a.Frames),
            inOrder.Select(r => r.Sha256).ToArray(), inOrder.Select(r => r.ByteSize).ToArray());

        T[] Of<T>(Func<InstanceAttributes, T> column) => [.. inOrder.Select(r => column(r.Attributes))];
    }

    private static LeasedInstance ReadLease(NpgsqlDataReader r) => new(r.GetGuid(0), r.GetString(1), r.GetInt32(2));
}
