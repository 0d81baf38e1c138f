using System.Data;
using Npgsql;

namespace Bff.Guide.Staff.HereCodes;

/// <summary>SQL of printed codes.</summary>
internal sealed class HereCodeStore(NpgsqlDataSource db, TimeProvider time)
{
    private const int Letters = 8;

    /// <summary>The code that someone scanned or typed, in capitals or not; null when there is none.</summary>
    public Task<HereCodeRow?> FindAsync(string code, CancellationToken cancellationToken) =>
        code.Length == Letters && code.All(char.IsAsciiLetterOrDigit)
            ? db.FirstAsync(
                "select id, campus_id, code, lon, lat, level, label, created_at from guide.here_code where code = $1", Row,
                    cancellationToken,
                code.ToUpperInvariant())
            : Task.FromResult<HereCodeRow?>(null);

    /// <summary>A code by its id; null when it is not there or not reached.</summary>
    public Task<HereCodeRow?> FindAsync(Reach reach, Guid id, CancellationToken cancellationToken) =>
        db.FirstAsync(
            """
            select id, campus_id, code, lon, lat, level, label, created_at from guide.here_code
            where id = $1 and ($2::uuid[] is null or hospital_id = any($2))
            """,
            Row, cancellationToken, id, reach.Hospitals);

    /// <summary>The codes of a campus, newest first.</summary>
    /// <param name="limit">How many rows.</param>
    /// <param name="before">Only those made before this one.</param>
    public Task<List<HereCodeRow>> ListAsync(Reach reach, Guid campusId, int limit, Guid before, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select id, campus_id, code, lon, lat, level, label, created_at from guide.here_code
            where campus_id = $1 and id < $3 and ($4::uuid[] is null or hospital_id = any($4)) order by id desc limit $2
            """,
            Row, cancellationToken, campusId, limit, before, reach.Hospitals);

    /// <summary>Keeps a code of a campus that the caller reaches; null when its letters are taken.</summary>
    public async Task<HereCodeRow?> AddAsync(Reach reach, Guid campusId, string code, HerePoint at, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var rows = await db.WriteAsync(
            """
            insert into guide.here_code (id, hospital_id, campus_id, code, lon, lat, level, label, created_by, created_at)
            select $1, c.hospital_id, c.id, $3, $4, $5, $6, $7, $8, $9
            from guide.campus c where c.id = $2 and ($10::uuid[] is null or c.hospital_id = any($10))
            on conflict (code) do nothing
            returning id, campus_id, code, lon, lat, level, label, created_at
            """,
            Row, cancellationToken, Guid.CreateVersion7(now), campusId, code, at.Lon, at.Lat, at.Level, at.Label, reach.Actor.ActorId, now,
            reach.Hospitals);
        return rows.FirstOrDefault();
    }

    /// <summary>False when the code is not there or not reached.</summary>
    public async Task<bool> RemoveAsync(Reach reach, Guid id, CancellationToken cancellationToken) =>
        await db.ExecuteAsync(
            "delete from guide.here_code where id = $1 and ($2::uuid[] is null or hospital_id = any($2))", cancellationToken, id,
                reach.Hospitals) == 1;

    private static HereCodeRow Row(NpgsqlDataReader r) => new()
    {
        Id = r.GetGuid("id"),
        CampusId = r.GetGuid("campus_id"),
        Code = r.GetString("code"),
        Lon = r.GetDouble("lon"),
        Lat = r.GetDouble("lat"),
        Level = r.GetString("level"),
        Label = r.GetString("label"),
        CreatedAt = r.Moment("created_at"),
    };
}
