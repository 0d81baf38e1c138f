using System.Data;
using Chatbot.Text;
using Npgsql;

namespace Bff.Support.Knowledge.Edit;

/// <summary>SQL of single intents of a draft.</summary>
internal sealed class IntentStore(NpgsqlDataSource db)
{
    /// <summary>Intents of a draft after a name, in the order of their names.</summary>
    /// <param name="words">In the name or an utterance; null: any.</param>
    public Task<List<IntentRow>> ListAsync(
        Guid? hospitalId, string? words, string? category, int limit, string? after, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select i.name, i.category, i.phase, i.enabled,
                (select count(*)::int from support.kb_utterance u where u.intent_id = i.id) as utterances,
                jsonb_array_length(i.answers) as answers, i.answers->0->>'text' as answer, i.services, i.updated_at,
                s.display_name as updated_by
            from support.kb_intent i left join accounts.v_staff_name s on s.id = i.updated_by
            where i.hospital_id is not distinct from $1::uuid and ($3::text is null or i.category = $3)
                and ($4::text is null or i.name collate "C" > $4)
                and ($2::text is null or position($2 in i.name) > 0
                    or exists (select from support.kb_utterance u where u.intent_id = i.id and position($2 in u.text) > 0))
            order by i.name collate "C" limit $5
            """,
            ReadRow, cancellationToken, hospitalId, words, category, after, limit);

    public Task<KnowledgeIntent?> IntentAsync(Guid? hospitalId, string name, CancellationToken cancellationToken) =>
        db.FirstAsync(
            $"select {IntentRows.Columns} from support.kb_intent i where i.hospital_id is not distinct from $1::uuid and i.name = $2",
            IntentRows.Read, cancellationToken, hospitalId, name);

    /// <summary>
    /// Writes an intent of the draft. With <paramref name="old"/> it takes that one's place; false when its name is taken, or there is no
    /// such old one.
    /// </summary>
    public Task<bool> SaveAsync(
        Guid? hospitalId, string? old, KnowledgeIntent intent, Guid by, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.TransactAsync(async connection =>
        {
            var ids = old is null
                ? await connection.ListAsync(
                    """
                    insert into support.kb_intent (
                        id, hospital_id, name, category, phase, answers, services, enabled, updated_at, updated_by)
                    values ($1, $2::uuid, $3, $4, $5::text, $6::jsonb, $7, $8, $9, $10::uuid) on conflict do nothing returning id
                    """,
                    r => r.GetGuid(0), cancellationToken, Guid.CreateVersion7(now), hospitalId, intent.Name, intent.Category, intent.Phase,
                    IntentRows.Answers(intent), intent.Services.ToArray(), intent.Enabled, now, by)
                : await connection.ListAsync(
                    """
                    update support.kb_intent i set name = $3, category = $4, phase = $5::text, answers = $6::jsonb, services = $7,
                        enabled = $8, updated_at = $9, updated_by = $10::uuid
                    where i.hospital_id is not distinct from $2::uuid and i.name = $1 and not exists (
                        select from support.kb_intent o where o.hospital_id is not distinct from $2::uuid and o.name = $3 and o.id <> i.id)
                    returning i.id
                    """,
                    r => r.GetGuid(0), cancellationToken, old, hospitalId, intent.Name, intent.Category, intent.Phase,
                    IntentRows.Answers(intent), intent.Services.ToArray(), intent.Enabled, now, by);
            if (ids is not [var id]) return false;
            await ReplaceUtterancesAsync(connection, id, intent.Utterances, cancellationToken);
            return true;
        }, cancellationToken);

    public async Task<bool> DeleteAsync(Guid? hospitalId, string name, CancellationToken cancellationToken) =>
        await db.ExecuteAsync(
            "delete from support.kb_intent where hospital_id is not distinct from $1::uuid and name = $2", cancellationToken, hospitalId,
            name) == 1;

    /// <summary>Adds utterances to an intent of the draft; those it has already are left out. False when there is no such intent.</summary>
    public async Task<bool> AddUtterancesAsync(
        Guid? hospitalId, string intent, IReadOnlyList<string> texts, Guid by, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var utterances = IntentRows.Distinct(texts).ToArray();
        var found = await db.WriteAsync(
            """
            with target as (
                update support.kb_intent set updated_at = $5, updated_by = $6::uuid
                where hospital_id is not distinct from $1::uuid and name = $2 returning id),
            added as (
                insert into support.kb_utterance (intent_id, normal, text, position)
                select t.id, u.normal, u.text, 10000 from target t cross join unnest($3::text[], $4::text[]) as u (normal, text)
                on conflict do nothing)
            select id from target
            """,
            r => r.GetGuid(0), cancellationToken, hospitalId, intent, utterances.Select(u => u.Normal).ToArray(),
            utterances.Select(u => u.Text).ToArray(), now, by);
        return found.Count == 1;
    }

    /// <summary>Where the same question stands already, in the draft of the part and of the city.</summary>
    public Task<List<SameUtterance>> SameAsync(Guid? hospitalId, string utterance, string intent, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select u.text, i.name from support.kb_utterance u join support.kb_intent i on i.id = u.intent_id
            where u.normal = $2 and i.name <> $3 and (i.hospital_id is not distinct from $1::uuid or i.hospital_id is null)
            order by i.name limit 20
            """,
            r => new SameUtterance(r.GetString(0), r.GetString(1)), cancellationToken, hospitalId, TextNormalizer.Normalize(utterance),
            intent);

    private static async Task ReplaceUtterancesAsync(
        NpgsqlConnection connection, Guid id, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync("delete from support.kb_utterance where intent_id = $1", cancellationToken, id);
        var utterances = IntentRows.Distinct(texts).ToArray();
        await connection.ExecuteAsync(
            """
            insert into support.kb_utterance (intent_id, normal, text, position) select $1, * from unnest($2::text[], $3::text[], $4::int[])
            """,
            cancellationToken, id, utterances.Select(u => u.Normal).ToArray(), utterances.Select(u => u.Text).ToArray(),
            utterances.Select(u => u.Position).ToArray());
    }

    private static IntentRow ReadRow(NpgsqlDataReader r) => new()
    {
        Name = r.GetString("name"),
        Category = r.GetString("category"),
        Phase = r.TextOrNull("phase"),
        Enabled = r.GetBoolean("enabled"),
        Utterances = r.GetInt32("utterances"),
        Answers = r.GetInt32("answers"),
        Answer = r.TextOrNull("answer") ?? "",
        Services = r.GetFieldValue<string[]>("services"),
        UpdatedAt = r.Moment("updated_at"),
        UpdatedBy = r.TextOrNull("updated_by"),
    };
}
