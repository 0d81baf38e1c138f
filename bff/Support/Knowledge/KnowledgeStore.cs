using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Chatbot.Text;
using Npgsql;

namespace Bff.Support.Knowledge;

/// <summary>A model as it is stored, and how long training took.</summary>
internal sealed record TrainedModel(byte[] Bytes, TimeSpan Took);

/// <summary>SQL of the knowledge base. A hospital of null is the city-wide part.</summary>
internal sealed partial class KnowledgeStore(NpgsqlDataSource db)
{
    private static readonly (string Kind, Func<KnowledgePart, string?> Json)[] Documents =
    [
        ("services", p => JsonSerializer.Serialize(p.Services, KnowledgeJson.Default.IReadOnlyListKnowledgeLink)),
        ("synonyms", p => JsonSerializer.Serialize(p.Synonyms, KnowledgeJson.Default.IReadOnlyListIReadOnlyListString)),
        ("slots", p => JsonSerializer.Serialize(p.Slots, KnowledgeJson.Default.IReadOnlyListSlotWord)),
        ("flows", p => JsonSerializer.Serialize(p.Flows, KnowledgeJson.Default.IReadOnlyListFlow)),
        ("regression", p => JsonSerializer.Serialize(p.Regression, KnowledgeJson.Default.IReadOnlyListRegressionQuestion)),
        ("opening", p => p.Opening is null ? null : JsonSerializer.Serialize(p.Opening, KnowledgeJson.Default.Opening)),
    ];

    /// <summary>The newest published version of the city (code "") and of every hospital that has one.</summary>
    public Task<List<(Guid? HospitalId, string Code, int Number)>> NewestAsync(CancellationToken cancellationToken) =>
        db.ListAsync(
            "select v.hospital_id, coalesce(h.code, ''), max(v.number) from support.kb_version v left join accounts.v_hospital h on h.id = v.hospital_id group by 1, 2 order by 2",
            r => (r.ValueOrNull<Guid>(0), r.GetString(1), r.GetInt32(2)), cancellationToken);

    /// <summary>The content of a version; null when there is none of that number.</summary>
    public Task<KnowledgePart?> PublishedAsync(Guid? hospitalId, int number, CancellationToken cancellationToken) =>
        db.FirstAsync(
            "select content from support.kb_version where hospital_id is not distinct from $1::uuid and number = $2",
            r => JsonSerializer.Deserialize(r.GetString(0), KnowledgeJson.Default.KnowledgePart)!, cancellationToken, hospitalId, number);

    public Task<byte[]?> ModelAsync(Guid? hospitalId, int city, int own, CancellationToken cancellationToken) =>
        db.FirstAsync(
            "select model from support.kb_model where hospital_id is not distinct from $1::uuid and city_version = $2 and own_version = $3", r => r.GetFieldValue<byte[]>(0),
            cancellationToken, hospitalId, city, own);

    /// <summary>Keeps a model; of two nodes that trained the same one, either will do: the bytes are equal.</summary>
    public Task KeepModelAsync(Guid? hospitalId, int city, int own, TrainedModel model, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            """
            insert into support.kb_model (hospital_id, city_version, own_version, model, sha256, train_seconds, trained_at) values ($1::uuid, $2, $3, $4, $5, $6, $7)
            on conflict (hospital_id, city_version, own_version) do update set model = excluded.model, sha256 = excluded.sha256
            """,
            cancellationToken, hospitalId, city, own, model.Bytes, SHA256.HashData(model.Bytes), (float)model.Took.TotalSeconds, now);

    /// <summary>Adds a version with its model, if it is the next one; false when someone else published in between.</summary>
    public async Task<bool> AddVersionAsync(
        Guid? hospitalId, int number, KnowledgePart part, string note, Guid? by, int city, TrainedModel? model, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var content = JsonSerializer.Serialize(part, KnowledgeJson.Default.KnowledgePart);
        var rows = await db.WriteAsync(
            """
            with added as (
                insert into support.kb_version (hospital_id, number, content, sha256, note, published_by, published_at) values ($1::uuid, $2, $3, $4, $5, $6::uuid, $7)
                on conflict do nothing returning number),
            kept as (
                insert into support.kb_model (hospital_id, city_version, own_version, model, sha256, train_seconds, trained_at)
                select $1::uuid, $8, case when $1::uuid is null then 0 else $2 end, $9::bytea, $10::bytea, $11, $7 from added where $9::bytea is not null)
            select number, pg_notify('support', 'k:') from added
            """,
            r => r.GetInt32(0), cancellationToken, hospitalId, number, content, SHA256.HashData(Encoding.UTF8.GetBytes(content)), note, by, now,
            city, model?.Bytes, model is null ? null : SHA256.HashData(model.Bytes), (float)(model?.Took.TotalSeconds ?? 0));
        return rows.Count == 1;
    }

