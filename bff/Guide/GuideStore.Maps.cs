
namespace Bff.Guide;

/// <summary>A map to be kept. <paramref name="Source"/> is the file as it came, null for one made by a generator; the last three are JSON.</summary>
internal sealed record NewMap(string FileName, byte[]? Source, byte[] Prepared, string Counts, string Lint, string Changes);

/// <summary>What a map was made from; counts is JSON.</summary>
internal sealed record MapSource(string FileName, byte[] Content, string Counts);

/// <summary>A campus as an activated map has it.</summary>
internal sealed record MapCampus(string SourceId, string Name, string? NameEn, double Lon, double Lat);

/// <summary>A kept map as staff see it; counts, lint and changes are JSON.</summary>
internal sealed record MapRow(Guid Id, int Version, string FileName, string Counts, string Lint, string Changes, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? ActivatedAt, bool Active);

/// <summary>SQL of sites, campuses and their maps.</summary>
internal sealed partial class GuideStore
{
    /// <summary>A new site with its first campus and no map yet.</summary>
    public async Task<(Guid Site, Guid Campus)> AddSiteAsync(Guid hospitalId, string name, string? nameEn, double lon, double lat, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (site, campus) = (Guid.CreateVersion7(now), Guid.CreateVersion7(now));
        await db.ExecuteAsync(
            """
            with site as (insert into guide.site (id, hospital_id, created_at) values ($1, $2, $3) returning id)
            insert into guide.campus (id, hospital_id, site_id, name, name_en, lon, lat, created_at) select $4, $2, id, $5, $6::text, $7, $8, $3 from site
            """,
            cancellationToken, site, hospitalId, now, campus, name, nameEn, lon, lat);
        return (site, campus);
    }

    /// <summary>Keeps a map as a draft. Two imports at the same time take two numbers: the site's row is locked first.</summary>
    public Task<(Guid Id, int Version)> AddMapAsync(Guid hospitalId, Guid siteId, NewMap map, string by, CancellationToken cancellationToken) => db.TransactAsync(async connection =>
    {
        var now = time.GetUtcNow();
        await connection.ListAsync("select id from guide.site where id = $1 for update", r => r.GetGuid(0), cancellationToken, siteId);
        var rows = await connection.ListAsync(
            """
            insert into guide.map (id, hospital_id, site_id, version, file_name, source, prepared, counts, lint, changes, created_by, created_at)
            select $1, $2, $3, coalesce(max(m.version), 0) + 1, $4, $5::bytea, $6, $7::jsonb, $8::jsonb, $9::jsonb, $10, $11 from guide.map m where m.site_id = $3
            returning id, version
            """,
            r => (r.GetGuid(0), r.GetInt32(1)), cancellationToken,
            Guid.CreateVersion7(now), hospitalId, siteId, map.FileName, map.Source, map.Prepared, map.Counts, map.Lint, map.Changes, by, now);
        return rows[0];
    }, cancellationToken);

    /// <summary>The file a map was made from with what is known of it; null for one made by a generator.</summary>
    public Task<MapSource?> SourceAsync(Guid mapId, CancellationToken cancellationToken) =>
        db.FirstAsync("select file_name, source, counts from guide.map where id = $1 and source is not null", r => new MapSource(r.GetString(0), r.GetFieldValue<byte[]>(1), r.GetString(2)), cancellationToken, mapId);

    /// <summary>Replaces the prepared form of a map, made anew from its source.</summary>
    public Task SavePreparedAsync(Guid mapId, byte[] prepared, CancellationToken cancellationToken) =>
        db.ExecuteAsync("update guide.map set prepared = $2 where id = $1", cancellationToken, mapId, prepared);

    /// <summary>The maps of a site, newest first.</summary>
    public Task<List<MapRow>> MapsAsync(Guid siteId, int limit, int before, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select m.id, m.version, m.file_name, m.counts, m.lint, m.changes, m.created_by, m.created_at, m.activated_at, s.active_map_id = m.id is true
            from guide.map m join guide.site s on s.id = m.site_id where m.site_id = $1 and m.version < $3 order by m.version desc limit $2
            """,
            r => new MapRow(
                r.GetGuid(0), r.GetInt32(1), r.GetString(2), r.GetString(3), r.GetString(4), r.GetString(5), r.GetString(6), r.GetFieldValue<DateTimeOffset>(7),
                r.ValueOrNull<DateTimeOffset>(8), r.GetBoolean(9)),
            cancellationToken, siteId, limit, before);

    /// <summary>
    /// Makes a map the site's own, with the campuses it has: known ones keep their names and ids, the first one of a new site takes its source's id, others are
    /// added; one that the map does not have stays, and is served again by a map that does. False when the map is not the site's.
    /// </summary>
    public Task<bool> ActivateAsync(Guid siteId, Guid mapId, IReadOnlyList<MapCampus> campuses, CancellationToken cancellationToken) => db.TransactAsync(async connection =>
    {
        var now = time.GetUtcNow();
        var activated = await connection.ExecuteAsync(
            "update guide.site s set active_map_id = m.id from guide.map m where s.id = $1 and m.site_id = s.id and m.id = $2", cancellationToken, siteId, mapId);
        if (activated == 0) return false;
        await connection.ExecuteAsync("update guide.map set activated_at = $2 where id = $1", cancellationToken, mapId, now);
        await connection.ExecuteAsync(
            "update guide.campus set source_id = $2 where site_id = $1 and source_id is null and not exists (select 1 from guide.campus where site_id = $1 and source_id = $2)",
            cancellationToken, siteId, campuses[0].SourceId);
        await connection.ExecuteAsync(
            """
            insert into guide.campus as c (id, hospital_id, site_id, source_id, position, name, name_en, lon, lat, created_at)
            select m.id, s.hospital_id, s.id, m.source_id, m.position - 1, m.name, m.name_en, m.lon, m.lat, $7
            from guide.site s, unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::float8[], $8::float8[]) with ordinality as m (id, source_id, name, name_en, lon, lat, position)
            where s.id = $1
            on conflict (site_id, source_id) do update set position = excluded.position, lon = excluded.lon, lat = excluded.lat
            """,
            cancellationToken, siteId, campuses.Select(_ => Guid.CreateVersion7(now)).ToArray(), campuses.Select(c => c.SourceId).ToArray(), campuses.Select(c => c.Name).ToArray(),
            campuses.Select(c => c.NameEn).ToArray(), campuses.Select(c => c.Lon).ToArray(), now, campuses.Select(c => c.Lat).ToArray());
        return true;
    }, cancellationToken);

    /// <summary>Changes what staff may change of a campus; null leaves as it is, but an English name that is to be set may be none.</summary>
    public async Task<bool> PatchCampusAsync(Guid id, string? name, bool setNameEn, string? nameEn, bool? enabled, CancellationToken cancellationToken) =>
        await db.ExecuteAsync(
            "update guide.campus set name = coalesce($2::text, name), name_en = case when $5::boolean then $3::text else name_en end, enabled = coalesce($4::boolean, enabled) where id = $1",
            cancellationToken, id, name, nameEn, enabled, setNameEn) == 1;
}
