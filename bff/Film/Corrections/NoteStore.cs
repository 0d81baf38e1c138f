using Bff.Film.Ingest;
using Npgsql;

namespace Bff.Film.Corrections;

/// <summary>SQL of rejection notes: each is obeyed once, in one transaction with all that it withdraws.</summary>
internal sealed class NoteStore(NpgsqlDataSource db, WithdrawalStore withdrawals, TimeProvider time)
{
    public Task<(NoteOutcome Outcome, List<Withdrawal> Withdrawn)> ObeyAsync(
        WithdrawalOrder order, ReceivedInstance received, RejectionNote note, CancellationToken cancellationToken) =>
        db.TransactAsync(async connection =>
        {
            var uid = received.Attributes.SopInstanceUid;
            if (await BeginAsync(connection, order, received, note, cancellationToken) is { } known)
                return (known.AsSpan().SequenceEqual(received.Sha256) ? NoteOutcome.ObeyedBefore : NoteOutcome.UidTaken, new List<Withdrawal>());
            var withdrawn = new List<Withdrawal>();
            foreach (var study in note.Instances.GroupBy(i => i.StudyUid).OrderBy(g => g.Key, StringComparer.Ordinal))
            {
                var scope = new WithdrawalScope(study.Key, null, [.. study.Select(i => i.SopUid)]);
                if (await withdrawals.WithdrawAsync(connection, order, scope, cancellationToken) is { Instances: > 0 } some) withdrawn.Add(some);
            }
            var count = withdrawn.Sum(w => w.Instances);
            // A note that came before what it names is not obeyed: its sender brings it again.
            if (count == 0)
                await connection.ExecuteAsync(
                    "delete from film.rejection_note where hospital_id = $1 and sop_instance_uid = $2", cancellationToken, order.HospitalId, uid);
            return (count == 0 ? NoteOutcome.NothingHere : count < note.Instances.Count ? NoteOutcome.PartlyObeyed : NoteOutcome.Obeyed, withdrawn);
        }, cancellationToken);

    /// <summary>Takes the note's UID, which settles two of it at once; the hash of the note that has it already.</summary>
    private async Task<byte[]?> BeginAsync(
        NpgsqlConnection connection, WithdrawalOrder order, ReceivedInstance received, RejectionNote note, CancellationToken cancellationToken)
    {
        var uid = received.Attributes.SopInstanceUid;
        var added = await connection.ExecuteAsync(
            """
            insert into film.rejection_note (hospital_id, sop_instance_uid, sha256, cause, instances, obeyed_at)
            values ($1, $2, $3, $4, $5, $6) on conflict (hospital_id, sop_instance_uid) do nothing
            """,
            cancellationToken, order.HospitalId, uid, received.Sha256, note.Cause, note.Instances.Count, time.GetUtcNow());
        return added == 1 ? null : (await connection.ListAsync(
            "select sha256 from film.rejection_note where hospital_id = $1 and sop_instance_uid = $2", r => r.GetFieldValue<byte[]>(0),
            cancellationToken, order.HospitalId, uid))[0];
    }
}
