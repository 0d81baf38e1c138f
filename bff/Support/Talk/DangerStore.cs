using System.Text.Json;
using System.Text.Json.Serialization;
using Bff.Platform.Pipes;
using Npgsql;

namespace Bff.Support.Talk;

/// <summary>Danger that was heard in a line, for the audit: ids alone, no text.</summary>
internal sealed record DangerHeard(Guid ConversationId, int Number, string Kind, Guid PatientId);

/// <summary>What became of a dangerous line beside a person or the queue.</summary>
/// <param name="Number">The patient's line.</param>
/// <param name="IsTold">Whether the next line tells the patient what to do; false: that was told already.</param>
internal sealed record DangerLine(int Number, bool IsTold);

/// <summary>SQL of heard danger. What is written, the mark on the desk and the audit's row are one transaction.</summary>
internal sealed class DangerStore(NpgsqlDataSource db, MessageRows rows, Outbox outbox, Audit audit)
{
    /// <summary>Topic of what waits to be audited.</summary>
    public const string Topic = "support.danger";

    /// <summary>A patient is told again after this time, or when the danger is another one.</summary>
    public static readonly TimeSpan ToldFor = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Writes a patient's line and what he is told, while a person or the queue has the turn; goes to the front of the queue. Null when the
    /// turn has changed or the client id is known.
    /// </summary>
    public async Task<DangerLine?> AppendAsync(
        Guid id, Turn turn, Line line, Line told, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var kind = told.Reply!.Intent!;
        return await db.TransactAsync<DangerLine?>(async connection =>
        {
            if (await LockAsync(connection, id, line.ClientId, kind, now, cancellationToken) is not [var (number, tells)]) return null;
            await connection.ExecuteAsync(
                """
                update support.conversation set last_number = $2, last_at = $3, priority = greatest(priority, 2), danger = $4,
                    awaiting_since = case when state = 'agent' then coalesce(awaiting_since, $3) end,
                    danger_at = case when $5 then $3 else danger_at end
                where id = $1
                """,
                cancellationToken, id, number + (tells ? 2 : 1), now, kind, tells);
            await AddLineAsync(connection, id, turn.HospitalId, number + 1, line, now, cancellationToken);
            if (tells) await AddLineAsync(connection, id, turn.HospitalId, number + 2, told, now, cancellationToken);
            await TellAuditAsync(connection, turn.HospitalId, new DangerHeard(id, number + 1, kind, turn.PatientId), cancellationToken);
            return new DangerLine(number + 1, tells);
        }, cancellationToken);
    }

    /// <summary>Adds the audit's row inside the transaction that writes the line.</summary>
    public async Task TellAuditAsync(NpgsqlConnection connection, Guid hospitalId, DangerHeard heard, CancellationToken cancellationToken) =>
        await outbox.AddAsync(connection, new OutboxEntry
        {
            Topic = Topic,
            Key = $"line:{heard.ConversationId}:{heard.Number}",
            Payload = JsonSerializer.Serialize(heard, DangerJson.Default.DangerHeard),
            HospitalId = hospitalId,
            MaxAttempts = 1000,
            ValidFor = TimeSpan.FromDays(30),
        }, cancellationToken);

    /// <summary>Records what was heard.</summary>
    public async Task<Delivery> AuditAsync(OutboxMessage message)
    {
        var (conversation, number, kind, patient) = message.Read(DangerJson.Default.DangerHeard);
        await audit.RecordAsync("patient", patient.ToString(), null, new AuditEntry(
            "support.danger", $"conversation:{conversation} line:{number} {kind}", HospitalId: message.HospitalId, PatientId: patient));
        return new Delivery.Done();
    }

    /// <summary>The last number of a conversation in which the patient may speak now, and whether he is to be told. It is locked from here on.</summary>
    private static Task<List<(int Number, bool Tells)>> LockAsync(
        NpgsqlConnection connection, Guid id, Guid? clientId, string kind, DateTimeOffset now, CancellationToken cancellationToken) =>
        connection.ListAsync(
            """
            select c.last_number, c.danger is distinct from $3 or c.danger_at < $4::timestamptz from support.conversation c
            where c.id = $1 and c.state in ('queue', 'agent')
                and not exists (select from support.message m where m.conversation_id = $1 and m.client_id = $2::uuid)
            for update
            """,
            r => (r.GetInt32(0), r.GetBoolean(1)), cancellationToken, id, clientId, kind, now - ToldFor);

    private Task<int> AddLineAsync(
        NpgsqlConnection connection, Guid id, Guid hospitalId, int number, Line line, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var message = Guid.CreateVersion7(now);
        return connection.ExecuteAsync(
            """
            insert into support.message (
                conversation_id, number, id, hospital_id, at, author, author_name, text_enc, client_id, reply, intent, outcome)
            values ($1, $2, $3, $4, $5, $6, '', $7, $8::uuid, $9::jsonb, $10::text, $11::text)
            """,
            cancellationToken, id, number, message, hospitalId, now, line.Author, rows.Encrypt(line.Text, message, hospitalId),
            line.ClientId, MessageRows.Json(line.Reply), line.Reply?.Intent, line.Reply?.Kind);
    }
}

[JsonSerializable(typeof(DangerHeard))]
internal sealed partial class DangerJson : JsonSerializerContext;
