
namespace Bff.Guide;

/// <summary>The last state of a camera, device or figure.</summary>
internal sealed record PointRow(string Id, string Kind, string Name, double Lon, double Lat, string Level, string? Value, string? Unit, string State, DateTimeOffset Since);

/// <summary>SQL of inspection points.</summary>
internal sealed partial class GuideStore
{
    /// <summary>Keeps the newest state of each point; one that is older than what is known changes nothing.</summary>
    public Task<int> SavePointsAsync(Guid campusId, Guid hospitalId, IReadOnlyList<PointRow> points, string by, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            """
            insert into guide.point as p (campus_id, hospital_id, id, kind, name, lon, lat, level, value, unit, state, since, updated_by, updated_at)
            select $1, $2, id, kind, name, lon, lat, level, value, unit, state, since, $3, $4
            from unnest($5::text[], $6::text[], $7::text[], $8::float8[], $9::float8[], $10::text[], $11::text[], $12::text[], $13::text[], $14::timestamptz[])
                as n (id, kind, name, lon, lat, level, value, unit, state, since)
            on conflict (campus_id, id) do update set
                kind = excluded.kind, name = excluded.name, lon = excluded.lon, lat = excluded.lat, level = excluded.level, value = excluded.value, unit = excluded.unit,
                state = excluded.state, since = excluded.since, updated_by = excluded.updated_by, updated_at = excluded.updated_at
            where p.since <= excluded.since
            """,
            cancellationToken, campusId, hospitalId, by, time.GetUtcNow(), points.Select(p => p.Id).ToArray(), points.Select(p => p.Kind).ToArray(), points.Select(p => p.Name).ToArray(),
            points.Select(p => p.Lon).ToArray(), points.Select(p => p.Lat).ToArray(), points.Select(p => p.Level).ToArray(), points.Select(p => p.Value).ToArray(),
            points.Select(p => p.Unit).ToArray(), points.Select(p => p.State).ToArray(), points.Select(p => p.Since.ToUniversalTime()).ToArray());

    /// <summary>Points of a campus, by kind and state where given.</summary>
    public Task<List<PointRow>> PointsAsync(Guid campusId, string? kind, string? state, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select id, kind, name, lon, lat, level, value, unit, state, since from guide.point
            where campus_id = $1 and ($2::text is null or kind = $2) and ($3::text is null or state = $3) order by id limit 5000
            """,
            Point, cancellationToken, campusId, kind, state);

    /// <summary>What is not as it should be: alarms first, then the newest.</summary>
    public Task<List<PointRow>> AlarmsAsync(Guid campusId, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select id, kind, name, lon, lat, level, value, unit, state, since from guide.point where campus_id = $1 and state <> 'normal'
            order by array_position(array['alarm', 'warning', 'offline'], state), since desc, id limit 200
            """,
            Point, cancellationToken, campusId);

    private static PointRow Point(Npgsql.NpgsqlDataReader r) => new(
        r.GetString(0), r.GetString(1), r.GetString(2), r.GetDouble(3), r.GetDouble(4), r.GetString(5), r.TextOrNull(6), r.TextOrNull(7), r.GetString(8), r.GetFieldValue<DateTimeOffset>(9));
}
