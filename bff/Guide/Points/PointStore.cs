using System.Data;
using Npgsql;

namespace Bff.Guide.Points;

/// <summary>SQL of inspection points.</summary>
internal sealed class PointStore(NpgsqlDataSource db, TimeProvider time)
{
    /// <summary>Keeps the newest state of each point; one that is older than what is known changes nothing.</summary>
    public Task<int> SaveAsync(Reach reach, Guid campusId, IReadOnlyCollection<PointRow> points, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            """
            insert into guide.point as p (
                campus_id, hospital_id, id, kind, name, lon, lat, level, value, unit, state, since, updated_by, updated_at)
            select c.id, c.hospital_id, n.id, n.kind, n.name, n.lon, n.lat, n.level, n.value, n.unit, n.state, n.since, $3, $4
            from guide.campus c,
                unnest($5::text[], $6::text[], $7::text[], $8::float8[], $9::float8[], $10::text[], $11::text[], $12::text[], $13::text[],
                    $14::timestamptz[]) as n (id, kind, name, lon, lat, level, value, unit, state, since)
            where c.id = $1 and ($2::uuid[] is null or c.hospital_id = any($2))
            on conflict (campus_id, id) do update set
                kind = excluded.kind, name = excluded.name, lon = excluded.lon, lat = excluded.lat, level = excluded.level,
                value = excluded.value, unit = excluded.unit, state = excluded.state, since = excluded.since,
                updated_by = excluded.updated_by, updated_at = excluded.updated_at
            where p.since <= excluded.since
            """,
            cancellationToken, campusId, reach.Hospitals, reach.Actor.ActorId, time.GetUtcNow(), points.Select(p => p.Id).ToArray(),
            points.Select(p => p.Kind).ToArray(), points.Select(p => p.Name).ToArray(), points.Select(p => p.Lon).ToArray(),
            points.Select(p => p.Lat).ToArray(), points.Select(p => p.Level).ToArray(), points.Select(p => p.Value).ToArray(),
            points.Select(p => p.Unit).ToArray(), points.Select(p => p.State).ToArray(),
                points.Select(p => p.Since.ToUniversalTime()).ToArray());

    /// <summary>Up to 5000 points of a campus, by kind and state where given.</summary>
    public Task<List<PointRow>> ListAsync(Reach reach, Guid campusId, string? kind, string? state, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select id, kind, name, lon, lat, level, value, unit, state, since from guide.point
            where campus_id = $1 and ($4::uuid[] is null or hospital_id = any($4))
                and ($2::text is null or kind = $2) and ($3::text is null or state = $3) order by id limit 5000
            """,
            Row, cancellationToken, campusId, kind, state, reach.Hospitals);

    /// <summary>Up to 200 points that are not as they should be: alarms first, then the newest.</summary>
    public Task<List<PointRow>> AlarmsAsync(Reach reach, Guid campusId, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select id, kind, name, lon, lat, level, value, unit, state, since from guide.point
            where campus_id = $1 and state <> 'normal' and ($2::uuid[] is null or hospital_id = any($2))
            order by array_position(array['alarm', 'warning', 'offline'], state), since desc, id limit 200
            """,
            Row, cancellationToken, campusId, reach.Hospitals);

    private static PointRow Row(NpgsqlDataReader r) => new()
    {
        Id = r.GetString("id"),
        Kind = r.GetString("kind"),
        Name = r.GetString("name"),
        Lon = r.GetDouble("lon"),
        Lat = r.GetDouble("lat"),
        Level = r.GetString("level"),
        Value = r.TextOrNull("value"),
        Unit = r.TextOrNull("unit"),
        State = r.GetString("state"),
        Since = r.Moment("since"),
    };
}
