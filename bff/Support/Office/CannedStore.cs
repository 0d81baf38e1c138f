using Npgsql;

namespace Bff.Support.Office;

/// <summary>SQL of the canned replies.</summary>
internal sealed class CannedStore(NpgsqlDataSource db)
{
    /// <summary>Those of the hospitals within reach and those for everywhere, by title.</summary>
    public Task<List<Canned>> ListAsync(Reach reach, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select k.id, k.title, k.text, h.code from support.canned k left join accounts.v_hospital h on h.id = k.hospital_id
            where $1::uuid[] is null or k.hospital_id is null or k.hospital_id = any($1) order by k.title, k.id limit 500
            """,
            r => new Canned(r.GetGuid(0).ToString(), r.GetString(1), r.GetString(2), r.TextOrNull(3)), cancellationToken, reach.Hospitals);

    /// <summary>Adds one for the hospital of who writes it; city-wide staff write for everywhere.</summary>
    /// <returns>The code of that hospital; null: everywhere.</returns>
    public async Task<string?> AddAsync(
        Reach reach, Guid id, string title, string text, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await db.WriteAsync(
            """
            with added as (
                insert into support.canned (id, hospital_id, title, text, created_by, created_at) values ($1, $2::uuid, $3, $4, $5, $6)
                returning hospital_id)
            select h.code from added a left join accounts.v_hospital h on h.id = a.hospital_id
            """,
            r => r.TextOrNull(0), cancellationToken, id, reach.Staff().HospitalId, title, text, reach.Staff().Id, now)).Single();

    /// <summary>Staff of a hospital delete their hospital's alone, city-wide staff any.</summary>
    public async Task<bool> DeleteAsync(Reach reach, Guid id, CancellationToken cancellationToken) =>
        await db.ExecuteAsync(
            "delete from support.canned where id = $1 and ($2::uuid[] is null or hospital_id = any($2))", cancellationToken, id,
            reach.Hospitals) == 1;
}
