using System.Data;
using System.Text.Json;
using Npgsql;

namespace Bff.Guide.Staff.Imports;

/// <summary>A map to be kept; the last three are JSON.</summary>
/// <param name="Source">The file as it came; null for one made by a generator.</param>
/// <param name="Prepared">As routing loads it.</param>
internal sealed record NewMap(string FileName, byte[]? Source, byte[] Prepared, string Counts, string Lint, string Changes);

/// <summary>A campus as an activated map has it.</summary>
internal sealed record MapCampus(string SourceId, string Name, string? NameEn, double Lon, double Lat);

/// <summary>SQL of maps that were imported.</summary>
internal sealed class ImportStore(NpgsqlDataSource db, TimeProvider time)
{
    /// <summary>
    /// Keeps a map as a draft; null when the site is not reached. Two imports at the same time take two numbers: the site's row is locked
    /// first.
    /// </summary>
    public Task<(Guid Id, int Version)?> AddAsync(Reach reach, Guid siteId, NewMap map, CancellationToken cancellationToken) =>
        db.TransactAsync<(Guid, int)?>(async connection =>
        {
            var now = time.GetUtcNow();
            var sites = await connection.ListAsync(
                "select hospital_id from guide.site where id = $1 and ($2::uuid[] is null or hospital_id = any($2)) for update",
                r => r.GetGuid(0), cancellationToken, siteId, reach.Hospitals);
            if (sites is not [var hospitalId]) return null;
            var rows = await connection.ListAsync(
                """
                insert into guide.map (
                    id, hospital_id, site_id, version, file_name, source, prepared, counts, lint, changes, created_by, created_at)
                select $1, $2, $3, coalesce(max(m.version), 0) + 1, $4, $5::bytea, $6, $7::jsonb, $8::jsonb, $9::jsonb, $10, $11
                from guide.map m where m.site_id = $3
                returning id, version
                """,
                r => (r.GetGuid(0), r.GetInt32(1)), cancellationToken,
                Guid.CreateVersion7(now), hospitalId, siteId, map.FileName, map.Source, map.Prepared, map.Counts, map.Lint, map.Changes,
                reach.Actor.ActorId, now);
            return rows[0];
        }, cancellationToken);

    /// <summary>The maps of a site, newest first.</summary>
    /// <param name="limit">How many rows.</param>
    /// <param name="before">Only those with a smaller number.</param>
    public Task<List<MapItem>> MapsAsync(Reach reach, Guid siteId, int limit, int before, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select m.id, m.version, m.file_name, m.counts, m.lint, m.changes, m.created_by, m.created_at, m.activated_at,
                s.active_map_id = m.id is true as active
            from guide.map m join guide.site s on s.id = m.site_id
            where m.site_id = $1 and m.version < $3 and ($4::uuid[] is null or m.hospital_id = any($4)) order by m.version desc limit $2
            """,
            r => new MapItem
            {
                MapId = r.GetGuid("id").ToString(),
                Version = r.GetInt32("version"),
                FileName = r.GetString("file_name"),
                Counts = JsonSerializer.Deserialize(r.GetString("counts"), GuideStaffJson.Default.MapCounts)!,
                Lint = JsonSerializer.Deserialize(r.GetString("lint"), GuideStaffJson.Default.ListLintItem)!,
                Changes = JsonSerializer.Deserialize(r.GetString("changes"), GuideStaffJson.Default.MapChanges)!,
                CreatedBy = r.GetString("created_by"),
                CreatedAt = r.Moment("created_at"),
                ActivatedAt = r.ValueOrNull<DateTimeOffset>("activated_at"),
                Active = r.GetBoolean("active"),
            },
            cancellationToken, siteId, limit, before, reach.Hospitals);

    /// <summary>
    /// Makes a map the site's own, with the campuses it has: known ones keep their names and ids, the first one of a new site takes its
    /// source's id, others are added; one that the map does not have stays, and is served again by a map that does. False when the map is
    /// not the site's or not reached.
    /// </summary>
    public Task<bool> ActivateAsync(
        Reach reach, Guid siteId, Guid mapId, IReadOnlyList<MapCampus> campuses, CancellationToken cancellationToken) =>
        db.TransactAsync(async connection =>
        {
            var now = time.GetUtcNow();
            var activated = await connection.ExecuteAsync(
                """
                update guide.site s set active_map_id = m.id from guide.map m
                where s.id = $1 and m.site_id = s.id and m.id = $2 and ($3::uuid[] is null or s.hospital_id = any($3))
                """, cancellationToken, siteId, mapId, reach.Hospitals);
            if (activated == 0) return false;
            await connection.ExecuteAsync("update guide.map set activated_at = $2 where id = $1", cancellationToken, mapId, now);
            await connection.ExecuteAsync(
                """
                update guide.campus set source_id = $2 where site_id = $1 and source_id is null
                    and not exists (select 1 from guide.campus where site_id = $1 and source_id = $2)
                """, cancellationToken, siteId, campuses[0].SourceId);
            await connection.ExecuteAsync(
                """
                insert into guide.campus as c (id, hospital_id, site_id, source_id, position, name, name_en, lon, lat, created_at)
                select m.id, s.hospital_id, s.id, m.source_id, m.position - 1, m.name, m.name_en, m.lon, m.lat, $7
                from guide.site s,
                    unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::float8[], $8::float8[])
                        with ordinality as m (id, source_id, name, name_en, lon, lat, position)
                where s.id = $1
                on conflict (site_id, source_id) do update set position = excluded.position, lon = excluded.lon, lat = excluded.lat
                """,
                cancellationToken, siteId, campuses.Select(_ => Guid.CreateVersion7(now)).ToArray(),
                    campuses.Select(c => c.SourceId).ToArray(),
                campuses.Select(c => c.Name).ToArray(), campuses.Select(c => c.NameEn).ToArray(), campuses.Select(c => c.Lon).ToArray(),
                    now,
                campuses.Select(c => c.Lat).ToArray());
            return true;
        }, cancellationToken);
}
