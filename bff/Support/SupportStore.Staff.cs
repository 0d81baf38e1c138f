using System.Text.Json;
using Bff.Accounts.Contract;

namespace Bff.Support;

/// <summary>SQL of what staff keep and look up: conversations, agents, canned replies, hours, call-backs.</summary>
internal sealed partial class SupportStore
{
    public Task<List<Chat>> ChatsAsync(Guid? hospitalId, string? state, Guid? agent, string? hospitalCode, int limit, Guid before, CancellationToken cancellationToken) =>
        db.ListAsync(
            $"""
            select {ChatColumns} where ($1::uuid is null or c.hospital_id = $1) and ($2::text is null or c.state = $2) and ($3::uuid is null or c.agent_id = $3)
                and ($4::text is null or h.code = $4) and c.id < $5 order by c.id desc limit $6
            """,
            ReadChat, cancellationToken, hospitalId, state, agent, hospitalCode, before, limit);

    /// <summary>Agents with today's load; an agent is connected when some node has seen them in the last 15 seconds.</summary>
    public Task<List<AgentRow>> AgentsAsync(Guid? hospitalId, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select a.staff_id, s.display_name, a.status, a.seen_at > $2::timestamptz - interval '15 seconds', a.max_chats, a.skills,
                (select count(*) from support.conversation c where c.state = 'agent' and c.agent_id = a.staff_id)::int,
                (select count(*) from support.conversation c where c.state = 'agent' and c.agent_id = a.staff_id and c.awaiting_since is not null)::int, t.chats::int, t.median
            from support.agent a join accounts.v_staff_name s on s.id = a.staff_id cross join lateral (
                select count(distinct m.conversation_id) as chats, percentile_cont(0.5) within group (order by m.seconds) as median from (
                    select m.conversation_id, extract(epoch from m.at - max(p.at)) as seconds from support.message m
                    join support.message p on p.conversation_id = m.conversation_id and p.number < m.number and p.author = 'patient'
                    where m.author = 'agent' and m.author_id = a.staff_id and m.at > $2::timestamptz - interval '1 day' group by m.conversation_id, m.number, m.at) m) t
            where ($1::uuid is null or a.hospital_id is null or a.hospital_id = $1) order by s.display_name limit 500
            """,
            r => new AgentRow(
                r.GetGuid(0).ToString(), r.GetString(1), r.GetString(2), r.GetBoolean(3), r.GetInt32(4), r.GetFieldValue<string[]>(5), r.GetInt32(6), r.GetInt32(7), r.GetInt32(8),
                r.ValueOrNull<double>(9)),
            cancellationToken, hospitalId, now);

    public Task<List<Canned>> CannedAsync(Guid? hospitalId, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select k.id, k.title, k.text, h.code from support.canned k left join accounts.v_hospital h on h.id = k.hospital_id
            where $1::uuid is null or k.hospital_id is null or k.hospital_id = $1 order by k.title, k.id limit 500
            """,
            r => new Canned(r.GetGuid(0).ToString(), r.GetString(1), r.GetString(2), r.TextOrNull(3)), cancellationToken, hospitalId);

    public Task AddCannedAsync(Guid id, Guid? hospitalId, Guid staffId, string title, string text, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            "insert into support.canned (id, hospital_id, title, text, created_by, created_at) values ($1, $2::uuid, $3, $4, $5, $6)", cancellationToken, id, hospitalId, title, text, staffId, now);

    /// <summary>Staff of a hospital delete their hospital's alone, city-wide staff any.</summary>
    public async Task<bool> DeleteCannedAsync(Guid? hospitalId, Guid id, CancellationToken cancellationToken) =>
        await db.ExecuteAsync("delete from support.canned where id = $1 and ($2::uuid is null or hospital_id = $2)", cancellationToken, id, hospitalId) == 1;

    public Task<List<HospitalHours>> AllHoursAsync(Guid? hospitalId, CancellationToken cancellationToken) =>
        db.ListAsync(
            "select h.code, h.name, o.body from accounts.v_hospital h left join support.hours o on o.hospital_id = h.id where $1::uuid is null or h.id = $1 order by h.code",
            r => new HospitalHours(
                new HospitalRef(r.GetString(0), r.GetString(1)), r.TextOrNull(2) is { } json ? JsonSerializer.Deserialize(json, SupportJson.Default.ServiceHours) : null),
            cancellationToken, hospitalId);

    public async Task<bool> SetHoursAsync(Guid? hospitalId, string hospitalCode, ServiceHours hours, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.ExecuteAsync(
            """
            insert into support.hours (hospital_id, body, updated_at)
            select id, $3::jsonb, $4 from accounts.v_hospital where code = $2 and ($1::uuid is null or id = $1)
            on conflict (hospital_id) do update set body = excluded.body, updated_at = excluded.updated_at
            """,
            cancellationToken, hospitalId, hospitalCode, JsonSerializer.Serialize(hours, SupportJson.Default.ServiceHours), now) == 1;

    public Task<List<CallbackRow>> CallbacksAsync(Guid? hospitalId, bool done, int limit, Guid before, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select k.id, k.conversation_id, h.code, h.name, p.name_enc, p.id, p.hospital_id, k.phone_enc, k.text_enc, k.hospital_id, k.created_at, k.done_at
            from support.callback k join accounts.v_hospital h on h.id = k.hospital_id join accounts.v_patient_name p on p.id = k.patient_id
            where ($1::uuid is null or k.hospital_id = $1) and (k.done_at is not null) = $2 and k.id < $3 order by k.id desc limit $4
            """,
            r => new CallbackRow(
                r.GetGuid(0).ToString(), r.GetGuid(1).ToString(), new HospitalRef(r.GetString(2), r.GetString(3)),
                accounts.MaskedName(r.GetFieldValue<byte[]>(4), r.GetGuid(5), r.GetGuid(6)),
                cipher.Decrypt(r.GetFieldValue<byte[]>(7), new CipherContext("support.callback", "phone_enc", r.GetGuid(0), r.GetGuid(9))),
                cipher.Decrypt(r.GetFieldValue<byte[]>(8), new CipherContext("support.callback", "text_enc", r.GetGuid(0), r.GetGuid(9))),
                r.GetFieldValue<DateTimeOffset>(10), r.ValueOrNull<DateTimeOffset>(11)),
            cancellationToken, hospitalId, done, before, limit);

    public async Task<bool> CallbackDoneAsync(Guid? hospitalId, Guid id, Guid staffId, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.ExecuteAsync(
            "update support.callback set done_at = $4, done_by = $3 where id = $1 and ($2::uuid is null or hospital_id = $2) and done_at is null", cancellationToken, id, hospitalId, staffId, now) == 1;
}
