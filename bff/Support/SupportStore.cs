using System.Text.Json;
using Bff.Accounts.Contract;
using Npgsql;

namespace Bff.Support;

/// <summary>A conversation as the next message finds it.</summary>
/// <param name="Channel">One of <see cref="SupportChannel"/>.</param>
/// <param name="Known">Number under which this client id is in the log already.</param>
internal sealed record Turn(Guid HospitalId, string HospitalCode, string Channel, string State, int LastNumber, BotContext Context, int? Known);

/// <summary>A line to be written.</summary>
internal sealed record Line(string Author, string Text, string AuthorName = "", Guid? AuthorId = null, Reply? Reply = null, Guid? ClientId = null);

/// <summary>What a conversation shows of itself.</summary>
internal sealed record ConversationRow(
    Guid Id, Guid HospitalId, HospitalRef Hospital, string State, string? AgentName, int LastNumber, QueuePlace? Queue);

/// <summary>SQL of conversations and their numbered log. Texts are encrypted; every change of a conversation is told to all nodes by a trigger.</summary>
internal sealed partial class SupportStore(NpgsqlDataSource db, FieldCipher cipher, AccountsDirectory accounts)
{
    /// <summary>One chat takes an agent about this long: what a waiting time is estimated from.</summary>
    private const int SecondsPerChat = 120;

    private const string MessageColumns = "number, at, author, author_name, text_enc, reply, client_id, rating, id, hospital_id, conversation_id";

    /// <summary>Opens a conversation whose first line is the bot's; null when there is no such hospital.</summary>
    public async Task<(Guid HospitalId, HospitalRef Hospital)?> OpenAsync(
        Guid id, Guid patientId, string hospitalCode, string? topic, string channel, BotContext context, Line opening, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var found = await db.ListAsync("select id, code, name from accounts.v_hospital where code = $1", r => (r.GetGuid(0), new HospitalRef(r.GetString(1), r.GetString(2))), cancellationToken, hospitalCode);
        if (found is not [var (hospitalId, hospital)]) return null;
        var message = Guid.CreateVersion7(now);
        await db.ExecuteAsync(
            """
            with opened as (
                insert into support.conversation (id, hospital_id, patient_id, topic, context, last_number, created_at, last_at, channel)
                values ($1, $2, $3, $4::text, $5::jsonb, 1, $6, $6, $11) returning id)
            insert into support.message (conversation_id, number, id, hospital_id, at, author, author_name, text_enc, reply)
            select id, 1, $7, $2, $6, $8, '', $9, $10::jsonb from opened
            """,
            cancellationToken, id, hospitalId, patientId, topic, Json(context), now, message, opening.Author,
            cipher.Encrypt(opening.Text, TextContext(message, hospitalId)), Json(opening.Reply), channel);
        return (hospitalId, hospital);
    }

