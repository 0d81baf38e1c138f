using System.Data;
using System.Text.Json;
using Bff.Accounts.Contract;
using Npgsql;

namespace Bff.Support.Talk;

/// <summary>SQL of conversations: open, look, rate, end. Every change of a conversation is told to all nodes by a trigger.</summary>
internal sealed class ConversationStore(NpgsqlDataSource db, MessageRows rows, FieldCipher cipher)
{
    /// <summary>One chat takes an agent about this long: what a waiting time is estimated from.</summary>
    private const int SecondsPerChat = 120;

    /// <summary>Opens a conversation; null when there is no such hospital.</summary>
    public async Task<HospitalRef?> OpenAsync(Opened opened, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var found = await db.ListAsync(
            "select id, code, name from accounts.v_hospital where code = $1",
            r => (r.GetGuid(0), new HospitalRef(r.GetString(1), r.GetString(2))), cancellationToken, opened.HospitalCode);
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
            cancellationToken, opened.Id, hospitalId, opened.PatientId, opened.Topic,
            JsonSerializer.Serialize(opened.Context, TalkJson.Default.BotContext), now, message, opened.First.Author,
            rows.Encrypt(opened.First.Text, message, hospitalId), MessageRows.Json(opened.First.Reply), opened.Channel);
        return hospital;
    }

    /// <summary>A patient's conversation as the next message finds it; null when it is out of reach.</summary>
    public Task<Turn?> TurnAsync(Reach reach, Guid id, Guid? clientId, CancellationToken cancellationToken) =>
        db.FirstAsync(
            """
            select c.hospital_id, h.code, c.channel, c.state, c.last_number, c.context,
                (select m.number from support.message m where m.conversation_id = c.id and m.client_id = $3::uuid), c.patient_id
            from support.conversation c join accounts.v_hospital h on h.id = c.hospital_id where c.id = $1 and c.patient_id = any($2)
            """,
            r => new Turn(
                r.GetGuid(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetInt32(4),
                JsonSerializer.Deserialize(r.GetString(5), TalkJson.Default.BotContext)!, r.ValueOrNull<int>(6), r.GetGuid(7)),
            cancellationToken, id, reach.Patients(), clientId);

    /// <summary>
    /// Ends a conversation, with the patient's rating; an ended one takes the rating alone. False when the log has moved on.
    /// </summary>
    public async Task<bool> CloseAsync(
        Guid id, Turn turn, CloseRequest wish, Line line, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var message = Guid.CreateVersion7(now);
        var comment = wish.Comment is null
            ? null : cipher.Encrypt(wish.Comment, new CipherContext("support.conversation", "comment_enc", id, turn.HospitalId));
        var closed = await db.WriteAsync(
            """
            with ended as (
                update support.conversation c
                set rating = coalesce($4::smallint, c.rating), comment_enc = coalesce($5::bytea, c.comment_enc),
                    last_number = c.last_number + case when c.state = 'closed' then 0 else 1 end, last_at = $3,
                    closed_at = coalesce(c.closed_at, $3), closed_by = coalesce(c.closed_by, 'patient'),
                    state = 'closed', queued_at = null, agent_id = null, awaiting_since = null
                where id = $1 and last_number = $7 returning last_number, hospital_id),
            line as (
                insert into support.message (conversation_id, number, id, hospital_id, at, author, author_name, text_enc)
                select $1, last_number, $2, hospital_id, $3, 'system', '', $6 from ended where last_number > $7)
            select last_number from ended
            """,
            r => r.GetInt32(0), cancellationToken, id, message, now, (short?)wish.Rating, comment,
            rows.Encrypt(line.Text, message, turn.HospitalId), turn.LastNumber);
        return closed.Count == 1;
    }

    /// <summary>Rates one of the bot's or an agent's lines; false when there is none of that number.</summary>
    public async Task<bool> RateAsync(Guid id, Turn turn, int number, bool up, string? comment, CancellationToken cancellationToken)
    {
        var ids = await db.ListAsync(
            "select id from support.message where conversation_id = $1 and number = $2 and author in ('bot', 'agent')",
            r => r.GetGuid(0), cancellationToken, id, number);
        return ids is [var message] && await db.ExecuteAsync(
            "update support.message set rating = $2, rating_enc = coalesce($3::bytea, rating_enc) where id = $1",
            cancellationToken, message, (short)(up ? 1 : -1),
            comment is null
                ? null : cipher.Encrypt(comment, new CipherContext("support.message", "rating_enc", message, turn.HospitalId))) == 1;
    }

    /// <summary>Keeps a wish to be called and says so in the log, in one statement.</summary>
    public Task AddCallbackAsync(Callback wish, Line line, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var message = Guid.CreateVersion7(now);
        return db.ExecuteAsync(
            """
            with turn as (
                update support.conversation set last_number = last_number + 1, last_at = $6 where id = $3
                returning id, last_number, hospital_id, patient_id),
            wish as (
                insert into support.callback (id, hospital_id, conversation_id, patient_id, phone_enc, text_enc, created_at)
                select $1, $2, id, patient_id, $4, $5, $6 from turn)
            insert into support.message (conversation_id, number, id, hospital_id, at, author, author_name, text_enc)
            select id, last_number, $7, hospital_id, $6, $8, '', $9 from turn
            """,
            cancellationToken, wish.Id, wish.HospitalId, wish.ConversationId,
            cipher.Encrypt(wish.Phone, new CipherContext("support.callback", "phone_enc", wish.Id, wish.HospitalId)),
            cipher.Encrypt(wish.Text, new CipherContext("support.callback", "text_enc", wish.Id, wish.HospitalId)), now, message,
            line.Author, rows.Encrypt(line.Text, message, wish.HospitalId));
    }

    /// <summary>The log of a patient's or a hospital's conversation after a number, oldest first.</summary>
    public Task<List<Message>> MessagesAsync(Reach reach, Guid id, int after, int limit, CancellationToken cancellationToken) =>
        db.ListAsync(
            $"""
            select {MessageRows.Columns} from support.message where conversation_id = $1 and number > $2
                and exists (select from support.conversation c
                    where c.id = $1 and (c.patient_id = any($4) or $5::uuid[] is null or c.hospital_id = any($5)))
            order by number limit $3
            """,
            rows.Read, cancellationToken, id, after, limit, reach.Patients(), reach.Hospitals);

    /// <summary>
    /// Where conversations stand now, with place and estimated wait of those in a queue. For conversations that were read within the
    /// caller's reach, and for the live line.
    /// </summary>
    public Task<List<ConversationRow>> StatesAsync(Guid[] ids, CancellationToken cancellationToken) =>
        db.ListAsync(
            $"""
            with asked as (select * from support.conversation where id = any($1)),
                waiting as (
                    select id, row_number() over (partition by hospital_id order by priority desc, queued_at, id) as place
                    from support.conversation
                    where state = 'queue' and hospital_id in (select hospital_id from asked where state = 'queue')),
                people as (select count(*) as online from support.agent where status = 'online')
            select a.id, a.hospital_id, h.code, h.name, a.state, s.display_name as agent, a.last_number, w.place,
                (w.place * {SecondsPerChat} / greatest(1, p.online))::int as wait
            from asked a cross join people p join accounts.v_hospital h on h.id = a.hospital_id
                left join accounts.v_staff_name s on s.id = a.agent_id left join waiting w on w.id = a.id
            """,
            r => new ConversationRow(
                r.GetGuid("id"), r.GetGuid("hospital_id"), new HospitalRef(r.GetString("code"), r.GetString("name")), r.GetString("state"),
                r.TextOrNull("agent"), r.GetInt32("last_number"),
                r.IsDBNull("place") ? null : new QueuePlace((int)r.GetInt64("place"), r.GetInt32("wait"))),
            cancellationToken, ids);
}
