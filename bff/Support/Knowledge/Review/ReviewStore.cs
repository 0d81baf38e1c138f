using System.Data;
using Npgsql;

namespace Bff.Support.Knowledge.Review;

/// <summary>A draft that was sent for review, and what became of it.</summary>
internal sealed record ReviewRow
{
    public required Guid Id { get; init; }
    public required byte[] Fingerprint { get; init; }
    public required string Note { get; init; }
    public required Guid SentById { get; init; }
    public required string SentBy { get; init; }
    public required DateTimeOffset SentAt { get; init; }
    public required bool? Approved { get; init; }
    public required string? DecidedBy { get; init; }
    public required DateTimeOffset? DecidedAt { get; init; }
    public required string? DecisionNote { get; init; }
}

/// <summary>How somebody decides.</summary>
/// <param name="MayBeSender">An administrator may decide what he sent himself.</param>
internal sealed record Decision(Guid ReviewId, bool Approved, string? Note, Guid By, bool MayBeSender);

/// <summary>SQL of the review: what was sent, who decided, and whether the part needs it.</summary>
internal sealed class ReviewStore(NpgsqlDataSource db)
{
    public async Task<bool> IsRequiredAsync(Guid? hospitalId, CancellationToken cancellationToken) =>
        await db.ListAsync(
            "select review_required from support.kb_setting where hospital_id is not distinct from $1::uuid", r => r.GetBoolean(0),
            cancellationToken, hospitalId) is [true];

    public Task RequireAsync(Guid? hospitalId, bool required, Guid by, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            """
            insert into support.kb_setting (hospital_id, review_required, updated_at, updated_by) values ($1::uuid, $2, $3, $4)
            on conflict (hospital_id) do update
            set review_required = excluded.review_required, updated_at = excluded.updated_at, updated_by = excluded.updated_by
            """,
            cancellationToken, hospitalId, required, now, by);

    /// <param name="fingerprint">Of the content that is sent.</param>
    public Task SendAsync(
        Guid id, Guid? hospitalId, byte[] fingerprint, string note, Guid by, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            """
            insert into support.kb_review (id, hospital_id, draft_sha256, note, sent_by, sent_at) values ($1, $2::uuid, $3, $4, $5, $6)
            """,
            cancellationToken, id, hospitalId, fingerprint, note, by, now);

    /// <summary>The newest review of a part; null before the first.</summary>
    public Task<ReviewRow?> NewestAsync(Guid? hospitalId, CancellationToken cancellationToken) =>
        db.FirstAsync(
            """
            select r.id, r.draft_sha256, r.note, r.sent_by, s.display_name as sender, r.sent_at, r.approved, d.display_name as decider,
                r.decided_at, r.decision_note
            from support.kb_review r join accounts.v_staff_name s on s.id = r.sent_by
                left join accounts.v_staff_name d on d.id = r.decided_by
            where r.hospital_id is not distinct from $1::uuid order by r.id desc limit 1
            """,
            Read, cancellationToken, hospitalId);

    /// <summary>Decides a review; false when somebody has, or a newer one was sent. Its sender may not, except to override.</summary>
    public async Task<bool> DecideAsync(Guid? hospitalId, Decision decision, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.ExecuteAsync(
            """
            update support.kb_review set approved = $3, decision_note = $4::text, decided_by = $5, decided_at = $7
            where id = $2 and hospital_id is not distinct from $1::uuid and approved is null and (sent_by <> $5 or $6) and id = (
                select n.id from support.kb_review n where n.hospital_id is not distinct from $1::uuid order by n.id desc limit 1)
            """,
            cancellationToken, hospitalId, decision.ReviewId, decision.Approved, decision.Note, decision.By, decision.MayBeSender,
            now) == 1;

    private static ReviewRow Read(NpgsqlDataReader r) => new()
    {
        Id = r.GetGuid("id"),
        Fingerprint = r.GetFieldValue<byte[]>("draft_sha256"),
        Note = r.GetString("note"),
        SentById = r.GetGuid("sent_by"),
        SentBy = r.GetString("sender"),
        SentAt = r.Moment("sent_at"),
        Approved = r.ValueOrNull<bool>("approved"),
        DecidedBy = r.TextOrNull("decider"),
        DecidedAt = r.ValueOrNull<DateTimeOffset>("decided_at"),
        DecisionNote = r.TextOrNull("decision_note"),
    };
}
