using Bff.Accounts.Contract;
using Npgsql;

namespace Bff.Support;

/// <summary>SQL of the agents' desk.</summary>
internal sealed partial class SupportStore
{
    private const string ChatColumns =
        """
        c.id, h.code, h.name, c.state, p.name_enc, p.id, p.hospital_id, c.topic, c.context->>'intent', c.handoff_reason, c.skill, c.priority, c.agent_id, s.display_name, c.queued_at,
        c.awaiting_since, c.created_at, c.last_at, c.last_number, c.rating, c.hospital_id, c.channel
        from support.conversation c join accounts.v_hospital h on h.id = c.hospital_id join accounts.v_patient_name p on p.id = c.patient_id left join accounts.v_staff_name s on s.id = c.agent_id
        """;

    /// <summary>Lines of several conversations, each after its own number, oldest first.</summary>
    public Task<List<(Guid Conversation, Message Message)>> MessagesAfterAsync(Guid[] ids, int[] after, int limit, CancellationToken cancellationToken) =>
        db.ListAsync(
            $"""
            select m.* from unnest($1::uuid[], $2::int[]) as a (asked, after)
            cross join lateral (select {MessageColumns} from support.message where conversation_id = a.asked and number > a.after order by number limit $3) m
            """,
            r => (r.GetGuid(10), ReadMessage(r)), cancellationToken, ids, after, limit);

    public Task TellTypingAsync(Guid id, string author, CancellationToken cancellationToken) =>
        db.ExecuteAsync("select pg_notify('support', 't:' || $1 || ':' || $2)", cancellationToken, id.ToString(), author);

