using Bff.Accounts.Contract;
using Npgsql;

namespace Bff.Guide;

/// <summary>SQL of the guide: sites as nodes keep them in memory, and the word that one has changed.</summary>
internal sealed partial class GuideStore(NpgsqlDataSource db, TimeProvider time)
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
            from guide.site s join accounts.v_hospital h on h.id = s.hospital_id left join guide.map m on m.id = s.active_map_id where s.id = $1
            """,
            r => (HospitalId: r.GetGuid(0), Hospital: new HospitalRef(r.GetString(1), r.GetString(2)), MapId: r.ValueOrNull<Guid>(3), Version: r.GetInt32(4), Closures: r.GetInt64(5)),
            cancellationToken, id);
        if (sites is not [var site]) return null;
        var campuses = await connection.ListAsync(
            "select id, source_id, name, name_en, lon, lat, enabled from guide.campus where site_id = $1 order by position, id",
            r => new CampusRow(r.GetGuid(0), r.TextOrNull(1), r.GetString(2), r.TextOrNull(3), r.GetDouble(4), r.GetDouble(5), r.GetBoolean(6)), cancellationToken, id);
        var edits = await connection.ListAsync(
            "select poi_id, name, name_en, category, aliases, labels, enabled from guide.poi_edit where site_id = $1",
            r => (r.GetString(0), new PoiEdit(r.TextOrNull(1), r.TextOrNull(2), r.TextOrNull(3), r.GetFieldValue<string[]>(4), r.GetFieldValue<string[]>(5), r.GetBoolean(6))),
            cancellationToken, id);
        var closures = await connection.ListAsync(
            """
            select id, target, target_id, reason, starts_at, ends_at from guide.closure
            where site_id = $1 and lifted_at is null and (ends_at is null or ends_at > $2) order by id
            """,
            r => new ClosureRow(r.GetGuid(0), r.GetString(1), r.GetString(2), r.GetString(3), r.ValueOrNull<DateTimeOffset>(4), r.ValueOrNull<DateTimeOffset>(5)),
            cancellationToken, id, time.GetUtcNow());
        return (SiteState?)new SiteState(
            id, site.HospitalId, site.Hospital, site.MapId, site.Version, site.Closures, campuses, edits.ToDictionary(e => e.Item1, e => e.Item2, StringComparer.Ordinal), closures);
    }, cancellationToken);

    /// <summary>A map as routing loads it.</summary>
    public async Task<byte[]?> PreparedAsync(Guid mapId, CancellationToken cancellationToken) =>
        await db.FirstAsync("select prepared from guide.map where id = $1", r => r.GetFieldValue<byte[]>(0), cancellationToken, mapId);

    /// <summary>
    /// Calls back with the id of every site that changes, on any node, after its commit, until the connection breaks or the token is cancelled. First calls
    /// back without an id: what changed before is not told again.
    /// </summary>
    /// <exception cref="NpgsqlException">The connection broke.</exception>
    public async Task ListenAsync(Action<Guid?> changed, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, e) =>
        {
            if (Guid.TryParse(e.Payload, out var site)) changed(site);
        };
        await connection.ExecuteAsync("listen guide", cancellationToken);
        changed(null);
        while (true)
            // A silent connection may be a dead one: ask now and then.
            if (!await connection.WaitAsync(TimeSpan.FromSeconds(20), cancellationToken)) await connection.ExecuteAsync("select 1", cancellationToken);
    }
}
