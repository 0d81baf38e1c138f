using System.Data;
using Bff.Accounts.Contract;
using Npgsql;

namespace Bff.Support.Office;

/// <summary>SQL of who is to be called back.</summary>
internal sealed class CallbackStore(NpgsqlDataSource db, FieldCipher cipher, AccountsDirectory accounts)
{
    /// <summary>Wishes of the hospitals within reach, newest first.</summary>
    /// <param name="done">Those that were followed, or those that wait.</param>
    public Task<List<CallbackRow>> ListAsync(Reach reach, bool done, int limit, Guid before, CancellationToken cancellationToken)
    {
        var sql = new Sql();
        var page = sql.Newest(new NewestRows("support.callback", reach.Hospitals, limit, before)
        {
            And = done ? "and r.done_at is not null" : "and r.done_at is null",
        });
        return db.ListAsync(
            $"""
            select k.id, k.conversation_id, h.code, h.name, p.name_enc, p.id as patient_id, p.hospital_id as home_id, k.phone_enc,
                k.text_enc, k.hospital_id, k.created_at, k.done_at
            from ({page}) k join accounts.v_hospital h on h.id = k.hospital_id join accounts.v_patient_name p on p.id = k.patient_id
            order by k.id desc
            """,
            Read, cancellationToken, sql.Parameters);
    }

    /// <summary>Marks a wish within reach as followed; false when there is none that waits.</summary>
    public async Task<bool> DoneAsync(Reach reach, Guid id, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.ExecuteAsync(
            """
            update support.callback set done_at = $4, done_by = $3
            where id = $1 and ($2::uuid[] is null or hospital_id = any($2)) and done_at is null
            """,
            cancellationToken, id, reach.Hospitals, reach.Staff().Id, now) == 1;

    private CallbackRow Read(NpgsqlDataReader r)
    {
        var (id, hospital) = (r.GetGuid("id"), r.GetGuid("hospital_id"));
        return new CallbackRow
        {
            Id = id.ToString(),
            ConversationId = r.GetGuid("conversation_id").ToString(),
            Hospital = new HospitalRef(r.GetString("code"), r.GetString("name")),
            PatientName = accounts.MaskedName(r.GetFieldValue<byte[]>("name_enc"), r.GetGuid("patient_id"), r.GetGuid("home_id")),
            Phone = cipher.Decrypt(r.GetFieldValue<byte[]>("phone_enc"), new CipherContext("support.callback", "phone_enc", id, hospital)),
            Text = cipher.Decrypt(r.GetFieldValue<byte[]>("text_enc"), new CipherContext("support.callback", "text_enc", id, hospital)),
            CreatedAt = r.Moment("created_at"),
            DoneAt = r.ValueOrNull<DateTimeOffset>("done_at"),
        };
    }
}
