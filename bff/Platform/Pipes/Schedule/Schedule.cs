using Npgsql;

namespace Bff.Platform.Pipes;

/// <summary>
/// What is to be done at a time: nightly jobs, steps of plans, expiries. Rows in the database, by whose clock alone they are due; a
/// restart or a second node never runs one twice at the same time.
/// </summary>
public sealed class Schedule
{
    private readonly NpgsqlDataSource _db;

    internal Schedule(NpgsqlDataSource db) => _db = db;

    /// <summary>Writes an entry inside the caller's transaction. A run in progress ends, and the new time stands.</summary>
    public static Task SetAsync(NpgsqlConnection connection, ScheduleEntry entry, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(
        """
        insert into platform.schedule (name, subject, hospital_id, payload, next_at, due_at) values ($1, $2, $3::uuid, $4::jsonb, $5, $5)
        on conflict (name, subject) do update set hospital_id = excluded.hospital_id, payload = excluded.payload,
            next_at = excluded.next_at, due_at = excluded.due_at, attempts = 0, reason = null, parked_at = null
        """,
        cancellationToken, entry.Name, entry.Subject, entry.HospitalId, entry.Payload, entry.At.ToUniversalTime());

    /// <summary>Removes an entry inside the caller's transaction; a run in progress ends as if it were the last.</summary>
    /// <returns>False: there was none.</returns>
    public static async Task<bool> CancelAsync(NpgsqlConnection connection, string name, string subject,
        CancellationToken cancellationToken) =>
        await connection.ExecuteAsync("delete from platform.schedule where name = $1 and subject = $2", cancellationToken,
            name, subject) == 1;

    /// <summary>The newest rows that failed too often, of one name or all.</summary>
    /// <param name="before">The last id of the page before.</param>
    public Task<List<ParkedRow>> ParkedAsync(string? name, int limit, Guid? before, CancellationToken cancellationToken) => _db.ListAsync(
        """
        select id, name, subject, hospital_id, attempts, reason, parked_at from platform.schedule
        where parked_at is not null and ($1::text is null or name = $1) and ($3::uuid is null or id < $3) order by id desc limit $2
        """,
        r => new ParkedRow(
            r.GetGuid(0), r.GetString(1), r.GetString(2), r.ValueOrNull<Guid>(3), r.GetInt32(4), r.GetString(5),
                r.GetFieldValue<DateTimeOffset>(6)),
        cancellationToken, name, limit, before);

    /// <summary>Has parked rows tried again, at once and from the first attempt on.</summary>
    /// <returns>How many of them were parked.</returns>
    public Task<int> ReleaseAsync(Guid[] ids, CancellationToken cancellationToken) => _db.ExecuteAsync(
        """
        update platform.schedule set parked_at = null, reason = null, attempts = 0, due_at = greatest(next_at, clock_timestamp())
        where id = any($1) and parked_at is not null
        """,
        cancellationToken, ids);

    /// <summary>Writes the entry of a nightly job unless it is there.</summary>
    internal static async Task SeedAsync(NpgsqlDataSource db, string name, TimeOnly at, CancellationToken cancellationToken)
    {
        var now = await db.ListAsync("select clock_timestamp()", r => r.GetFieldValue<DateTimeOffset>(0), cancellationToken);
        await db.ExecuteAsync(
            """
            insert into platform.schedule (name, subject, payload, next_at, due_at) values ($1, '', '{}', $2, $2)
            on conflict (name, subject) do nothing
            """,
            cancellationToken, name, ShanghaiClock.Next(now[0], at).ToUniversalTime());
    }
}
