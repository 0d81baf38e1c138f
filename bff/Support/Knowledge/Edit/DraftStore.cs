using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Npgsql;

namespace Bff.Support.Knowledge.Edit;

/// <summary>SQL of the draft as a whole, and of its documents: what editors change between two versions.</summary>
internal sealed class DraftStore(NpgsqlDataSource db)
{
    private static readonly (string Kind, Func<KnowledgePart, string?> Json)[] Documents =
    [
        ("services", p => JsonSerializer.Serialize(p.Services, KnowledgeJson.Default.IReadOnlyListKnowledgeLink)),
        ("synonyms", p => JsonSerializer.Serialize(p.Synonyms, KnowledgeJson.Default.IReadOnlyListIReadOnlyListString)),
        ("slots", p => JsonSerializer.Serialize(p.Slots, KnowledgeJson.Default.IReadOnlyListSlotWord)),
        ("flows", p => JsonSerializer.Serialize(p.Flows, KnowledgeJson.Default.IReadOnlyListFlow)),
        ("regression", p => JsonSerializer.Serialize(p.Regression, KnowledgeJson.Default.IReadOnlyListRegressionQuestion)),
        ("danger", p => p.Danger is null ? null : JsonSerializer.Serialize(p.Danger, KnowledgeJson.Default.IReadOnlyListDangerWords)),
        ("opening", p => p.Opening is null ? null : JsonSerializer.Serialize(p.Opening, KnowledgeJson.Default.Opening)),
    ];

    /// <summary>The draft of a part, in canonical order.</summary>
    public async Task<KnowledgePart> DraftAsync(Guid? hospitalId, CancellationToken cancellationToken)
    {
        var intents = await db.ListAsync(
            $"""
            select {IntentRows.Columns} from support.kb_intent i
            where i.hospital_id is not distinct from $1::uuid order by i.name collate "C"
            """,
            IntentRows.Read, cancellationToken, hospitalId);
        var documents = (await db.ListAsync(
            "select kind, body from support.kb_document where hospital_id is not distinct from $1::uuid",
            r => (Kind: r.GetString(0), Body: r.GetString(1)), cancellationToken, hospitalId)).ToDictionary(d => d.Kind, d => d.Body);
        var types = KnowledgeJson.Default;
        return new KnowledgePart(
            intents, Document("services", types.IReadOnlyListKnowledgeLink, []),
            Document("synonyms", types.IReadOnlyListIReadOnlyListString, []),
            Document("slots", types.IReadOnlyListSlotWord, []), Document("flows", types.IReadOnlyListFlow, []),
            Document("regression", types.IReadOnlyListRegressionQuestion, []), Document<Opening?>("opening", types.Opening!, null))
        {
            Danger = Document<IReadOnlyList<DangerWords>?>("danger", types.IReadOnlyListDangerWords!, null),
        };

        T Document<T>(string kind, JsonTypeInfo<T> type, T otherwise) =>
            documents.TryGetValue(kind, out var json) ? JsonSerializer.Deserialize(json, type)! : otherwise;
    }

    /// <summary>A short text that changes whenever something is written to, or taken from, the draft of a part.</summary>
    public async Task<string> StampAsync(Guid? hospitalId, CancellationToken cancellationToken) =>
        (await db.ListAsync(
            """
            select concat_ws(' ', (select concat_ws(' ', count(*), max(updated_at)) from support.kb_intent
                    where hospital_id is not distinct from $1::uuid),
                (select concat_ws(' ', count(*), max(updated_at)) from support.kb_document where hospital_id is not distinct from $1::uuid))
            """,
            r => r.GetString(0), cancellationToken, hospitalId))[0];

    /// <summary>Puts a whole part in the place of the draft, in one transaction.</summary>
    public Task<int> ReplaceAsync(Guid? hospitalId, KnowledgePart part, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.TransactAsync(async connection =>
        {
            // Two at once would each take the other's new rows for a breach of the unique names.
            await connection.ExecuteAsync(
                "select pg_advisory_xact_lock(hashtextextended('support.kb_draft:' || coalesce($1::uuid::text, ''), 0))",
                cancellationToken, hospitalId);
            await connection.ExecuteAsync(
                "delete from support.kb_intent where hospital_id is not distinct from $1::uuid", cancellationToken, hospitalId);
            await connection.ExecuteAsync(
                "delete from support.kb_document where hospital_id is not distinct from $1::uuid", cancellationToken, hospitalId);
            foreach (var (kind, json) in Documents)
                if (json(part) is { } body)
                    await connection.ExecuteAsync(
                        "insert into support.kb_document (hospital_id, kind, body, updated_at) values ($1::uuid, $2, $3::jsonb, $4)",
                        cancellationToken, hospitalId, kind, body, now);
            await AddIntentsAsync(connection, hospitalId, part.Intents, now, cancellationToken);
            return part.Intents.Count;
        }, cancellationToken);

    /// <summary>One document of the draft as JSON; null when it was never written.</summary>
    public Task<string?> DocumentAsync(Guid? hospitalId, string kind, CancellationToken cancellationToken) =>
        db.FirstAsync(
            "select body from support.kb_document where hospital_id is not distinct from $1::uuid and kind = $2", r => r.GetString(0),
            cancellationToken, hospitalId, kind);

    public Task SetDocumentAsync(Guid? hospitalId, string kind, string body, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            """
            insert into support.kb_document (hospital_id, kind, body, updated_at) values ($1::uuid, $2, $3::jsonb, $4)
            on conflict (hospital_id, kind) do update set body = excluded.body, updated_at = excluded.updated_at
            """,
            cancellationToken, hospitalId, kind, body, now);

    private static async Task AddIntentsAsync(
        NpgsqlConnection connection, Guid? hospitalId, IReadOnlyList<KnowledgeIntent> intents, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var ids = intents.Select(_ => Guid.CreateVersion7(now)).ToArray();
        foreach (var (id, intent) in ids.Zip(intents))
            await connection.ExecuteAsync(
                """
                insert into support.kb_intent (id, hospital_id, name, category, phase, answers, services, enabled, updated_at)
                values ($1, $2::uuid, $3, $4, $5::text, $6::jsonb, $7, $8, $9)
                """,
                cancellationToken, id, hospitalId, intent.Name, intent.Category, intent.Phase, IntentRows.Answers(intent),
                intent.Services.ToArray(), intent.Enabled, now);
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy support.kb_utterance (intent_id, normal, text, position) from stdin (format binary)", cancellationToken);
        foreach (var (id, intent) in ids.Zip(intents))
            foreach (var (position, text, normal) in IntentRows.Distinct(intent.Utterances))
                await copy.WriteRowAsync(cancellationToken, id, normal, text, position);
        await copy.CompleteAsync(cancellationToken);
    }
}
