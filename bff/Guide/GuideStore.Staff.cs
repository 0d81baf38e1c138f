
namespace Bff.Guide;

/// <summary>A printed code as a row.</summary>
internal sealed record HereCodeRow(Guid Id, Guid CampusId, string Code, double Lon, double Lat, string Level, string Label, DateTimeOffset CreatedAt);

/// <summary>SQL of what staff change: closures, places, printed codes. Each change that concerns routing bumps or touches the site, so every node hears of it.</summary>
internal sealed partial class GuideStore
{
    public async Task<Guid> AddClosureAsync(Guid siteId, NewClosure closure, string by, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var rows = await db.WriteAsync(
            """
            with site as (update guide.site set closure_version = closure_version + 1 where id = $2 returning id, hospital_id)
            insert into guide.closure (id, hospital_id, site_id, target, target_id, reason, starts_at, ends_at, created_by, created_at)
            select $1, hospital_id, id, $3, $4, $5, $6::timestamptz, $7::timestamptz, $8, $9 from site returning id
            """,
            r => r.GetGuid(0), cancellationToken, Guid.CreateVersion7(now), siteId, closure.Target, closure.TargetId, closure.Reason, closure.From?.ToUniversalTime(),
            closure.Until?.ToUniversalTime(), by, now);
        return rows[0];
    }

    /// <summary>Lifts a standing closure; its site, or null when it is not there or not the hospital's.</summary>
    public async Task<Guid?> LiftClosureAsync(Guid? hospitalId, Guid id, CancellationToken cancellationToken)
    {
        var sites = await db.WriteAsync(
            """
            with lifted as (
                update guide.closure set lifted_at = $3 where id = $1 and lifted_at is null and ($2::uuid is null or hospital_id = $2) returning site_id)
            update guide.site s set closure_version = s.closure_version + 1 from lifted where s.id = lifted.site_id returning s.id
            """,
            r => r.GetGuid(0), cancellationToken, id, hospitalId, time.GetUtcNow());
        return sites is [var site] ? site : null;
    }

    /// <summary>Changes places, all or none; null leaves a field as it is, an empty one goes back to the source.</summary>
    public Task<int> EditPoisAsync(Guid siteId, Guid hospitalId, IReadOnlyList<(string PoiId, PoiPatch Patch)> edits, string by, CancellationToken cancellationToken) => db.TransactAsync(async connection =>
    {
        foreach (var (poi, patch) in edits)
            await connection.ExecuteAsync(
                """
                insert into guide.poi_edit as e (site_id, hospital_id, poi_id, name, name_en, category, aliases, labels, enabled, updated_by, updated_at)
                values ($1, $2, $3, nullif(trim($4::text), ''), nullif(trim($5::text), ''), nullif($6::text, ''), coalesce($7::text[], '{}'), coalesce($8::text[], '{}'), coalesce($9::boolean, true), $10, $11)
                on conflict (site_id, poi_id) do update set
                    name = case when $4::text is null then e.name else excluded.name end,
                    name_en = case when $5::text is null then e.name_en else excluded.name_en end,
                    category = case when $6::text is null then e.category else excluded.category end,
                    aliases = case when $7::text[] is null then e.aliases else excluded.aliases end,
                    labels = case when $8::text[] is null then e.labels else excluded.labels end,
                    enabled = coalesce($9::boolean, e.enabled), updated_by = excluded.updated_by, updated_at = excluded.updated_at
                """,
                cancellationToken, siteId, hospitalId, poi, patch.Name, patch.NameEn, patch.Category, patch.Aliases?.ToArray(), patch.Labels?.ToArray(), patch.Enabled, by, time.GetUtcNow());
        return edits.Count;
    }, cancellationToken);

    /// <summary>Keeps a printed code; null when its letters are taken.</summary>
    public async Task<HereCodeRow?> AddHereCodeAsync(Guid campusId, Guid hospitalId, string code, double lon, double lat, string level, string label, string by, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var row = new HereCodeRow(Guid.CreateVersion7(now), campusId, code, lon, lat, level, label, now);
        return await db.ExecuteAsync(
            """
            insert into guide.here_code (id, hospital_id, campus_id, code, lon, lat, level, label, created_by, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            on conflict (code) do nothing
            """,
            cancellationToken, row.Id, hospitalId, campusId, code, lon, lat, level, label, by, now) == 1 ? row : null;
    }

    public Task<List<HereCodeRow>> HereCodesAsync(Guid campusId, int limit, Guid before, CancellationToken cancellationToken) =>
        db.ListAsync(
            "select id, campus_id, code, lon, lat, level, label, created_at from guide.here_code where campus_id = $1 and id < $3 order by id desc limit $2",
            HereCode, cancellationToken, campusId, limit, before);

    public Task<HereCodeRow?> HereCodeAsync(string code, CancellationToken cancellationToken) =>
        db.FirstAsync("select id, campus_id, code, lon, lat, level, label, created_at from guide.here_code where code = $1", HereCode, cancellationToken, code);

    public Task<HereCodeRow?> HereCodeAsync(Guid? hospitalId, Guid id, CancellationToken cancellationToken) =>
        db.FirstAsync(
            "select id, campus_id, code, lon, lat, level, label, created_at from guide.here_code where id = $1 and ($2::uuid is null or hospital_id = $2)",
            HereCode, cancellationToken, id, hospitalId);

    public async Task<bool> RemoveHereCodeAsync(Guid? hospitalId, Guid id, CancellationToken cancellationToken) =>
        await db.ExecuteAsync("delete from guide.here_code where id = $1 and ($2::uuid is null or hospital_id = $2)", cancellationToken, id, hospitalId) == 1;

    private static HereCodeRow HereCode(Npgsql.NpgsqlDataReader r) =>
        new(r.GetGuid(0), r.GetGuid(1), r.GetString(2), r.GetDouble(3), r.GetDouble(4), r.GetString(5), r.GetString(6), r.GetFieldValue<DateTimeOffset>(7));
}
