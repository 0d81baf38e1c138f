using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace Bff.Support.Knowledge;

/// <summary>A model as it is stored, and how long training took.</summary>
internal sealed record TrainedModel(byte[] Bytes, TimeSpan Took);

/// <summary>A version to be published. A hospital of null is the city.</summary>
/// <param name="By">Null: the product itself.</param>
/// <param name="City">The city's version that the model was trained on; its own number when this is the city's.</param>
/// <param name="Model">Null: there is nothing to learn from.</param>
internal sealed record NewVersion(Guid? HospitalId, int Number, KnowledgePart Part, string Note, Guid? By, int City, TrainedModel? Model);

/// <summary>SQL of published versions and their models. A hospital of null is the city-wide part.</summary>
internal sealed class KnowledgeStore(NpgsqlDataSource db)
{
    /// <summary>Models of a part that are kept: the newest, and those that a node or a version in the making may still ask for.</summary>
    internal const int MostModels = 3;

    /// <summary>The newest published version of the city (code "") and of every hospital that has one.</summary>
    public Task<List<(Guid? HospitalId, string Code, int Number)>> NewestAsync(CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select v.hospital_id, coalesce(h.code, ''), max(v.number)
            from support.kb_version v left join accounts.v_hospital h on h.id = v.hospital_id group by 1, 2 order by 2
            """,
            r => (r.ValueOrNull<Guid>(0), r.GetString(1), r.GetInt32(2)), cancellationToken);

    /// <summary>The content of a version; null when there is none of that number.</summary>
    public Task<KnowledgePart?> PublishedAsync(Guid? hospitalId, int number, CancellationToken cancellationToken) =>
        db.FirstAsync(
            "select content from support.kb_version where hospital_id is not distinct from $1::uuid and number = $2",
            r => JsonSerializer.Deserialize(r.GetString(0), KnowledgeJson.Default.KnowledgePart)!, cancellationToken, hospitalId, number);

    /// <summary>The model of a pair of versions; null when it was not trained yet, or is kept no more.</summary>
    public Task<byte[]?> ModelAsync(Guid? hospitalId, int city, int own, CancellationToken cancellationToken) =>
        db.FirstAsync(
            """
            select model from support.kb_model
            where hospital_id is not distinct from $1::uuid and city_version = $2 and own_version = $3 and length(model) > 0
            """,
            r => r.GetFieldValue<byte[]>(0), cancellationToken, hospitalId, city, own);

    /// <summary>Keeps a model; of two nodes that trained the same one, either will do: the bytes are equal.</summary>
    public Task KeepModelAsync(
        Guid? hospitalId, int city, int own, TrainedModel model, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            """
            insert into support.kb_model (hospital_id, city_version, own_version, model, sha256, train_seconds, trained_at)
            values ($1::uuid, $2, $3, $4, $5, $6, $7)
            on conflict (hospital_id, city_version, own_version) do update set model = excluded.model, sha256 = excluded.sha256
            """,
            cancellationToken, hospitalId, city, own, model.Bytes, SHA256.HashData(model.Bytes), (float)model.Took.TotalSeconds, now);

    /// <summary>
    /// Empties a part's older models, tens of megabytes each; their hashes stay. The same pair of versions trains to the same bytes again.
    /// </summary>
    public Task DropOldModelsAsync(Guid? hospitalId, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            """
            update support.kb_model set model = ''
            where hospital_id is not distinct from $1::uuid and length(model) > 0 and (city_version, own_version) not in (
                select city_version, own_version from support.kb_model
                where hospital_id is not distinct from $1::uuid order by city_version desc, own_version desc limit $2)
            """,
            cancellationToken, hospitalId, MostModels);

    /// <summary>Adds a version with its model, if it is the next one; false when someone else published in between.</summary>
    public async Task<bool> AddVersionAsync(NewVersion version, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (hospitalId, number, part, note, by, city, model) = version;
        var content = JsonSerializer.Serialize(part, KnowledgeJson.Default.KnowledgePart);
        var rows = await db.WriteAsync(
            """
            with added as (
                insert into support.kb_version (hospital_id, number, content, sha256, note, published_by, published_at)
                values ($1::uuid, $2, $3, $4, $5, $6::uuid, $7) on conflict do nothing returning number),
            kept as (
                insert into support.kb_model (hospital_id, city_version, own_version, model, sha256, train_seconds, trained_at)
                select $1::uuid, $8, case when $1::uuid is null then 0 else $2 end, $9::bytea, $10::bytea, $11, $7
                from added where $9::bytea is not null)
            select number, pg_notify('support', 'k:') from added
            """,
            r => r.GetInt32(0), cancellationToken, hospitalId, number, content, SHA256.HashData(Encoding.UTF8.GetBytes(content)), note, by,
            now, city, model?.Bytes, model is null ? null : SHA256.HashData(model.Bytes), (float)(model?.Took.TotalSeconds ?? 0));
        return rows.Count == 1;
    }
}
