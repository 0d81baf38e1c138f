using Bff.Film.Ingest;
using Npgsql;

namespace Bff.Film.Corrections;

/// <summary>Corrected files that take the place of what is held, or was, under the same SOP Instance UIDs.</summary>
internal sealed class Replacements(NpgsqlDataSource db, Withdrawals withdrawals, Reception reception)
{
    /// <summary>Each outcome in the order given. What is held is withdrawn first, and kept, so that nothing is lost where a file is refused.</summary>
    public async Task<IReadOnlyList<StoredInstance>> ReplaceAsync(
        HttpContext http, Guid hospitalId, string reason, IReadOnlyList<ReceivedInstance> received)
    {
        var known = await KnownAsync(hospitalId, received, http.RequestAborted);
        var order = new WithdrawalOrder(
            hospitalId, WithdrawalCause.Replaced, reason, $"{Caller.Of(http).ActorKind}:{Caller.Of(http).ActorId}");
        var files = received.Where((r, i) => known.ContainsKey(i) && r.Attributes.Note is null).ToList();
        // Under the study that holds it now, which the corrected file may no longer name.
        var held = known.Where(k => k.Value.HeldUnder is not null && !k.Value.IsSame).GroupBy(k => k.Value.HeldUnder!, k => k.Key);
        foreach (var study in held.OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            string[] sops = [.. study.Select(i => received[i].Attributes.SopInstanceUid)];
            await withdrawals.WithdrawAsync(
                http, order, new WithdrawalScope(study.Key, null, sops) { LeavesWaiting = true }, http.RequestAborted);
        }
        var stored = new Queue<StoredInstance>(await reception.StoreAsync(hospitalId, null, files, http.RequestAborted));
        var taken = files.ToHashSet<ReceivedInstance>(ReferenceEqualityComparer.Instance);
        return [.. received.Select(r => taken.Contains(r) ? stored.Dequeue() : Outcomes.Of(r.Attributes, Verdict.Stored) with
        {
            FailureReason = StoredInstance.NoSuchInstance,
            Detail = "There is no such instance to be replaced.",
        })];
    }

    /// <summary>By their places: those that the hospital holds, or held and withdrew.</summary>
    private async Task<Dictionary<int, (string? HeldUnder, bool IsSame)>> KnownAsync(
        Guid hospitalId, IReadOnlyList<ReceivedInstance> received, CancellationToken cancellationToken)
    {
        var rows = await db.ListAsync(
            """
            select r.number::int - 1, s.study_instance_uid, coalesce(i.sha256 = r.sha, false)
            from unnest($2::text[], $3::bytea[]) with ordinality as r (uid, sha, number)
                left join film.instance i on i.hospital_id = $1 and i.sop_instance_uid = r.uid left join film.study s on s.id = i.study_id
            where i.id is not null or exists (select from film.withdrawn w where w.hospital_id = $1 and w.sop_instance_uid = r.uid)
            """,
            r => (Place: r.GetInt32(0), HeldUnder: r.TextOrNull(1), IsSame: r.GetBoolean(2)), cancellationToken, hospitalId,
            received.Select(r => r.Attributes.SopInstanceUid).ToArray(), received.Select(r => r.Sha256).ToArray());
        return rows.ToDictionary(r => r.Place, r => (r.HeldUnder, r.IsSame));
    }
}
