using Bff.Accounts.Contract;
using Npgsql;

namespace Bff.Guide.Maps;

/// <summary>What a map was made from.</summary>
/// <param name="Counts"><see cref="MapCounts"/> as JSON.</param>
internal sealed record MapSource(string FileName, byte[] Content, string Counts);

/// <summary>SQL of sites as nodes keep them in memory.</summary>
internal sealed class SiteStore(NpgsqlDataSource db, TimeProvider time)
{
    public Task<List<Guid>> SiteIdsAsync(CancellationToken cancellationToken) =>
        db.ListAsync("select id from guide.site", r => r.GetGuid(0), cancellationToken);

    /// <summary>One site as of one moment; null when there is none.</summary>
    public Task<SiteState?> SiteAsync(Guid id, CancellationToken cancellationToken) => db.TransactAsync(async connection =>
    {
        await connection.ExecuteAsync("set transaction isolation level repeatable read read only", cancellationToken);
        var sites = await connection.ListAsync(
            """
            select s.hospital_id, h.code, h.name, s.active_map_id, coalesce(m.version, 0), s.closure_version
            from guide.site s join accounts.v_hospital h on h.id = s.hospital_id left join guide.map m on m.id = s.active_map_id
            where s.id = $1
            """,
            r => new SiteState
            {
                Id = id,
                HospitalId = r.GetGuid(0),
                Hospital = new HospitalRef(r.GetString(1), r.GetString(2)),
                MapId = r.ValueOrNull<Guid>(3),
                MapVersion = r.GetInt32(4),
                ClosureVersion = r.GetInt64(5),
                Campuses = [],
                Edits = PoiEdits.None,
                Closures = [],
            },
            cancellationToken, id);
        return sites is not [var site] ? null : site with
        {
            Campuses = await CampusesAsync(connection, id, cancellationToken),
            Edits = await EditsAsync(connection, id, cancellationToken),
            Closures = await ClosuresAsync(connection, id, cancellationToken),
        };
    }, cancellationToken);

    /// <summary>A map as routing loads it.</summary>
    public async Task<byte[]?> PreparedAsync(Guid mapId, CancellationToken cancellationToken) =>
        await db.FirstAsync("select prepared from guide.map where id = $1", r => r.GetFieldValue<byte[]>(0), cancellationToken, mapId);

    /// <summary>The file a map was made from with what is known of it; null for one made by a generator.</summary>
    public Task<MapSource?> SourceAsync(Guid mapId, CancellationToken cancellationToken) =>
        db.FirstAsync(
            "select file_name, source, counts from guide.map where id = $1 and source is not null",
            r => new MapSource(r.GetString(0), r.GetFieldValue<byte[]>(1), r.GetString(2)), cancellationToken, mapId);

    /// <summary>Replaces the prepared form of a map, made anew from its source.</summary>
    public Task SavePreparedAsync(Guid mapId, byte[] prepared, CancellationToken cancellationToken) =>
        db.ExecuteAsync("update guide.map set prepared = $2 where id = $1", cancellationToken, mapId, prepared);

    private static Task<List<CampusRow>> CampusesAsync(NpgsqlConnection connection, Guid siteId, CancellationToken cancellationToken) =>
        connection.ListAsync(
            "select id, source_id, name, name_en, lon, lat, enabled from guide.campus where site_id = $1 order by position, id",
            r => new CampusRow(
                r.GetGuid(0), r.TextOrNull(1), r.GetString(2), r.TextOrNull(3), r.GetDouble(4), r.GetDouble(5), r.GetBoolean(6)),
            cancellationToken, siteId);

    private static async Task<Dictionary<string,
        PoiEdit>> EditsAsync(NpgsqlConnection connection, Guid siteId, CancellationToken cancellationToken)
    {
        var edits = await connection.ListAsync(
            "select poi_id, name, name_en, category, aliases, labels, enabled from guide.poi_edit where site_id = $1",
            r => (Poi: r.GetString(0), Edit: new PoiEdit(
                r.TextOrNull(1), r.TextOrNull(2), r.TextOrNull(3), r.GetFieldValue<string[]>(4), r.GetFieldValue<string[]>(5),
                    r.GetBoolean(6))),
            cancellationToken, siteId);
        return edits.ToDictionary(e => e.Poi, e => e.Edit, StringComparer.Ordinal);
    }

    private Task<List<ClosureRow>> ClosuresAsync(NpgsqlConnection connection, Guid siteId, CancellationToken cancellationToken) =>
        connection.ListAsync(
            """
            select id, target, target_id, reason, starts_at, ends_at from guide.closure
            where site_id = $1 and lifted_at is null and (ends_at is null or ends_at > $2) order by id
            """,
            r => new ClosureRow(
                r.GetGuid(0), r.GetString(1), r.GetString(2), r.GetString(3), r.ValueOrNull<DateTimeOffset>(4),
                    r.ValueOrNull<DateTimeOffset>(5)),
            cancellationToken, siteId, time.GetUtcNow());
}
