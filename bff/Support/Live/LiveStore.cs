using System.Data;
using Bff.Support.Talk;
using Npgsql;

namespace Bff.Support.Live;

/// <summary>
/// SQL that the product asks by itself, for no caller: what the live line sends to those who have joined, and what the timers look after.
/// </summary>
internal sealed class LiveStore(NpgsqlDataSource db, MessageRows rows)
{
    /// <summary>Lines of several conversations, each after its own number, oldest first.</summary>
    public Task<List<(Guid Conversation, Message Message)>> MessagesAfterAsync(
        Guid[] ids, int[] after, int limit, CancellationToken cancellationToken) =>
        db.ListAsync(
            $"""
            select m.* from unnest($1::uuid[], $2::int[]) as a (asked, after) cross join lateral (
                select {MessageRows.Columns} from support.message
                where conversation_id = a.asked and number > a.after order by number limit $3) m
            """,
            r => (r.GetGuid("conversation_id"), rows.Read(r)), cancellationToken, ids, after, limit);

    /// <summary>Chats whose agent is gone, or lets the patient wait too long.</summary>
    public Task<List<(Guid Id, Guid HospitalId, Guid AgentId)>> LateAsync(
        DateTimeOffset seenBefore, DateTimeOffset awaitingBefore, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select c.id, c.hospital_id, c.agent_id from support.conversation c left join support.agent a on a.staff_id = c.agent_id
            where c.state = 'agent' and (a.seen_at < $1 or c.awaiting_since < $2) order by c.assigned_at limit 100
            """,
            r => (r.GetGuid(0), r.GetGuid(1), r.GetGuid(2)), cancellationToken, seenBefore, awaitingBefore);

    /// <summary>Who waits at a hospital, first come first; at most 500, the others are next.</summary>
    public Task<List<Guid>> WaitingAsync(Guid hospitalId, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select id from support.conversation where state = 'queue' and hospital_id = $1 order by priority desc, queued_at, id limit 500
            """,
            r => r.GetGuid(0), cancellationToken, hospitalId);

    /// <summary>Closes what nobody has written in since; agents and queues keep theirs.</summary>
    public Task CloseIdleAsync(DateTimeOffset before, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            """
            update support.conversation set state = 'closed', closed_at = $2, closed_by = 'idle'
            where id in (select id from support.conversation where state = 'bot' and last_at < $1 limit 500 for update skip locked)
            """,
            cancellationToken, before, now);
}
