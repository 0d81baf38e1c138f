using Bff.Film.Identity;
using Npgsql;

namespace Bff.Film.Ingest;

/// <summary>
/// SQL of instances that are of another patient than the study they name, inside the transaction that stores the others. A clash is one
/// patient under one study UID; what was decided of it holds for all that comes later.
/// </summary>
internal sealed class FilingStore(FilingCipher cipher, TimeProvider time)
{
    /// <summary>What is to become of them: decided already, or set aside until it is.</summary>
    /// <param name="identity">Whom they say they are of.</param>
    /// <param name="instances">Of one study UID and one patient.</param>
    public async Task<Judged> JudgeAsync(
        Intake intake, PatientIdentity identity, IReadOnlyList<IdentityPart> differs, IReadOnlyList<ReceivedInstance> instances)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var filing = (await intake.Connection.ListAsync(
            """
            insert into film.filing as f (id, hospital_id, kind, study_instance_uid, identity_index, identity_enc, differs, state, opened_at)
            values ($1, $2, 'clash', $3, $4, $5, $6, 'open', $7)
            on conflict (hospital_id, study_instance_uid, identity_index) do update set
                state = case when f.state = 'replace' then 'open' else f.state end, -- whose study it was then is another's now
                settled_by = case when f.state = 'replace' then null else f.settled_by end,
                settled_at = case when f.state = 'replace' then null else f.settled_at end
            returning id, state, target_uid
            """,
            r => (Id: r.GetGuid(0), State: r.GetString(1), TargetUid: r.TextOrNull(2)), intake.Stop,
            id, intake.HospitalId, instances[0].Attributes.StudyInstanceUid, cipher.Index(identity), cipher.Encrypt(identity, id, intake.HospitalId),
            differs.Select(FilingCipher.Word).ToArray(), now))[0];
        switch (filing.State)
        {
            case FilingState.Reject: return new Judged(Verdict.Rejected);
            case FilingState.Merge: return new Judged(Verdict.Stored);
            case FilingState.Apart: return new Judged(Verdict.FiledElsewhere, filing.TargetUid);
        }
        await intake.Connection.ExecuteAsync(
            """
            insert into film.aside (id, hospital_id, filing_id, sop_instance_uid, sha256, byte_size, received_at)
            select a.id, $1, $2, a.uid, a.sha, a.size, $3 from unnest($4::uuid[], $5::text[], $6::bytea[], $7::bigint[]) as a (id, uid, sha, size)
            on conflict (filing_id, sha256) do nothing
            """,
            intake.Stop, intake.HospitalId, filing.Id, now, instances.Select(_ => Guid.CreateVersion7(now)).ToArray(),
            instances.Select(i => i.Attributes.SopInstanceUid).ToArray(), instances.Select(i => i.Sha256).ToArray(),
            instances.Select(i => i.ByteSize).ToArray());
        return new Judged(Verdict.SetAside);
    }
}
