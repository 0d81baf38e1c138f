using Npgsql;

namespace Bff.Film.Ingest;

/// <summary>SQL of what is refused because its UID is held with other bytes, inside the transaction that stores the rest.</summary>
internal static class HeldInstances
{
    /// <summary>Those of the instances whose UIDs are held with other bytes.</summary>
    public static async Task<HashSet<ReceivedInstance>> FindAsync(
        NpgsqlConnection connection, Guid hospitalId, IReadOnlyList<ReceivedInstance> received, CancellationToken cancellationToken)
    {
        var held = await connection.ListAsync(
            """
            select r.number::int
            from unnest($2::text[], $3::bytea[]) with ordinality as r (uid, sha, number)
                join film.instance i on i.hospital_id = $1 and i.sop_instance_uid = r.uid and i.sha256 <> r.sha
            """,
            r => r.GetInt32(0), cancellationToken,
            hospitalId, received.Select(r => r.Attributes.SopInstanceUid).ToArray(), received.Select(r => r.Sha256).ToArray());
        return held.Select(number => received[number - 1]).ToHashSet<ReceivedInstance>(ReferenceEqualityComparer.Instance);
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
