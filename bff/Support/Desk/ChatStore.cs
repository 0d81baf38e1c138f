using System.Data;
using Bff.Accounts.Contract;
using Bff.Support.Talk;
using Npgsql;

namespace Bff.Support.Desk;

/// <summary>Which conversations a list shows; what is null does not matter.</summary>
internal sealed record ChatFilter(string? State, Guid? Agent, string? HospitalCode);

/// <summary>SQL of conversations as staff see them, and what agents write into them.</summary>
internal sealed class ChatStore(NpgsqlDataSource db, MessageRows rows, FieldCipher cipher, AccountsDirectory accounts)
{
    private const string Columns =
        """
        c.id, c.hospital_id, h.code, h.name, c.channel, c.state, p.name_enc, c.patient_id, p.hospital_id as home_id, c.topic,
        c.context->>'intent' as intent, c.handoff_reason, c.skill, c.priority, c.agent_id, s.display_name as agent_name, c.queued_at,
        c.awaiting_since, c.created_at, c.last_at, c.last_number, c.rating, c.danger, c.danger_at
        """;

    private const string Names =
        """
        join accounts.v_hospital h on h.id = c.hospital_id
            join accounts.v_patient_name p on p.id = c.patient_id left join accounts.v_staff_name s on s.id = c.agent_id
        """;

    /// <summary>The agent's chats, and the queue of the hospitals within reach, first come first.</summary>
    public Task<List<Chat>> DeskAsync(Reach me, CancellationToken cancellationToken) =>
        db.ListAsync(
            $"""
            (select {Columns} from support.conversation c {Names}
                where c.state = 'agent' and c.agent_id = $1 order by c.assigned_at limit 100)
            union all
            (select {Columns} from (
                select c.* from accounts.v_hospital h cross join lateral (
                    select * from support.conversation c where c.state = 'queue' and c.hospital_id = h.id
                    order by c.priority desc, c.queued_at, c.id limit 200) c
                where $2::uuid[] is null or h.id = any($2) order by c.priority desc, c.queued_at, c.id limit 200) c {Names}
                order by c.priority desc, c.queued_at, c.id)
            """,
            Read, cancellationToken, me.Staff().Id, me.Hospitals);

    /// <summary>A conversation of a hospital within reach; null when there is none.</summary>
    public Task<Chat?> ChatAsync(Reach reach, Guid id, CancellationToken cancellationToken) =>
        db.FirstAsync(
            $"select {Columns} from support.conversation c {Names} where c.id = $1 and ($2::uuid[] is null or c.hospital_id = any($2))", Read, cancellationToken, id,
            reach.Hospitals);

    /// <summary>Conversations of the hospitals within reach, newest first.</summary>
    public Task<List<Chat>> ListAsync(Reach reach, ChatFilter filter, int limit, Guid before, CancellationToken cancellationToken)
    {
        var sql = new Sql();
        // Only a chat in an agent's hands has an agent, so that is its state, too.
        var page = sql.Newest(new NewestRows("support.conversation", reach.Hospitals, limit, before)
        {
            And = (filter.State is null ? "" : $" and r.state = {sql.Add(filter.State)}")
                + (filter.Agent is null ? "" : $" and r.state = 'agent' and r.agent_id = {sql.Add(filter.Agent)}"),
            AndHospital = filter.HospitalCode is null ? "" : $" and h.code = {sql.Add(filter.HospitalCode)}",
        });
        return db.ListAsync(
            $"select {Columns} from ({page}) c {Names} order by c.id desc", Read, cancellationToken, sql.Parameters);
    }

