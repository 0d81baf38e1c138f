using System.Security.Cryptography;
using System.Text.Json;
using Bff.Support.Knowledge.Edit;

namespace Bff.Support.Knowledge.Review;

/// <summary>Between draft and publish: an editor sends the draft, another one reads and approves it.</summary>
internal sealed class ReviewService(ReviewStore store, DraftStore drafts, TimeProvider time)
{
    public async Task<ReviewState> StateAsync(KnowledgeScope scope, Guid asking, CancellationToken cancellationToken)
    {
        var required = await store.IsRequiredAsync(scope.HospitalId, cancellationToken);
        if (await store.NewestAsync(scope.HospitalId, cancellationToken) is not { } row) return new ReviewState(required, null);
        return new ReviewState(required, new ReviewView
        {
            Id = row.Id.ToString(),
            Note = row.Note,
            SentBy = row.SentBy,
            SentAt = row.SentAt,
            Approved = row.Approved,
            DecidedBy = row.DecidedBy,
            DecidedAt = row.DecidedAt,
            DecisionNote = row.DecisionNote,
            Unchanged = await IsDraftAsync(row, scope.HospitalId, cancellationToken),
            Own = row.SentById == asking,
        });
    }

    /// <summary>Sends the draft as it stands; the id of the review.</summary>
    public async Task<Guid> SendAsync(KnowledgeScope scope, string note, Guid by, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var draft = await drafts.DraftAsync(scope.HospitalId, cancellationToken);
        await store.SendAsync(id, scope.HospitalId, Fingerprint(draft), note, by, now, cancellationToken);
        return id;
    }

    /// <summary>Decides a review. The sender cannot, unless an administrator overrides that.</summary>
    public async Task<DecideResult> DecideAsync(KnowledgeScope scope, Decision decision, CancellationToken cancellationToken)
    {
        var row = await store.NewestAsync(scope.HospitalId, cancellationToken);
        if (row is null || row.Id != decision.ReviewId) return new DecideResult(false, ReviewRefusal.Gone);
        var own = row.SentById == decision.By;
        if (own && !decision.MayBeSender) return new DecideResult(false, ReviewRefusal.Own);
        if (decision.Approved && !await IsDraftAsync(row, scope.HospitalId, cancellationToken))
            return new DecideResult(false, ReviewRefusal.Outdated);
        return await store.DecideAsync(scope.HospitalId, decision, time.GetUtcNow(), cancellationToken)
            ? new DecideResult(own) : new DecideResult(false, ReviewRefusal.Gone);
    }

    public Task RequireAsync(KnowledgeScope scope, bool required, Guid by, CancellationToken cancellationToken) =>
        store.RequireAsync(scope.HospitalId, required, by, time.GetUtcNow(), cancellationToken);

    /// <summary>Whether this content may be published: no review is required, or exactly it was approved.</summary>
    public async Task<bool> MayPublishAsync(Guid? hospitalId, KnowledgePart draft, CancellationToken cancellationToken)
    {
        if (!await store.IsRequiredAsync(hospitalId, cancellationToken)) return true;
        return await store.NewestAsync(hospitalId, cancellationToken) is { Approved: true } review
            && review.Fingerprint.AsSpan().SequenceEqual(Fingerprint(draft));
    }

    private async Task<bool> IsDraftAsync(ReviewRow row, Guid? hospitalId, CancellationToken cancellationToken) =>
        Fingerprint(await drafts.DraftAsync(hospitalId, cancellationToken)).AsSpan().SequenceEqual(row.Fingerprint);

    /// <summary>What a review stands for: the content of a draft, whoever wrote it and whenever.</summary>
    private static byte[] Fingerprint(KnowledgePart part) =>
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(part, KnowledgeJson.Default.KnowledgePart));
}
