using Bff.Support.Talk;
using Npgsql;

namespace Bff.Support.Desk;

/// <summary>A chat to be taken from an agent back to the front of the queue.</summary>
/// <param name="Words">What the log then says.</param>
internal sealed record Requeue(Guid ConversationId, Guid HospitalId, Guid AgentId, string Words)
{
    /// <summary>The skill to wait for; null: as before.</summary>
    public string? Skill { get; init; }

    /// <summary>For staff.</summary>
    public string? Note { get; init; }

    /// <summary>Only if the agent is late; null: in any case.</summary>
    public Lateness? Late { get; init; }
}

/// <summary>Which agents are late: not seen since, or with a patient who has waited for an answer since.</summary>
internal sealed record Lateness(DateTimeOffset SeenBefore, DateTimeOffset AwaitingBefore);

/// <summary>SQL by which a conversation changes hands. Each is settled by one update: of two who try, one wins.</summary>
internal sealed class HandOverStore(NpgsqlDataSource db, MessageRows rows, ChatStore notes)
{
    private const string OpenChats = "select count(*) from support.conversation where state = 'agent' and agent_id = $1";

    /// <summary>
    /// Gives a waiting conversation to an agent: the named one, or the next of the agent's skills. The agent's row is locked first, so that
    /// two claims of one agent count each other; the conversation is taken by one update, so that of two agents one gets it.
    /// </summary>
    public Task<ClaimResult> ClaimAsync(
        Reach me, Guid? id, Func<string, string> greeting, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.TransactAsync(async connection =>
        {
            var staff = me.Staff().Id;
            var agents = await connection.ListAsync(
                """
                select a.status, a.max_chats, s.display_name, a.skills
                from support.agent a join accounts.v_staff_name s on s.id = a.staff_id where a.staff_id = $1 for update of a
                """,
                r => (Status: r.GetString(0), Max: r.GetInt32(1), Name: r.GetString(2), Skills: r.GetFieldValue<string[]>(3)),
                cancellationToken, staff);
            if (agents is not [var agent] || agent.Status != "online") return new ClaimResult(null, DeskRefusal.Away);
            var chats = await connection.ListAsync(OpenChats, r => r.GetInt64(0), cancellationToken, staff);
            if (chats[0] >= agent.Max) return new ClaimResult(null, DeskRefusal.Full);
            var taken = await connection.ListAsync(
                """
                update support.conversation set state = 'agent', agent_id = $1, queued_at = null, assigned_at = $2, awaiting_since = $2,
                    last_number = last_number + 1, last_at = $2
                where id = (select id from support.conversation
                    where state = 'queue' and ($3::uuid[] is null or hospital_id = any($3)) and ($4::uuid is null or id = $4)
                        and ($4::uuid is not null or skill is null or cardinality($5::text[]) = 0 or skill = any($5))
                    order by priority desc, queued_at, id limit 1 for update skip locked)
                returning id, hospital_id, last_number
                """,
                r => (Id: r.GetGuid(0), Hospital: r.GetGuid(1), Number: r.GetInt32(2)),
                cancellationToken, staff, now, me.Hospitals, id, agent.Skills);
            if (taken is not [var chat]) return new ClaimResult(null);
            await rows.AddSystemLineAsync(connection, chat.Id, chat.Hospital, chat.Number, greeting(agent.Name), now, cancellationToken);
            return new ClaimResult(chat.Id);
        }, cancellationToken);

    /// <summary>
    /// Gives an agent's chat to another agent who is online and has room, with a note that is there when they look. Null when it is done.
    /// </summary>
    public Task<DeskRefusal?> TransferAsync(
        Reach me, Chat chat, Guid to, Func<string, string> words, string? note, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.TransactAsync<DeskRefusal?>(async connection =>
        {
            var (id, from) = (Guid.Parse(chat.Id), me.Staff().Id);
            var targets = await connection.ListAsync(
                """
                select s.display_name, a.max_chats from support.agent a join accounts.v_staff_name s on s.id = a.staff_id
                where a.staff_id = $1 and a.status = 'online' and (a.hospital_id is null or a.hospital_id = $2) for update of a
                """,
                r => (Name: r.GetString(0), Max: r.GetInt32(1)), cancellationToken, to, chat.HospitalId);
            var load = await connection.ListAsync(OpenChats, r => r.GetInt64(0), cancellationToken, to);
            if (to == from || targets is not [var target] || load[0] >= target.Max) return DeskRefusal.TargetBusy;
            var moved = await connection.ListAsync(
                """
                update support.conversation
                set agent_id = $3, assigned_at = $4, awaiting_since = $4, last_number = last_number + 1, last_at = $4
                where id = $1 and state = 'agent' and agent_id = $2 returning last_number
                """,
                r => r.GetInt32(0), cancellationToken, id, from, to, now);
            if (moved is not [var number]) return DeskRefusal.NotYours;
            await rows.AddSystemLineAsync(connection, id, chat.HospitalId, number, words(target.Name), now, cancellationToken);
            if (note is not null)
                await notes.AddNoteAsync(connection, new NewNote(id, chat.HospitalId, from, note), now, cancellationToken);
            return null;
        }, cancellationToken);

    /// <summary>
    /// Takes a chat from an agent back to the front of the queue. With <see cref="Requeue.Late"/> only if the agent is still late: a line
    /// that was written in the last moment keeps the chat where it is.
    /// </summary>
    /// <returns>False when the chat is not that agent's, or the agent is not late.</returns>
    public Task<bool> RequeueAsync(Requeue requeue, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.TransactAsync(async connection =>
        {
            var (id, hospital, agent) = (requeue.ConversationId, requeue.HospitalId, requeue.AgentId);
            var moved = await connection.ListAsync(
                """
                update support.conversation c set state = 'queue', queued_at = $3, agent_id = null, awaiting_since = null,
                    priority = greatest(priority, 1), skill = coalesce($4::text, skill), last_number = last_number + 1, last_at = $3
                where id = $1 and state = 'agent' and agent_id = $2
                    and ($5::timestamptz is null or awaiting_since < $6::timestamptz
                        or exists (select from support.agent a where a.staff_id = $2 and a.seen_at < $5::timestamptz))
                returning last_number
                """,
                r => r.GetInt32(0), cancellationToken, id, agent, now, requeue.Skill, requeue.Late?.SeenBefore,
                requeue.Late?.AwaitingBefore);
            if (moved is not [var number]) return false;
            await rows.AddSystemLineAsync(connection, id, hospital, number, requeue.Words, now, cancellationToken);
            if (requeue.Note is { } note)
                await notes.AddNoteAsync(connection, new NewNote(id, hospital, agent, note), now, cancellationToken);
            return true;
        }, cancellationToken);

    /// <summary>Ends an agent's chat; false when it is not theirs.</summary>
    public Task<bool> CloseAsync(Reach me, Chat chat, string words, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.TransactAsync(async connection =>
        {
            var id = Guid.Parse(chat.Id);
            var closed = await connection.ListAsync(
                """
                update support.conversation
                set state = 'closed', closed_at = $3, closed_by = 'agent', agent_id = null, awaiting_since = null,
                    last_number = last_number + 1, last_at = $3
                where id = $1 and state = 'agent' and agent_id = $2 returning last_number
                """,
                r => r.GetInt32(0), cancellationToken, id, me.Staff().Id, now);
            if (closed is not [var number]) return false;
            await rows.AddSystemLineAsync(connection, id, chat.HospitalId, number, words, now, cancellationToken);
            return true;
        }, cancellationToken);
}
