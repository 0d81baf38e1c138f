using System.Data;
using Npgsql;

namespace Bff.Support.Desk;

/// <summary>SQL of the agents.</summary>
internal sealed class AgentStore(NpgsqlDataSource db)
{
    /// <summary>An agent's row from the first visit of the desk on.</summary>
    public Task EnsureAsync(Reach me, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            """
            insert into support.agent (staff_id, hospital_id, seen_at) values ($1, $2::uuid, $3)
            on conflict (staff_id) do update set seen_at = $3
            """,
            cancellationToken, me.Staff().Id, me.Staff().HospitalId, now);

    public Task<AgentProfile?> ProfileAsync(Reach me, CancellationToken cancellationToken) =>
        db.FirstAsync(
            """
            select a.staff_id, s.display_name, a.status, a.max_chats, a.skills
            from support.agent a join accounts.v_staff_name s on s.id = a.staff_id where a.staff_id = $1
            """,
            r => new AgentProfile(r.GetGuid(0).ToString(), r.GetString(1), r.GetString(2), r.GetInt32(3), r.GetFieldValue<string[]>(4)),
            cancellationToken, me.Staff().Id);

    public Task SetStatusAsync(Reach me, string status, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            "update support.agent set status = $2, seen_at = $3 where staff_id = $1", cancellationToken, me.Staff().Id, status, now);

    /// <summary>What is null stays.</summary>
    public Task SetAsync(Reach me, AgentSettings settings, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            "update support.agent set max_chats = coalesce($2::int, max_chats), skills = coalesce($3::text[], skills) where staff_id = $1",
            cancellationToken, me.Staff().Id, settings.MaxChats, settings.Skills?.ToArray());

    /// <summary>Agents with a connection to this node.</summary>
    public Task SeenAsync(Guid[] staffIds, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.ExecuteAsync("update support.agent set seen_at = $2 where staff_id = any($1)", cancellationToken, staffIds, now);

    /// <summary>Agents who serve the hospitals within reach, with the load of the last 24 hours.</summary>
    public Task<List<AgentRow>> ListAsync(Reach reach, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select a.staff_id, s.display_name, a.status, a.seen_at > $2::timestamptz - interval '15 seconds' as connected, a.max_chats,
                a.skills,
                (select count(*) from support.conversation c where c.state = 'agent' and c.agent_id = a.staff_id)::int as chats,
                (select count(*) from support.conversation c
                    where c.state = 'agent' and c.agent_id = a.staff_id and c.awaiting_since is not null)::int as waiting,
                t.chats::int as answered, t.median
            from support.agent a join accounts.v_staff_name s on s.id = a.staff_id cross join lateral (
                select count(distinct m.conversation_id) as chats,
                    percentile_cont(0.5) within group (order by extract(epoch from m.at - p.at)) as median
                from support.message m cross join lateral (
                    select p.at from support.message p
                    where p.conversation_id = m.conversation_id and p.number < m.number and p.author = 'patient'
                    order by p.number desc limit 1) p
                where m.author = 'agent' and m.author_id = a.staff_id and m.at > $2::timestamptz - interval '1 day') t
            where $1::uuid[] is null or a.hospital_id is null or a.hospital_id = any($1) order by s.display_name limit 500
            """,
            Read, cancellationToken, reach.Hospitals, now);

    private static AgentRow Read(NpgsqlDataReader r) => new()
    {
        Id = r.GetGuid("staff_id").ToString(),
        Name = r.GetString("display_name"),
        Status = r.GetString("status"),
        Connected = r.GetBoolean("connected"),
        MaxChats = r.GetInt32("max_chats"),
        Skills = r.GetFieldValue<string[]>("skills"),
        Chats = r.GetInt32("chats"),
        Waiting = r.GetInt32("waiting"),
        AnsweredToday = r.GetInt32("answered"),
        MedianAnswerSeconds = r.ValueOrNull<double>("median"),
    };
}
