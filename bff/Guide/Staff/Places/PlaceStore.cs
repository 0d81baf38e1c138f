using Npgsql;

namespace Bff.Guide.Staff.Places;

/// <summary>SQL of what staff change on places. A trigger tells every node.</summary>
internal sealed class PlaceStore(NpgsqlDataSource db, TimeProvider time)
{
    /// <summary>Changes places of a site, all or none; null leaves a field as it is, an empty one goes back to the source.</summary>
    /// <returns>How many were changed: none when the site is not reached.</returns>
    public Task<int> EditAsync(Reach reach, Guid siteId, IReadOnlyList<PlaceEdit> edits, CancellationToken cancellationToken) =>
        db.TransactAsync(async connection =>
        {
            var changed = 0;
            foreach (var (poi, patch) in edits)
                changed += await connection.ExecuteAsync(
                    """
                    insert into guide.poi_edit as e (
                        site_id, hospital_id, poi_id, name, name_en, category, aliases, labels, enabled, updated_by, updated_at)
                    select s.id, s.hospital_id, $3, nullif(trim($4::text), ''), nullif(trim($5::text), ''), nullif($6::text, ''),
                        coalesce($7::text[], '{}'), coalesce($8::text[], '{}'), coalesce($9::boolean, true), $10, $11
                    from guide.site s where s.id = $1 and ($2::uuid[] is null or s.hospital_id = any($2))
                    on conflict (site_id, poi_id) do update set
                        name = case when $4::text is null then e.name else excluded.name end,
                        name_en = case when $5::text is null then e.name_en else excluded.name_en end,
                        category = case when $6::text is null then e.category else excluded.category end,
                        aliases = case when $7::text[] is null then e.aliases else excluded.aliases end,
                        labels = case when $8::text[] is null then e.labels else excluded.labels end,
                        enabled = coalesce($9::boolean, e.enabled), updated_by = excluded.updated_by, updated_at = excluded.updated_at
                    """,
                    cancellationToken, siteId, reach.Hospitals, poi, patch.Name, patch.NameEn, patch.Category, patch.Aliases?.ToArray(),
                    patch.Labels?.ToArray(), patch.Enabled, reach.Actor.ActorId, time.GetUtcNow());
            return changed;
        }, cancellationToken);
}
