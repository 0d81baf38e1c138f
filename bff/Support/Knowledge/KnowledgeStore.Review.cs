using System.Security.Cryptography;
using System.Text.Json;

namespace Bff.Support.Knowledge;

/// <summary>SQL of the review: what was sent, who decided, and whether the part needs it.</summary>
internal sealed partial class KnowledgeStore
{
    /// <summary>What a review stands for: the content of a draft, whoever wrote it and whenever.</summary>
    public static byte[] Fingerprint(KnowledgePart part) => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(part, KnowledgeJson.Default.KnowledgePart));

    public async Task<bool> IsReviewRequiredAsync(Guid? hospitalId, CancellationToken cancellationToken) =>
        (await db.ListAsync("select review_required from support.kb_setting where hospital_id is not distinct from $1::uuid", r => r.GetBoolean(0), cancellationToken, hospitalId)) is [true];

    public Task RequireReviewAsync(Guid? hospitalId, bool required, Guid by, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            """
            insert into support.kb_setting (hospital_id, review_required, updated_at, updated_by) values ($1::uuid, $2, $3, $4)
            on conflict (hospital_id) do update set review_required = excluded.review_required, updated_at = excluded.updated_at, updated_by = excluded.updated_by
            """,
            cancellationToken, hospitalId, required, now, by);

    public Task SendForReviewAsync(Guid id, Guid? hospitalId, byte[] fingerprint, string note, Guid by, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            "insert into support.kb_review (id, hospital_id, draft_sha256, note, sent_by, sent_at) values ($1, $2::uuid, $3, $4, $5, $6)", cancellationToken, id, hospitalId, fingerprint,
            note, by, now);

    /// <summary>The newest review of a part; null before the first.</summary>
    public Task<ReviewRow?> ReviewAsync(Guid? hospitalId, CancellationToken cancellationToken) =>
        db.FirstAsync(
            """
            select r.id, r.draft_sha256, r.note, r.sent_by, s.display_name, r.sent_at, r.approved, d.display_name, r.decided_at, r.decision_note
            from support.kb_review r join accounts.v_staff_name s on s.id = r.sent_by left join accounts.v_staff_name d on d.id = r.decided_by
            where r.hospital_id is not distinct from $1::uuid order by r.id desc limit 1
            """,
            r => new ReviewRow(
                r.GetGuid(0), r.GetFieldValue<byte[]>(1), r.GetString(2), r.GetGuid(3), r.GetString(4), r.GetFieldValue<DateTimeOffset>(5), r.ValueOrNull<bool>(6), r.TextOrNull(7),
                r.ValueOrNull<DateTimeOffset>(8), r.TextOrNull(9)),
            cancellationToken, hospitalId);

    /// <summary>Decides a review; false when somebody has, or a newer one was sent. Its sender may not, except to override.</summary>
    public async Task<bool> DecideAsync(Guid? hospitalId, Guid id, bool approved, string? note, Guid by, bool mayBeSender, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.ExecuteAsync(
            """
            update support.kb_review set approved = $3, decision_note = $4::text, decided_by = $5, decided_at = $7
            where id = $2 and hospital_id is not distinct from $1::uuid and approved is null and (sent_by <> $5 or $6)
                and id = (select n.id from support.kb_review n where n.hospital_id is not distinct from $1::uuid order by n.id desc limit 1)
            """,
            cancellationToken, hospitalId, id, approved, note, by, mayBeSender, now) == 1;
}

/// <summary>A draft that was sent for review, and what became of it.</summary>
internal sealed record ReviewRow(
    Guid Id, byte[] Fingerprint, string Note, Guid SentById, string SentBy, DateTimeOffset SentAt, bool? Approved, string? DecidedBy, DateTimeOffset? DecidedAt, string? DecisionNote);
