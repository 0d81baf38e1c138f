using System.Text.Json;
using Bff.Support.Answering;
using Npgsql;

namespace Bff.Support.Talk;

/// <summary>SQL that writes the next lines of a conversation and says whose turn it then is; each a single statement.</summary>
internal sealed class TurnStore(NpgsqlDataSource db, MessageRows rows, DangerStore dangers)
{
    /// <summary>
    /// Writes the patient's line and the bot's, what the bot remembers, and the hand-off. One statement, and only if the log is still as
    /// the bot saw it: of messages sent at once each gets its own numbers, and the losers try again.
    /// </summary>
    /// <returns>False when someone was faster.</returns>
    public async Task<bool> AppendAsync(Guid id, Turn turn, Exchange said, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Guid first = Guid.CreateVersion7(now), second = Guid.CreateVersion7(now);
        var danger = said.Danger is { } heard ? BotDanger.Name(heard.Kind) : null;
        return await db.TransactAsync(async connection =>
        {
            var written = await connection.ExecuteAsync(
            """
            with turn as (
                update support.conversation set last_number = last_number + 2, last_at = $4, context = $5::jsonb,
                    state = case when $6::text is null then 'bot' else 'queue' end,
                    queued_at = case when $6::text is null then null else $4::timestamptz end,
                    handed_at = case when $6::text is null then handed_at else coalesce(handed_at, $4) end,
                    handoff_reason = coalesce($6::text, handoff_reason),
                    priority = case when $6::text is null then priority else greatest($7::smallint, case when danger is null then 0 else 2 end) end,
                    danger = coalesce($16::text, danger), danger_at = case when $16::text is null then danger_at else $4 end
                where id = $1 and last_number = $2 and state = 'bot'
                    and not exists (select from support.message m where m.conversation_id = $1 and m.client_id = $3::uuid)
                returning hospital_id),
            missed as (
                insert into support.unanswered (id, hospital_id, masked, at)
                select $8, hospital_id, $9::text, $4 from turn where $9::text is not null)
            insert into support.message (
                conversation_id, number, id, hospital_id, at, author, author_name, text_enc, reply, intent, outcome, client_id)
            select $1, $2 + 1, $8, hospital_id, $4::timestamptz, 'patient', '', $10::bytea, null::jsonb, null::text, null::text, $3::uuid
            from turn
            union all select $1, $2 + 2, $11, hospital_id, $4, 'bot', '', $12::bytea, $13::jsonb, $14::text, $15::text, null from turn
            """,
            cancellationToken, id, turn.LastNumber, said.Patient.ClientId, now,
            JsonSerializer.Serialize(said.Context, TalkJson.Default.BotContext), said.Handoff, HandoffReason.Priority(said.Handoff), first,
            said.Missed, rows.Encrypt(said.Patient.Text, first, turn.HospitalId), second,
            rows.Encrypt(said.Bot.Text, second, turn.HospitalId), MessageRows.Json(said.Bot.Reply), said.Bot.Reply!.Intent,
            said.Bot.Reply.Kind, danger);
            if (written == 2 && danger is not null)
                await dangers.TellAuditAsync(
                    connection, turn.HospitalId, new DangerHeard(id, turn.LastNumber + 1, danger, turn.PatientId), cancellationToken);
            return written == 2;
        }, cancellationToken);
    }

    /// <summary>
    /// Writes a line of the patient while a person or the queue has the turn; null when the turn has changed or the client id is known.
    /// </summary>
    public Task<int?> AppendPatientAsync(Guid id, Turn turn, Line line, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var message = Guid.CreateVersion7(now);
        return MessageRows.OnceAsync(() => db.WriteAsync(
            """
            with turn as (
                update support.conversation set last_number = last_number + 1, last_at = $3,
                    awaiting_since = case when state = 'agent' then coalesce(awaiting_since, $3) end
                where id = $1 and state in ('queue', 'agent')
                    and not exists (select from support.message m where m.conversation_id = $1 and m.client_id = $2::uuid)
                returning last_number, hospital_id)
            insert into support.message (conversation_id, number, id, hospital_id, at, author, author_name, text_enc, client_id)
            select $1, last_number, $4, hospital_id, $3, 'patient', '', $5, $2::uuid from turn returning number
            """,
            r => r.GetInt32(0), cancellationToken, id, line.ClientId, now, message, rows.Encrypt(line.Text, message, turn.HospitalId)));
    }

    /// <summary>Hands a bot's conversation to people; false when it is not the bot's turn (any more).</summary>
    public async Task<bool> HandOffAsync(
        Guid id, Turn turn, string reason, Line line, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var message = Guid.CreateVersion7(now);
        return await db.ExecuteAsync(
            """
            with turn as (
                update support.conversation set state = 'queue', queued_at = $3, handed_at = coalesce(handed_at, $3), handoff_reason = $4,
                    priority = greatest($5::smallint, case when danger is null then 0 else 2 end), last_number = last_number + 1, last_at = $3
                where id = $1 and state = 'bot' returning last_number, hospital_id)
            insert into support.message (conversation_id, number, id, hospital_id, at, author, author_name, text_enc)
            select $1, last_number, $2, hospital_id, $3, 'system', '', $6 from turn
            """,
            cancellationToken, id, message, now, reason, HandoffReason.Priority(reason),
            rows.Encrypt(line.Text, message, turn.HospitalId)) == 1;
    }

    /// <summary>Gives a waiting conversation back to the bot and says so in its log; false when it waits no more.</summary>
    public async Task<bool> ReturnToBotAsync(Guid id, Guid hospitalId, Line line, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var message = Guid.CreateVersion7(now);
        return await db.ExecuteAsync(
            """
            with turn as (
                update support.conversation set state = 'bot', queued_at = null, priority = 0, last_number = last_number + 1, last_at = $3
                where id = $1 and state = 'queue' returning last_number, hospital_id)
            insert into support.message (conversation_id, number, id, hospital_id, at, author, author_name, text_enc, reply)
            select $1, last_number, $2, hospital_id, $3, $4, '', $5, $6::jsonb from turn
            """,
            cancellationToken, id, message, now, line.Author, rows.Encrypt(line.Text, message, hospitalId),
            MessageRows.Json(line.Reply)) == 1;
    }

    /// <summary>Has the bot offer a call, unless that is what it said last or the turn is no longer the bot's.</summary>
    public Task OfferCallAsync(Guid id, Guid hospitalId, Line line, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var message = Guid.CreateVersion7(now);
        return db.ExecuteAsync(
            """
            with turn as (
                update support.conversation c set last_number = c.last_number + 1, last_at = $3
                where c.id = $1 and c.state = 'bot' and not exists (
                    select from support.message m
                    where m.conversation_id = $1 and m.number = c.last_number and m.reply->>'kind' = 'handoff')
                returning last_number)
            insert into support.message (conversation_id, number, id, hospital_id, at, author, author_name, text_enc, reply)
            select $1, last_number, $2, $4, $3, $5, '', $6, $7::jsonb from turn
            """,
            cancellationToken, id, message, now, hospitalId, line.Author, rows.Encrypt(line.Text, message, hospitalId),
            MessageRows.Json(line.Reply));
    }
}
