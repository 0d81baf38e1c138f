using System.Data;
using System.Numerics;
using Bff.Accounts.Contract;
using Bff.Film.Identity;
using Bff.Film.Ingest;
using Npgsql;

namespace Bff.Film.Corrections;

/// <summary>SQL of what staff decide of instances that do not belong where they say.</summary>
internal sealed class FilingDesk(
    NpgsqlDataSource db, FilingCipher cipher, StudyCipher studyCipher, StudyRows studies, WithdrawalStore withdrawals, TimeProvider time)
{
    /// <summary>Clashes that wait, newest first.</summary>
    /// <param name="before">The last id of the page before.</param>
    public Task<List<ClashRow>> ClashesAsync(Reach reach, int limit, Guid before, CancellationToken cancellationToken)
    {
        var sql = new Sql();
        var page = sql.Newest(new NewestRows("film.filing", reach.Hospitals, limit, before) { And = "and r.state = 'open'" });
        return db.ListAsync(
            $"""
            select f.id, f.hospital_id, h.code, h.name, f.study_instance_uid, f.opened_at, f.differs, f.identity_enc,
                (select count(*)::int from film.aside a where a.filing_id = f.id) as waiting, s.id as study_id, s.patient_name_enc, s.mrn_enc,
                s.issuer, s.patient_birth_date, s.patient_sex
            from ({page}) f join accounts.v_hospital h on h.id = f.hospital_id
                left join film.study s on s.hospital_id = f.hospital_id and s.study_instance_uid = f.study_instance_uid
            order by f.id desc
            """,
            ReadClash, cancellationToken, sql.Parameters);
    }

    /// <summary>Decides; of two at once the first. The waiting files are then due, or withdrawn if they are rejected.</summary>
    /// <param name="by">Kind and id.</param>
    public Task<(SettleOutcome Outcome, Guid HospitalId, List<Withdrawal> Withdrawn)> SettleAsync(
        Reach reach, Guid id, string state, string reason, string by, CancellationToken cancellationToken) =>
        db.TransactAsync(async connection =>
        {
            var known = (await connection.ListAsync(
                "select hospital_id, study_instance_uid from film.filing where id = $1 and kind = 'clash' and ($2::uuid[] is null or hospital_id = any($2))",
                r => (Hospital: r.GetGuid(0), Study: r.GetString(1)), cancellationToken, id, reach.Hospitals)).Cast<(Guid Hospital, string Study)?>().FirstOrDefault();
            if (known is not var (hospital, study)) return (SettleOutcome.Unknown, Guid.Empty, []);
            // The study first, as whoever adds to it locks it.
            await studies.LockAsync(connection, hospital, study, cancellationToken);
            var isOpen = await connection.ListAsync(
                "select 1 from film.filing where id = $1 and state = 'open' for update", r => r.GetInt32(0), cancellationToken, id) is not [];
            if (!isOpen) return (SettleOutcome.SettledBefore, hospital, []);
            if (state is FilingState.Apart or FilingState.Merge && await HoldsSameAsync(connection, id, cancellationToken))
                return (SettleOutcome.HoldsSame, hospital, []);
            await connection.ExecuteAsync(
                "update film.filing set state = $2, target_uid = $3::text, reason = $4, settled_by = $5, settled_at = $6 where id = $1",
                cancellationToken, id, state, state == FilingState.Apart ? NewUid() : null, reason, by, time.GetUtcNow());
            var withdrawn = await ApplyAsync(connection, id, state, new WithdrawalOrder(hospital, WithdrawalCause.Replaced, reason, by), study, cancellationToken);
            return (SettleOutcome.Settled, hospital, withdrawn);
        }, cancellationToken);

    /// <summary>Takes instances out of a study and has their files filed elsewhere, in one transaction.</summary>
    /// <param name="patient">Whom they are of; of a target that is a study, whose it is.</param>
    public Task<(MoveRefusal? Refusal, Withdrawal? Withdrawn)> MoveAsync(
        WithdrawalOrder order, WithdrawalScope scope, string? targetUid, PatientIdentity? patient, CancellationToken cancellationToken) =>
        db.TransactAsync<(MoveRefusal?, Withdrawal?)>(async connection =>
        {
            // In the order of their UIDs, as whoever adds to several studies does.
            foreach (var uid in new[] { scope.StudyUid, targetUid }.OfType<string>().Distinct().Order(StringComparer.Ordinal))
            {
                var study = await studies.LockAsync(connection, order.HospitalId, uid, cancellationToken);
                if (study is null) return (uid == targetUid ? MoveRefusal.TargetUnknown : MoveRefusal.Nothing, null);
                if (uid == targetUid) patient = study.Identity;
            }
            var withdrawn = await withdrawals.WithdrawAsync(connection, order, scope with { LeavesWaiting = true }, cancellationToken);
            if (withdrawn.Instances == 0) return (MoveRefusal.Nothing, null);
            var isWhole = await studies.LockAsync(connection, order.HospitalId, scope.StudyUid, cancellationToken) is null;
            await AddMoveAsync(connection, order, withdrawn, targetUid ?? (isWhole ? scope.StudyUid : NewUid()), patient!, cancellationToken);
            return (null, withdrawn);
        }, cancellationToken);

    /// <summary>A UID of our own (PS3.5 B.2).</summary>
    private static string NewUid() => "2.25." + new BigInteger(Guid.NewGuid().ToByteArray(), isUnsigned: true);

    private static async Task<bool> HoldsSameAsync(NpgsqlConnection connection, Guid id, CancellationToken cancellationToken) =>
        await connection.ListAsync(
            """
            select 1 from film.aside a join film.instance i on i.hospital_id = a.hospital_id and i.sop_instance_uid = a.sop_instance_uid
            where a.filing_id = $1 limit 1
            """, r => r.GetInt32(0), cancellationToken, id) is not [];

    private async Task<List<Withdrawal>> ApplyAsync(
        NpgsqlConnection connection, Guid id, string state, WithdrawalOrder order, string study, CancellationToken cancellationToken)
    {
        if (state == FilingState.Reject)
        {
            await connection.ExecuteAsync("delete from film.aside where filing_id = $1", cancellationToken, id);
            return [];
        }
        var withdrawn = new List<Withdrawal>();
        if (state == FilingState.Replace)
            withdrawn.Add(await withdrawals.WithdrawAsync(
                connection, order, new WithdrawalScope(study) { LeavesWaiting = true }, cancellationToken));
        await connection.ExecuteAsync("update film.aside set due_at = $2 where filing_id = $1", cancellationToken, id, time.GetUtcNow());
        return withdrawn;
    }

    private async Task AddMoveAsync(
        NpgsqlConnection connection, WithdrawalOrder order, Withdrawal withdrawn, string targetUid, PatientIdentity patient,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        await connection.ExecuteAsync(
            """
            insert into film.filing (id, hospital_id, kind, study_instance_uid, identity_enc, differs, state, target_uid, reason, settled_by,
                settled_at, opened_at)
            values ($1, $2, 'move', $3, $4, '{}', 'move', $5, $6, $7, $8, $8)
            """,
            cancellationToken, id, order.HospitalId, withdrawn.StudyUid, cipher.Encrypt(patient, id, order.HospitalId), targetUid,
            order.Reason, order.By, now);
        await connection.ExecuteAsync(
            """
            insert into film.aside (id, hospital_id, filing_id, sop_instance_uid, sha256, byte_size, received_at, due_at)
            select a.id, $1, $2, a.uid, a.sha, a.size, $3, $3 from unnest($4::uuid[], $5::text[], $6::bytea[], $7::bigint[]) as a (id, uid, sha, size)
            on conflict (filing_id, sha256) do nothing
            """,
            cancellationToken, order.HospitalId, id, now, withdrawn.Gone.Select(_ => Guid.CreateVersion7(now)).ToArray(),
            withdrawn.Gone.Select(g => g.SopUid).ToArray(), withdrawn.Gone.Select(g => g.Sha256).ToArray(),
            withdrawn.Gone.Select(g => g.ByteSize).ToArray());
    }

    private ClashRow ReadClash(NpgsqlDataReader r)
    {
        Guid id = r.GetGuid("id"), hospital = r.GetGuid("hospital_id");
        return new ClashRow
        {
            Id = id.ToString(),
            Hospital = new HospitalRef(r.GetString("code"), r.GetString("name")),
            StudyInstanceUid = r.GetString("study_instance_uid"),
            OpenedAt = r.Moment("opened_at"),
            Instances = r.GetInt32("waiting"),
            Differs = r.GetFieldValue<string[]>("differs"),
            Sent = cipher.Decrypt(r.GetFieldValue<byte[]>("identity_enc"), id, hospital),
            Study = r.ValueOrNull<Guid>("study_id") is { } study ? studyCipher.ReadIdentity(r, study, hospital) : null,
        };
    }
}
