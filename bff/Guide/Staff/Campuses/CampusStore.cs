using Npgsql;

namespace Bff.Guide.Staff.Campuses;

/// <summary>SQL of campuses.</summary>
internal sealed class CampusStore(NpgsqlDataSource db, TimeProvider time)
{
    /// <summary>A new site with its first campus and no map yet.</summary>
    /// <param name="hospitalId">Whose it is.</param>
    /// <returns>Null when the hospital is not reached.</returns>
    public async Task<(Guid Site, Guid Campus)?> AddAsync(
        Reach reach, Guid hospitalId, NewCampus campus, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (siteId, campusId) = (Guid.CreateVersion7(now), Guid.CreateVersion7(now));
        var added = await db.ExecuteAsync(
            """
            with site as (
                insert into guide.site (id, hospital_id, created_at)
                select $1, $2, $3 where $9::uuid[] is null or $2 = any($9) returning id)
            insert into guide.campus (id, hospital_id, site_id, name, name_en, lon, lat, created_at)
            select $4, $2, id, $5, $6::text, $7, $8, $3 from site
            """,
            cancellationToken, siteId, hospitalId, now, campusId, campus.Name, campus.NameEn, campus.Lon, campus.Lat, reach.Hospitals);
        return added == 1 ? (siteId, campusId) : null;
    }

    /// <summary>
    /// Changes what staff may change; null leaves as it is, but an English name that is named may be none. False when it is not reached.
    /// </summary>
    public async Task<bool> PatchAsync(Reach reach, Guid id, CampusPatch patch, CancellationToken cancellationToken) =>
        await db.ExecuteAsync(
            """
            update guide.campus set name = coalesce($3::text, name), name_en = case when $4::boolean then $5::text else name_en end,
                enabled = coalesce($6::boolean, enabled)
            where id = $1 and ($2::uuid[] is null or hospital_id = any($2))
            """,
            cancellationToken, id, reach.Hospitals, patch.Name, patch.IsNameEnGiven, patch.NameEn, patch.Enabled) == 1;
}
