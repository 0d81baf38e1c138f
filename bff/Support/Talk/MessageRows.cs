using System.Data;
using System.Text.Json;
using Bff.Support.Answering;
using Npgsql;

namespace Bff.Support.Talk;

/// <summary>A line of the log in its table: which columns are read, and how its text is encrypted.</summary>
internal sealed class MessageRows(FieldCipher cipher)
{
    public const string Columns = "number, at, author, author_name, text_enc, reply, client_id, rating, id, hospital_id, conversation_id";

    /// <summary>Reads a row with <see cref="Columns"/>.</summary>
    public Message Read(NpgsqlDataReader r)
    {
        var text = cipher.Decrypt(r.GetFieldValue<byte[]>("text_enc"), TextContext(r.GetGuid("id"), r.GetGuid("hospital_id")));
        var reply = r.TextOrNull("reply");
        return new Message
        {
            Number = r.GetInt32("number"),
            At = r.Moment("at"),
            Author = r.GetString("author"),
            AuthorName = r.GetString("author_name"),
            Text = text,
            Reply = reply is null ? null : JsonSerializer.Deserialize(reply, TalkJson.Default.Reply)! with { Text = text },
            ClientId = r.ValueOrNull<Guid>("client_id"),
            Rating = r.ValueOrNull<short>("rating") switch { 1 => "up", -1 => "down", _ => null },
        };
    }

    public byte[] Encrypt(string text, Guid message, Guid hospital) => cipher.Encrypt(text, TextContext(message, hospital));

    /// <summary>
    /// Writes a line that its sender may send again. Of two at once under one client id the later statement cannot see the earlier line, and
    /// the index refuses it: run again, it does.
    /// </summary>
    /// <param name="write">One statement; answers the number of the line in the log, or nothing.</param>
    public static async Task<int?> OnceAsync(Func<Task<List<int>>> write)
    {
        for (var again = false; ; again = true)
        {
            try
            {
                return await write() is [var number, ..] ? number : null;
            }
            catch (PostgresException known) when (!again && known.ConstraintName == "message_once")
            {
                // Its transaction is rolled back as a whole: the log has no hole.
            }
        }
    }

    /// <summary>What the bot offered. The text itself is stored encrypted, once.</summary>
    public static string? Json(Reply? reply) =>
        reply is null ? null : JsonSerializer.Serialize(reply with { Text = "" }, TalkJson.Default.Reply);

    /// <summary>Writes a line of the house inside a transaction that has already counted it.</summary>
    public Task<int> AddSystemLineAsync(
        NpgsqlConnection connection, Guid conversation, Guid hospital, int number, string words, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var message = Guid.CreateVersion7(now);
        return connection.ExecuteAsync(
            """
            insert into support.message (conversation_id, number, id, hospital_id, at, author, author_name, text_enc)
            values ($1, $2, $3, $4, $5, 'system', '', $6)
            """,
            cancellationToken, conversation, number, message, hospital, now, Encrypt(words, message, hospital));
    }

    private static CipherContext TextContext(Guid message, Guid hospital) => new("support.message", "text_enc", message, hospital);
}