    /// <summary>An agent's row from the first visit of the desk on.</summary>
    public Task EnsureAgentAsync(Guid staffId, Guid? hospitalId, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.ExecuteAsync("insert into support.agent (staff_id, hospital_id, seen_at) values ($1, $2::uuid, $3) on conflict (staff_id) do update set seen_at = $3", cancellationToken, staffId, hospitalId, now);

    public Task<AgentProfile?> AgentAsync(Guid staffId, CancellationToken cancellationToken) =>
        db.FirstAsync(
            "select a.staff_id, s.display_name, a.status, a.max_chats, a.skills from support.agent a join accounts.v_staff_name s on s.id = a.staff_id where a.staff_id = $1",
            r => new AgentProfile(r.GetGuid(0).ToString(), r.GetString(1), r.GetString(2), r.GetInt32(3), r.GetFieldValue<string[]>(4)), cancellationToken, staffId);

    public Task SetStatusAsync(Guid staffId, string status, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.ExecuteAsync("update support.agent set status = $2, seen_at = $3 where staff_id = $1", cancellationToken, staffId, status, now);

    public Task SetAgentAsync(Guid staffId, int? maxChats, string[]? skills, CancellationToken cancellationToken) =>
        db.ExecuteAsync("update support.agent set max_chats = coalesce($2::int, max_chats), skills = coalesce($3::text[], skills) where staff_id = $1", cancellationToken, staffId, maxChats, skills);

    public Task SeenAsync(Guid[] staffIds, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.ExecuteAsync("update support.agent set seen_at = $2 where staff_id = any($1)", cancellationToken, staffIds, now);

    /// <summary>The agent's chats, and the queue of the hospitals they serve, first come first.</summary>
    public Task<List<Chat>> DeskAsync(Guid staffId, Guid? hospitalId, CancellationToken cancellationToken) =>
        db.ListAsync(
            $"""
            (select {ChatColumns} where c.state = 'agent' and c.agent_id = $1 order by c.assigned_at limit 100)
            union all
            (select {ChatColumns} where c.state = 'queue' and ($2::uuid is null or c.hospital_id = $2) order by c.priority desc, c.queued_at, c.id limit 200)
            """,
            ReadChat, cancellationToken, staffId, hospitalId);

    /// <summary>A conversation of the hospitals that the staff member serves; null when it is none of theirs.</summary>
    public Task<Chat?> ChatAsync(Guid? hospitalId, Guid id, CancellationToken cancellationToken) =>
        db.FirstAsync($"select {ChatColumns} where c.id = $1 and ($2::uuid is null or c.hospital_id = $2)", ReadChat, cancellationToken, id, hospitalId);

    /// <summary>
    /// Gives a waiting conversation to an agent: the named one, or the next of the agent's skills. The agent's row is locked first, so that two claims of one
    /// agent count each other; the conversation is taken by one update, so that of two agents one gets it.
    /// </summary>
    public Task<ClaimOutcome> ClaimAsync(Guid staffId, Guid? hospitalId, Guid? id, Func<string, string> greeting, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.TransactAsync(async connection =>
        {
            var agents = await connection.ListAsync(
                "select a.status, a.max_chats, s.display_name, a.skills from support.agent a join accounts.v_staff_name s on s.id = a.staff_id where a.staff_id = $1 for update of a",
                r => (Status: r.GetString(0), Max: r.GetInt32(1), Name: r.GetString(2), Skills: r.GetFieldValue<string[]>(3)), cancellationToken, staffId);
            if (agents is not [var agent] || agent.Status != "online") return new ClaimOutcome(null, ClaimRefusal.Away);
            var chats = await connection.ListAsync("select count(*) from support.conversation where state = 'agent' and agent_id = $1", r => r.GetInt64(0), cancellationToken, staffId);
            if (chats[0] >= agent.Max) return new ClaimOutcome(null, ClaimRefusal.Full);
            var taken = await connection.ListAsync(
                """
                update support.conversation set state = 'agent', agent_id = $1, queued_at = null, assigned_at = $2, awaiting_since = $2, last_number = last_number + 1, last_at = $2
                where id = (select id from support.conversation where state = 'queue' and ($3::uuid is null or hospital_id = $3) and ($4::uuid is null or id = $4)
                        and ($4::uuid is not null or skill is null or cardinality($5::text[]) = 0 or skill = any($5))
                    order by priority desc, queued_at, id limit 1 for update skip locked)
                returning id, hospital_id, last_number
                """,
                r => (Id: r.GetGuid(0), Hospital: r.GetGuid(1), Number: r.GetInt32(2)), cancellationToken, staffId, now, hospitalId, id, agent.Skills);
            if (taken is not [var chat]) return new ClaimOutcome(null, ClaimRefusal.Gone);
            await AddSystemLineAsync(connection, chat.Id, chat.Hospital, chat.Number, greeting(agent.Name), now, cancellationToken);
            return new ClaimOutcome(chat.Id, null);
        }, cancellationToken);

    /// <summary>Writes an agent's line; null when the chat is not theirs (any more). Under a known client id: the number it has.</summary>
    public async Task<int?> AppendAgentAsync(Chat chat, Guid staffId, Line line, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var message = Guid.CreateVersion7(now);
        var numbers = await db.WriteAsync(
            """
            with known as (select number from support.message where conversation_id = $1 and client_id = $3::uuid),
            turn as (
                update support.conversation set last_number = last_number + 1, last_at = $4, awaiting_since = null, answered_at = coalesce(answered_at, $4)
                where id = $1 and state = 'agent' and agent_id = $2 and not exists (select from known) returning last_number, hospital_id),
            line as (
                insert into support.message (conversation_id, number, id, hospital_id, at, author, author_id, author_name, text_enc, client_id)
                select $1, last_number, $5, t.hospital_id, $4, 'agent', $2, s.display_name, $6, $3::uuid from turn t join accounts.v_staff_name s on s.id = $2 returning number)
            select number from line union all select number from known
            """,
            r => r.GetInt32(0), cancellationToken, Guid.Parse(chat.Id), staffId, line.ClientId, now, message, cipher.Encrypt(line.Text, TextContext(message, chat.HospitalId)));
        return numbers is [var number, ..] ? number : null;
    }

    public async Task AddNoteAsync(Chat chat, Guid staffId, string text, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        await AddNoteAsync(connection, Guid.Parse(chat.Id), chat.HospitalId, staffId, text, now, cancellationToken);
    }

    public Task<List<Note>> NotesAsync(Guid conversationId, CancellationToken cancellationToken) =>
        db.ListAsync(
            "select n.id, n.hospital_id, s.display_name, n.at, n.text_enc from support.note n join accounts.v_staff_name s on s.id = n.staff_id where n.conversation_id = $1 order by n.id limit 200",
            r => new Note(r.GetString(2), r.GetFieldValue<DateTimeOffset>(3), cipher.Decrypt(r.GetFieldValue<byte[]>(4), new CipherContext("support.note", "text_enc", r.GetGuid(0), r.GetGuid(1)))),
            cancellationToken, conversationId);

    /// <summary>Gives an agent's chat to another agent who is online and has room, with a note that is there when they look.</summary>
    public Task<TransferOutcome> TransferAsync(Chat chat, Guid from, Guid to, Func<string, string> words, string? note, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.TransactAsync(async connection =>
        {
            var targets = await connection.ListAsync(
                """
                select s.display_name, a.max_chats from support.agent a join accounts.v_staff_name s on s.id = a.staff_id
                where a.staff_id = $1 and a.status = 'online' and (a.hospital_id is null or a.hospital_id = $2) for update of a
                """,
                r => (Name: r.GetString(0), Max: r.GetInt32(1)), cancellationToken, to, chat.HospitalId);
            var load = await connection.ListAsync("select count(*) from support.conversation where state = 'agent' and agent_id = $1", r => r.GetInt64(0), cancellationToken, to);
            if (to == from || targets is not [var target] || load[0] >= target.Max) return TransferOutcome.TargetBusy;
            var id = Guid.Parse(chat.Id);
            var moved = await connection.ListAsync(
                """
                update support.conversation set agent_id = $3, assigned_at = $4, awaiting_since = $4, last_number = last_number + 1, last_at = $4
                where id = $1 and state = 'agent' and agent_id = $2 returning last_number
                """,
                r => r.GetInt32(0), cancellationToken, id, from, to, now);
            if (moved is not [var number]) return TransferOutcome.NotYours;
            await AddSystemLineAsync(connection, id, chat.HospitalId, number, words(target.Name), now, cancellationToken);
            if (note is not null) await AddNoteAsync(connection, id, chat.HospitalId, from, note, now, cancellationToken);
            return TransferOutcome.Done;
        }, cancellationToken);

    /// <summary>
    /// Takes a chat from an agent back to the front of the queue. With <paramref name="late"/> only if the agent has been silent or gone since before it: a line
    /// that was written in the last moment keeps the chat where it is.
    /// </summary>
    public Task<bool> RequeueAsync(
        Guid id, Guid hospitalId, Guid agentId, string? skill, string words, string? note, (DateTimeOffset SeenBefore, DateTimeOffset AwaitingBefore)? late, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.TransactAsync(async connection =>
        {
            var moved = await connection.ListAsync(
                """
                update support.conversation c set state = 'queue', queued_at = $3, agent_id = null, awaiting_since = null, priority = greatest(priority, 1), skill = coalesce($4::text, skill),
                    last_number = last_number + 1, last_at = $3
                where id = $1 and state = 'agent' and agent_id = $2
                    and ($5::timestamptz is null or awaiting_since < $6::timestamptz
                        or exists (select from support.agent a where a.staff_id = $2 and a.seen_at < $5::timestamptz))
                returning last_number
                """,
                r => r.GetInt32(0), cancellationToken, id, agentId, now, skill, late?.SeenBefore, late?.AwaitingBefore);
            if (moved is not [var number]) return false;
            await AddSystemLineAsync(connection, id, hospitalId, number, words, now, cancellationToken);
            if (note is not null) await AddNoteAsync(connection, id, hospitalId, agentId, note, now, cancellationToken);
            return true;
        }, cancellationToken);

    /// <summary>Chats whose agent is gone, or lets the patient wait too long.</summary>
    public Task<List<(Guid Id, Guid HospitalId, Guid AgentId)>> LateAsync(DateTimeOffset seenBefore, DateTimeOffset awaitingBefore, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select c.id, c.hospital_id, c.agent_id from support.conversation c left join support.agent a on a.staff_id = c.agent_id
            where c.state = 'agent' and (a.seen_at < $1 or c.awaiting_since < $2) order by c.assigned_at limit 100
            """,
            r => (r.GetGuid(0), r.GetGuid(1), r.GetGuid(2)), cancellationToken, seenBefore, awaitingBefore);

    public Task<bool> CloseByAgentAsync(Chat chat, Guid staffId, string words, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.TransactAsync(async connection =>
        {
            var id = Guid.Parse(chat.Id);
            var closed = await connection.ListAsync(
                """
                update support.conversation set state = 'closed', closed_at = $3, closed_by = 'agent', agent_id = null, awaiting_since = null, last_number = last_number + 1, last_at = $3
                where id = $1 and state = 'agent' and agent_id = $2 returning last_number
                """,
                r => r.GetInt32(0), cancellationToken, id, staffId, now);
            if (closed is not [var number]) return false;
            await AddSystemLineAsync(connection, id, chat.HospitalId, number, words, now, cancellationToken);
            return true;
        }, cancellationToken);

    /// <summary>Closes what nobody has written in since; agents and queues keep theirs.</summary>
    public Task CloseIdleAsync(DateTimeOffset before, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            """
            update support.conversation set state = 'closed', closed_at = $2, closed_by = 'idle'
            where id in (select id from support.conversation where state = 'bot' and last_at < $1 limit 500 for update skip locked)
            """, cancellationToken, before, now);

    private Task<int> AddNoteAsync(NpgsqlConnection connection, Guid conversation, Guid hospitalId, Guid staffId, string text, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(now);
        return connection.ExecuteAsync(
            "insert into support.note (id, hospital_id, conversation_id, staff_id, at, text_enc) values ($1, $2, $3, $4, $5, $6)", cancellationToken,
            id, hospitalId, conversation, staffId, now, cipher.Encrypt(text, new CipherContext("support.note", "text_enc", id, hospitalId)));
    }

    private Task<int> AddSystemLineAsync(NpgsqlConnection connection, Guid id, Guid hospitalId, int number, string words, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var message = Guid.CreateVersion7(now);
        return connection.ExecuteAsync(
            "insert into support.message (conversation_id, number, id, hospital_id, at, author, author_name, text_enc) values ($1, $2, $3, $4, $5, 'system', '', $6)",
            cancellationToken, id, number, message, hospitalId, now, cipher.Encrypt(words, TextContext(message, hospitalId)));
    }

    private Chat ReadChat(NpgsqlDataReader r) => new(
        r.GetGuid(0).ToString(), new HospitalRef(r.GetString(1), r.GetString(2)), r.GetString(21), r.GetString(3),
        accounts.MaskedName(r.GetFieldValue<byte[]>(4), r.GetGuid(5), r.GetGuid(6)),
        r.TextOrNull(7), r.TextOrNull(8), r.TextOrNull(9), r.TextOrNull(10), r.GetInt16(11), r.ValueOrNull<Guid>(12)?.ToString(), r.TextOrNull(13), r.ValueOrNull<DateTimeOffset>(14),
        r.ValueOrNull<DateTimeOffset>(15), r.GetFieldValue<DateTimeOffset>(16), r.GetFieldValue<DateTimeOffset>(17), r.GetInt32(18), r.ValueOrNull<short>(19))
    {
        HospitalId = r.GetGuid(20),
        PatientId = r.GetGuid(5),
    };
}
