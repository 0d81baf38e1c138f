using System.Text.Json;

namespace Bff.Support;

/// <summary>Whom to call, about what. Both texts are stored encrypted.</summary>
internal sealed record Callback(Guid Id, Guid ConversationId, Guid PatientId, Guid HospitalId, string Phone, string Text);

/// <summary>SQL of the service hours: when they are, who still waits after them, who is to be called.</summary>
internal sealed partial class SupportStore
{
    /// <summary>Service hours of a hospital; null when none were set.</summary>
    public Task<ServiceHours?> HoursAsync(Guid hospitalId, CancellationToken cancellationToken) =>
        db.FirstAsync("select body from support.hours where hospital_id = $1", r => JsonSerializer.Deserialize(r.GetString(0), SupportJson.Default.ServiceHours)!, cancellationToken, hospitalId);

    /// <summary>Hospitals where somebody waits and that have set hours.</summary>
    public Task<List<(Guid HospitalId, ServiceHours Hours)>> HoursOfWaitingAsync(CancellationToken cancellationToken) =>
        db.ListAsync(
            "select o.hospital_id, o.body from support.hours o where exists (select from support.conversation c where c.hospital_id = o.hospital_id and c.state = 'queue')",
            r => (r.GetGuid(0), JsonSerializer.Deserialize(r.GetString(1), SupportJson.Default.ServiceHours)!), cancellationToken);

    /// <summary>Who waits at a hospital, first come first; at most 500, the others are next.</summary>
    public Task<List<Guid>> WaitingAsync(Guid hospitalId, CancellationToken cancellationToken) =>
        db.ListAsync(
            "select id from support.conversation where state = 'queue' and hospital_id = $1 order by priority desc, queued_at, id limit 500", r => r.GetGuid(0), cancellationToken, hospitalId);

    /// <summary>Gives a waiting conversation back to the bot and says so in its log, in one statement; false when it waits no more.</summary>
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
            cancellationToken, id, message, now, line.Author, cipher.Encrypt(line.Text, TextContext(message, hospitalId)), Json(line.Reply)) == 1;
    }

    /// <summary>Has the bot offer a call, unless that is what it said last or the turn is no longer the bot's.</summary>
    public Task OfferCallAsync(Guid id, Guid hospitalId, Line line, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var message = Guid.CreateVersion7(now);
        return db.ExecuteAsync(
            """
            with turn as (
                update support.conversation c set last_number = c.last_number + 1, last_at = $3
                where c.id = $1 and c.state = 'bot' and not exists (select from support.message m where m.conversation_id = $1 and m.number = c.last_number and m.reply->>'kind' = $4)
                returning last_number)
            insert into support.message (conversation_id, number, id, hospital_id, at, author, author_name, text_enc, reply)
            select $1, last_number, $2, $5, $3, $8, '', $6, $7::jsonb from turn
            """,
            cancellationToken, id, message, now, ReplyKind.Handoff, hospitalId, cipher.Encrypt(line.Text, TextContext(message, hospitalId)), Json(line.Reply), line.Author);
    }

    /// <summary>Keeps a wish to be called and says so in the log, in one statement.</summary>
    public Task AddCallbackAsync(Callback wish, Line line, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var message = Guid.CreateVersion7(now);
        return db.ExecuteAsync(
            """
            with wish as (
                insert into support.callback (id, hospital_id, conversation_id, patient_id, phone_enc, text_enc, created_at) values ($1, $2, $3, $4, $5, $6, $7) returning conversation_id),
            turn as (
                update support.conversation set last_number = last_number + 1, last_at = $7 where id = (select conversation_id from wish) returning id, last_number, hospital_id)
            insert into support.message (conversation_id, number, id, hospital_id, at, author, author_name, text_enc)
            select id, last_number, $8, hospital_id, $7, $9, '', $10 from turn
            """,
            cancellationToken, wish.Id, wish.HospitalId, wish.ConversationId, wish.PatientId,
            cipher.Encrypt(wish.Phone, new CipherContext("support.callback", "phone_enc", wish.Id, wish.HospitalId)),
            cipher.Encrypt(wish.Text, new CipherContext("support.callback", "text_enc", wish.Id, wish.HospitalId)), now, message, line.Author,
            cipher.Encrypt(line.Text, TextContext(message, wish.HospitalId)));
    }
}