    /// <summary>The patient's conversation as the next message finds it; null when it is not theirs.</summary>
    public async Task<Turn?> TurnAsync(Guid id, Guid patientId, Guid? clientId, CancellationToken cancellationToken) =>
        await db.FirstAsync(
            """
            select c.hospital_id, h.code, c.channel, c.state, c.last_number, c.context, (select m.number from support.message m where m.conversation_id = c.id and m.client_id = $3::uuid)
            from support.conversation c join accounts.v_hospital h on h.id = c.hospital_id where c.id = $1 and c.patient_id = $2
            """,
            r => new Turn(
                r.GetGuid(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetInt32(4), JsonSerializer.Deserialize(r.GetString(5), SupportJson.Default.BotContext)!, r.ValueOrNull<int>(6)),
            cancellationToken, id, patientId, clientId);

    /// <summary>
    /// Writes the patient's line and the bot's, what the bot remembers, and the hand-off. One statement, and only if the log is still as the bot saw it:
    /// of messages sent at once each gets its own numbers, and the losers think again.
    /// </summary>
    /// <returns>False when someone was faster.</returns>
    public async Task<bool> AppendTurnAsync(
        Guid id, Turn turn, Line patient, Line bot, BotContext context, string? handoff, short priority, string? missed, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Guid first = Guid.CreateVersion7(now), second = Guid.CreateVersion7(now);
        var rows = await db.ExecuteAsync(
            """
            with turn as (
                update support.conversation set last_number = last_number + 2, last_at = $4, context = $5::jsonb,
                    state = case when $6::text is null then 'bot' else 'queue' end, queued_at = case when $6::text is null then null else $4::timestamptz end,
                    handed_at = case when $6::text is null then handed_at else coalesce(handed_at, $4) end,
                    handoff_reason = coalesce($6::text, handoff_reason), priority = case when $6::text is null then priority else $7::smallint end
                where id = $1 and last_number = $2 and state = 'bot'
                    and not exists (select from support.message m where m.conversation_id = $1 and m.client_id = $3::uuid)
                returning hospital_id),
            missed as (
                insert into support.unanswered (id, hospital_id, masked, at) select $8, hospital_id, $9::text, $4 from turn where $9::text is not null)
            insert into support.message (conversation_id, number, id, hospital_id, at, author, author_name, text_enc, reply, intent, outcome, client_id)
            select $1, $2 + 1, $8, hospital_id, $4::timestamptz, 'patient', '', $10::bytea, null::jsonb, null::text, null::text, $3::uuid from turn
            union all select $1, $2 + 2, $11, hospital_id, $4, 'bot', '', $12::bytea, $13::jsonb, $14::text, $15::text, null from turn
            """,
            cancellationToken, id, turn.LastNumber, patient.ClientId, now, Json(context), handoff, priority, first, missed,
            cipher.Encrypt(patient.Text, TextContext(first, turn.HospitalId)), second, cipher.Encrypt(bot.Text, TextContext(second, turn.HospitalId)), Json(bot.Reply),
            bot.Reply!.Intent, bot.Reply.Kind);
        return rows == 2;
    }

    /// <summary>Writes a line of the patient while a person or the queue has the turn; null when the turn has changed or the client id is known.</summary>
    public async Task<int?> AppendPatientAsync(Guid id, Turn turn, Line line, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var message = Guid.CreateVersion7(now);
        var numbers = await db.WriteAsync(
            """
            with turn as (
                update support.conversation set last_number = last_number + 1, last_at = $3, awaiting_since = case when state = 'agent' then coalesce(awaiting_since, $3) end
                where id = $1 and state in ('queue', 'agent') and not exists (select from support.message m where m.conversation_id = $1 and m.client_id = $2::uuid)
                returning last_number, hospital_id)
            insert into support.message (conversation_id, number, id, hospital_id, at, author, author_name, text_enc, client_id)
            select $1, last_number, $4, hospital_id, $3, 'patient', '', $5, $2::uuid from turn returning number
            """,
            r => r.GetInt32(0), cancellationToken, id, line.ClientId, now, message, cipher.Encrypt(line.Text, TextContext(message, turn.HospitalId)));
        return numbers is [var number] ? number : null;
    }

    /// <summary>Hands a bot's conversation to people; false when it is not the bot's turn (any more).</summary>
    public async Task<bool> HandOffAsync(Guid id, Turn turn, string reason, short priority, Line line, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var message = Guid.CreateVersion7(now);
        return await db.ExecuteAsync(
            """
            with turn as (
                update support.conversation set state = 'queue', queued_at = $3, handed_at = coalesce(handed_at, $3), handoff_reason = $4, priority = $5::smallint,
                    last_number = last_number + 1, last_at = $3
                where id = $1 and state = 'bot' returning last_number, hospital_id)
            insert into support.message (conversation_id, number, id, hospital_id, at, author, author_name, text_enc)
            select $1, last_number, $2, hospital_id, $3, 'system', '', $6 from turn
            """,
            cancellationToken, id, message, now, reason, priority, cipher.Encrypt(line.Text, TextContext(message, turn.HospitalId))) == 1;
    }

    /// <summary>Ends a conversation, with the patient's rating; an ended one takes the rating alone. False when the log has moved on.</summary>
    public async Task<bool> CloseAsync(Guid id, Turn turn, int? rating, string? comment, Line line, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var message = Guid.CreateVersion7(now);
        var closed = await db.WriteAsync(
            """
            with ended as (
                update support.conversation c set rating = coalesce($4::smallint, c.rating), comment_enc = coalesce($5::bytea, c.comment_enc),
                    last_number = c.last_number + case when c.state = 'closed' then 0 else 1 end, last_at = $3, closed_at = coalesce(c.closed_at, $3), closed_by = coalesce(c.closed_by, 'patient'),
                    state = 'closed', queued_at = null, agent_id = null, awaiting_since = null
                where id = $1 and last_number = $7 returning last_number, hospital_id),
            line as (
                insert into support.message (conversation_id, number, id, hospital_id, at, author, author_name, text_enc)
                select $1, last_number, $2, hospital_id, $3, 'system', '', $6 from ended where last_number > $7)
            select last_number from ended
            """,
            r => r.GetInt32(0), cancellationToken, id, message, now, (short?)rating, comment is null ? null : cipher.Encrypt(comment, new CipherContext("support.conversation", "comment_enc", id, turn.HospitalId)),
            cipher.Encrypt(line.Text, TextContext(message, turn.HospitalId)), turn.LastNumber);
        return closed.Count == 1;
    }

    /// <summary>Rates one of the bot's or an agent's lines; false when there is none of that number.</summary>
    public async Task<bool> RateAsync(Guid id, Turn turn, int number, bool up, string? comment, CancellationToken cancellationToken)
    {
        var ids = await db.ListAsync("select id from support.message where conversation_id = $1 and number = $2 and author in ('bot', 'agent')", r => r.GetGuid(0), cancellationToken, id, number);
        return ids is [var message] && await db.ExecuteAsync(
            "update support.message set rating = $2, rating_enc = coalesce($3::bytea, rating_enc) where id = $1", cancellationToken, message, (short)(up ? 1 : -1),
            comment is null ? null : cipher.Encrypt(comment, new CipherContext("support.message", "rating_enc", message, turn.HospitalId))) == 1;
    }

    /// <summary>The log after a number, oldest first.</summary>
    public Task<List<Message>> MessagesAsync(Guid id, int after, int limit, CancellationToken cancellationToken) =>
        db.ListAsync($"select {MessageColumns} from support.message where conversation_id = $1 and number > $2 order by number limit $3", ReadMessage, cancellationToken, id, after, limit);

    /// <summary>Where conversations stand now, with place and estimated wait of those in a queue. The caller has checked whose they are.</summary>
    public Task<List<ConversationRow>> StatesAsync(Guid[] ids, CancellationToken cancellationToken) =>
        db.ListAsync(
            $"""
            with asked as (select * from support.conversation where id = any($1)),
                waiting as (select id, row_number() over (partition by hospital_id order by priority desc, queued_at, id) as place
                    from support.conversation where state = 'queue' and hospital_id in (select hospital_id from asked where state = 'queue')),
                people as (select count(*) as online from support.agent where status = 'online')
            select a.id, a.hospital_id, h.code, h.name, a.state, s.display_name, a.last_number, w.place, (w.place * {SecondsPerChat} / greatest(1, p.online))::int
            from asked a cross join people p join accounts.v_hospital h on h.id = a.hospital_id left join accounts.v_staff_name s on s.id = a.agent_id left join waiting w on w.id = a.id
            """,
            r => new ConversationRow(
                r.GetGuid(0), r.GetGuid(1), new HospitalRef(r.GetString(2), r.GetString(3)), r.GetString(4), r.TextOrNull(5), r.GetInt32(6),
                r.IsDBNull(7) ? null : new QueuePlace((int)r.GetInt64(7), r.GetInt32(8))),
            cancellationToken, ids);

    internal Message ReadMessage(NpgsqlDataReader r)
    {
        var text = cipher.Decrypt(r.GetFieldValue<byte[]>(4), TextContext(r.GetGuid(8), r.GetGuid(9)));
        var reply = r.TextOrNull(5) is { } json ? JsonSerializer.Deserialize(json, SupportJson.Default.Reply)! with { Text = text } : null;
        return new Message(
            r.GetInt32(0), r.GetFieldValue<DateTimeOffset>(1), r.GetString(2), r.GetString(3), text, reply, r.ValueOrNull<Guid>(6),
            r.ValueOrNull<short>(7) switch { 1 => "up", -1 => "down", _ => null });
    }

    private static CipherContext TextContext(Guid message, Guid hospital) => new("support.message", "text_enc", message, hospital);

    private static string Json(BotContext context) => JsonSerializer.Serialize(context, SupportJson.Default.BotContext);

    /// <summary>The text itself is stored encrypted, once.</summary>
    private static string? Json(Reply? reply) => reply is null ? null : JsonSerializer.Serialize(reply with { Text = "" }, SupportJson.Default.Reply);
}
