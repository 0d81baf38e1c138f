using Npgsql;

namespace Bff.Film.Ingest;

/// <summary>SQL of what is refused because its UID is held with other bytes, inside the transaction that stores the rest.</summary>
internal static class HeldInstances
{
    /// <summary>Whether bytes <c>r</c> were withdrawn, and not because their time had come: the hospital may bring those back.</summary>
    public const string WithdrawnBytes =
        """
        exists (select from film.withdrawn w where w.hospital_id = $1 and w.sop_instance_uid = r.uid and w.restored_at is null
            and w.cause <> 'expired' and r.sha in (w.sha256, w.sent_sha256))
        """;

    /// <summary>
    /// Those of the instances about which nothing is left to decide: their UIDs are held with other bytes, or these very bytes are held
    /// under another study, or were withdrawn.
    /// </summary>
    public static async Task<Dictionary<ReceivedInstance, Judged>> FindAsync(
        NpgsqlConnection connection, Guid hospitalId, IReadOnlyList<ReceivedInstance> received, CancellationToken cancellationToken)
    {
        var held = await connection.ListAsync(
            $"""
            select r.number::int, {WithdrawnBytes}, i.sent_sha256 is not distinct from r.sha,
                exists (select from film.study s where s.id = i.study_id and s.study_instance_uid = r.study)
            from unnest($2::text[], $3::bytea[], $4::text[]) with ordinality as r (uid, sha, study, number)
                left join film.instance i on i.hospital_id = $1 and i.sop_instance_uid = r.uid
            where i.sha256 <> r.sha or (i.id is null and {WithdrawnBytes})
            """,
            r => (Instance: received[r.GetInt32(0) - 1], IsWithdrawn: r.GetBoolean(1), IsRewritten: r.GetBoolean(2), IsHere: r.GetBoolean(3)),
            cancellationToken,
            hospitalId, received.Select(r => r.Attributes.SopInstanceUid).ToArray(), received.Select(r => r.Sha256).ToArray(),
            received.Select(r => r.Attributes.StudyInstanceUid).ToArray());
        return new(
            held.Select(h => KeyValuePair.Create(h.Instance, h.IsRewritten ? new Judged(Verdict.HeldElsewhere)
                : h.IsWithdrawn ? new Judged(Verdict.Withdrawn) : new Judged(Verdict.Held) { MayCorrect = h.IsHere })),
            ReferenceEqualityComparer.Instance);
    }

    /// <summary>Takes back those of the studies and series that hold nothing.</summary>
    public static async Task RemoveEmptyAsync(NpgsqlConnection connection, Guid[] ids, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(
            "delete from film.series e where e.id = any($1) and not exists (select from film.instance i where i.series_id = e.id)",
            cancellationToken, ids);
        await connection.ExecuteAsync(
            """
            delete from film.study_modality m where m.study_id = any($1)
                and not exists (select from film.series e where e.study_id = m.study_id and e.modality = m.modality)
            """,
            cancellationToken, ids);
        await connection.ExecuteAsync(
            "delete from film.study s where s.id = any($1) and not exists (select from film.instance i where i.study_id = s.id)",
            cancellationToken, ids);
    }
}