    /// <summary>The draft of a part, in canonical order.</summary>
    public async Task<KnowledgePart> DraftAsync(Guid? hospitalId, CancellationToken cancellationToken)
    {
        var intents = await db.ListAsync(
            """
            select i.name, i.category, i.phase, i.answers, i.services, i.enabled, array(select u.text from support.kb_utterance u where u.intent_id = i.id order by u.position, u.normal)
            from support.kb_intent i where i.hospital_id is not distinct from $1::uuid order by i.name collate "C"
            """,
            ReadIntent, cancellationToken, hospitalId);
        var documents = (await db.ListAsync("select kind, body from support.kb_document where hospital_id is not distinct from $1::uuid", r => (r.GetString(0), r.GetString(1)), cancellationToken, hospitalId))
            .ToDictionary(d => d.Item1, d => d.Item2);
        T Document<T>(string kind, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, T otherwise) => documents.TryGetValue(kind, out var json) ? JsonSerializer.Deserialize(json, type)! : otherwise;
        return new KnowledgePart(
            intents, Document("services", KnowledgeJson.Default.IReadOnlyListKnowledgeLink, []), Document("synonyms", KnowledgeJson.Default.IReadOnlyListIReadOnlyListString, []),
            Document("slots", KnowledgeJson.Default.IReadOnlyListSlotWord, []), Document("flows", KnowledgeJson.Default.IReadOnlyListFlow, []),
            Document("regression", KnowledgeJson.Default.IReadOnlyListRegressionQuestion, []), Document<Opening?>("opening", KnowledgeJson.Default.Opening!, null));
    }

    /// <summary>Puts a whole part in the place of the draft, in one transaction.</summary>
    public Task<int> ReplaceDraftAsync(Guid? hospitalId, KnowledgePart part, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.TransactAsync(async connection =>
        {
            await connection.ExecuteAsync("delete from support.kb_intent where hospital_id is not distinct from $1::uuid", cancellationToken, hospitalId);
            await connection.ExecuteAsync("delete from support.kb_document where hospital_id is not distinct from $1::uuid", cancellationToken, hospitalId);
            foreach (var (kind, json) in Documents)
                if (json(part) is { } body) await connection.ExecuteAsync(
                    "insert into support.kb_document (hospital_id, kind, body, updated_at) values ($1::uuid, $2, $3::jsonb, $4)", cancellationToken, hospitalId, kind, body, now);
            await AddIntentsAsync(connection, hospitalId, part.Intents, now, cancellationToken);
            return part.Intents.Count;
        }, cancellationToken);

    private static async Task AddIntentsAsync(NpgsqlConnection connection, Guid? hospitalId, IReadOnlyList<KnowledgeIntent> intents, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ids = intents.Select(_ => Guid.CreateVersion7(now)).ToArray();
        for (var i = 0; i < intents.Count; i++)
            await connection.ExecuteAsync(
                "insert into support.kb_intent (id, hospital_id, name, category, phase, answers, services, enabled, updated_at) values ($1, $2::uuid, $3, $4, $5::text, $6::jsonb, $7, $8, $9)",
                cancellationToken, ids[i], hospitalId, intents[i].Name, intents[i].Category, intents[i].Phase, Answers(intents[i]), intents[i].Services.ToArray(), intents[i].Enabled, now);
        await using var copy = await connection.BeginBinaryImportAsync("copy support.kb_utterance (intent_id, normal, text, position) from stdin (format binary)", cancellationToken);
        for (var i = 0; i < intents.Count; i++)
            foreach (var (position, text, normal) in Distinct(intents[i].Utterances))
                await copy.WriteRowAsync(cancellationToken, ids[i], normal, text, position);
        await copy.CompleteAsync(cancellationToken);
    }

    /// <summary>Utterances that can be read, each once as the engine compares them.</summary>
    private static IEnumerable<(int Position, string Text, string Normal)> Distinct(IReadOnlyList<string> utterances) =>
        utterances.Select((text, position) => (position, text.Trim(), Normal: TextNormalizer.Normalize(text))).Where(u => u.Normal.Length > 0).DistinctBy(u => u.Normal);

    private static string Answers(KnowledgeIntent intent) => JsonSerializer.Serialize(intent.Answers, KnowledgeJson.Default.IReadOnlyListKnowledgeAnswer);

    private static KnowledgeIntent ReadIntent(NpgsqlDataReader r) => new(
        r.GetString(0), r.GetString(1), r.TextOrNull(2), JsonSerializer.Deserialize(r.GetString(3), KnowledgeJson.Default.IReadOnlyListKnowledgeAnswer)!,
        r.GetFieldValue<string[]>(6), r.GetFieldValue<string[]>(4), r.GetBoolean(5));
}