    /// <summary>
    /// Writes an agent's line; null when the chat is not theirs (any more). Under a known client id: the number it has.
    /// </summary>
    public Task<int?> AppendAsync(Reach me, Chat chat, Line line, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var message = Guid.CreateVersion7(now);
        return MessageRows.OnceAsync(() => db.WriteAsync(
            """
            with known as (select number from support.message where conversation_id = $1 and client_id = $3::uuid),
            turn as (
                update support.conversation set last_number = last_number + 1, last_at = $4, awaiting_since = null,
                    answered_at = coalesce(answered_at, $4)
                where id = $1 and state = 'agent' and agent_id = $2 and not exists (select from known) returning last_number, hospital_id),
            line as (
                insert into support.message (
                    conversation_id, number, id, hospital_id, at, author, author_id, author_name, text_enc, client_id)
                select $1, last_number, $5, t.hospital_id, $4, 'agent', $2, s.display_name, $6, $3::uuid
                from turn t join accounts.v_staff_name s on s.id = $2 returning number)
            select number from line union all select number from known
            """,
            r => r.GetInt32(0), cancellationToken, Guid.Parse(chat.Id), me.Staff().Id, line.ClientId, now, message,
            rows.Encrypt(line.Text, message, chat.HospitalId)));
    }

    public async Task AddNoteAsync(Reach me, Chat chat, string text, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        var note = new NewNote(Guid.Parse(chat.Id), chat.HospitalId, me.Staff().Id, text);
        await AddNoteAsync(connection, note, now, cancellationToken);
    }

    /// <summary>Adds a note inside the caller's transaction.</summary>
    public Task AddNoteAsync(NpgsqlConnection connection, NewNote note, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(now);
        return connection.ExecuteAsync(
            "insert into support.note (id, hospital_id, conversation_id, staff_id, at, text_enc) values ($1, $2, $3, $4, $5, $6)",
            cancellationToken, id, note.HospitalId, note.ConversationId, note.StaffId, now,
            cipher.Encrypt(note.Text, new CipherContext("support.note", "text_enc", id, note.HospitalId)));
    }

    /// <summary>The first 200 notes of a conversation within reach, oldest first.</summary>
    public Task<List<Note>> NotesAsync(Reach reach, Guid conversationId, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select n.id, n.hospital_id, s.display_name, n.at, n.text_enc
            from support.note n join accounts.v_staff_name s on s.id = n.staff_id
            where n.conversation_id = $1 and ($2::uuid[] is null or n.hospital_id = any($2)) order by n.id limit 200
            """,
            r => new Note(
                r.GetString(2), r.GetFieldValue<DateTimeOffset>(3),
                cipher.Decrypt(r.GetFieldValue<byte[]>(4), new CipherContext("support.note", "text_enc", r.GetGuid(0), r.GetGuid(1)))),
            cancellationToken, conversationId, reach.Hospitals);

    private Chat Read(NpgsqlDataReader r) => new()
    {
        Id = r.GetGuid("id").ToString(),
        Hospital = new HospitalRef(r.GetString("code"), r.GetString("name")),
        Channel = r.GetString("channel"),
        State = r.GetString("state"),
        PatientName = accounts.MaskedName(r.GetFieldValue<byte[]>("name_enc"), r.GetGuid("patient_id"), r.GetGuid("home_id")),
        Topic = r.TextOrNull("topic"),
        Intent = r.TextOrNull("intent"),
        HandoffReason = r.TextOrNull("handoff_reason"),
        Skill = r.TextOrNull("skill"),
        Priority = r.GetInt16("priority"),
        AgentId = r.ValueOrNull<Guid>("agent_id")?.ToString(),
        AgentName = r.TextOrNull("agent_name"),
        QueuedAt = r.ValueOrNull<DateTimeOffset>("queued_at"),
        AwaitingSince = r.ValueOrNull<DateTimeOffset>("awaiting_since"),
        CreatedAt = r.Moment("created_at"),
        LastAt = r.Moment("last_at"),
        LastNumber = r.GetInt32("last_number"),
        Rating = r.ValueOrNull<short>("rating"),
        Danger = r.TextOrNull("danger"),
        DangerAt = r.ValueOrNull<DateTimeOffset>("danger_at"),
        HospitalId = r.GetGuid("hospital_id"),
        PatientId = r.GetGuid("patient_id"),
    };
}

/// <summary>A note to be written.</summary>
internal sealed record NewNote(Guid ConversationId, Guid HospitalId, Guid StaffId, string Text);
