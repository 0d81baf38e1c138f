using System.Text.Json;
using Bff.Support.Knowledge.Trial;
using Npgsql;

namespace Bff.Support.Knowledge.Publish;

/// <summary>SQL of the list of versions.</summary>
internal sealed class VersionStore(NpgsqlDataSource db)
{
    /// <summary>Versions of a part before a number, newest first.</summary>
    public Task<List<VersionRow>> ListAsync(Guid? hospitalId, int limit, long before, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select v.number, v.note, s.display_name, v.published_at, encode(v.sha256, 'hex'), encode(m.sha256, 'hex'), m.train_seconds,
                v.report
            from support.kb_version v left join accounts.v_staff_name s on s.id = v.published_by left join lateral (
                select k.sha256, k.train_seconds from support.kb_model k where k.hospital_id is not distinct from v.hospital_id
                    and case when v.hospital_id is null then k.city_version else k.own_version end = v.number
                order by k.city_version desc limit 1) m on true
            where v.hospital_id is not distinct from $1::uuid and v.number < $2 order by v.number desc limit $3
            """,
            r => new VersionRow
            {
                Version = r.GetInt32(0),
                Note = r.GetString(1),
                By = r.TextOrNull(2),
                At = r.GetFieldValue<DateTimeOffset>(3),
                Sha256 = r.GetString(4),
                ModelSha256 = r.TextOrNull(5),
                TrainSeconds = r.ValueOrNull<float>(6),
                Changed = r.TextOrNull(7) is { } report
                    ? JsonSerializer.Deserialize(report, KnowledgeApiJson.Default.IReadOnlyListChangedAnswer)! : [],
            },
            cancellationToken, hospitalId, before, limit);

    /// <summary>Notes which answers a version changed.</summary>
    public Task ReportAsync(Guid? hospitalId, int number, IReadOnlyList<ChangedAnswer> changed, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            "update support.kb_version set report = $3::jsonb where hospital_id is not distinct from $1::uuid and number = $2",
            cancellationToken, hospitalId, number, JsonSerializer.Serialize(changed, KnowledgeApiJson.Default.IReadOnlyListChangedAnswer));
}
