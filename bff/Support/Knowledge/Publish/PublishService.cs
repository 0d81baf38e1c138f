using Bff.Support.Knowledge.Edit;
using Bff.Support.Knowledge.Review;
using Bff.Support.Knowledge.Trial;

namespace Bff.Support.Knowledge.Publish;

/// <summary>From draft to answers: publish, compare, go back.</summary>
internal sealed class PublishService(
    KnowledgeStore store, DraftStore drafts, VersionStore versions, ReviewService reviews, KnowledgeService knowledge, TimeProvider time)
{
    /// <summary>
    /// Publishes the draft. Answers of regression questions that changed must be confirmed; where a review is required, exactly this draft
    /// must have been approved.
    /// </summary>
    public async Task<PublishResult> PublishAsync(
        KnowledgeScope scope, string note, bool confirmed, Guid by, CancellationToken cancellationToken)
    {
        var draft = await drafts.DraftAsync(scope.HospitalId, cancellationToken);
        if (!await reviews.MayPublishAsync(scope.HospitalId, draft, cancellationToken))
            return new PublishResult(null, PublishRefusal.Unreviewed);
        return await PublishAsync(scope, draft, note, confirmed, by, cancellationToken);
    }

    /// <summary>Publishes the content of an old version as a new one, and makes it the draft.</summary>
    public async Task<PublishResult> RollBackAsync(KnowledgeScope scope, int number, Guid by, CancellationToken cancellationToken)
    {
        if (await store.PublishedAsync(scope.HospitalId, number, cancellationToken) is not { } part)
            return new PublishResult(null, PublishRefusal.VersionUnknown);
        var result = await PublishAsync(scope, part, $"回退到第 {number} 版", true, by, cancellationToken);
        if (result.Refusal is null) await drafts.ReplaceAsync(scope.HospitalId, part, time.GetUtcNow(), cancellationToken);
        return result;
    }

    /// <summary>What changed from one version to another; null when one is not there.</summary>
    public async Task<VersionDiff?> DiffAsync(KnowledgeScope scope, int from, int to, CancellationToken cancellationToken)
    {
        var before = from == 0 ? KnowledgePart.Empty : await store.PublishedAsync(scope.HospitalId, from, cancellationToken);
        var after = await store.PublishedAsync(scope.HospitalId, to, cancellationToken);
        return before is null || after is null ? null : VersionComparison.Of(from, before, to, after);
    }

    /// <summary>What publishing the draft would change, as the version it would become.</summary>
    public async Task<VersionDiff> DraftDiffAsync(KnowledgeScope scope, CancellationToken cancellationToken)
    {
        var newest = await NewestAsync(scope, cancellationToken);
        var before = newest == 0 ? KnowledgePart.Empty : (await store.PublishedAsync(scope.HospitalId, newest, cancellationToken))!;
        var draft = await drafts.DraftAsync(scope.HospitalId, cancellationToken);
        return VersionComparison.Of(newest, before, newest + 1, draft);
    }

    private async Task<PublishResult> PublishAsync(
        KnowledgeScope scope, KnowledgePart part, string note, bool confirmed, Guid by, CancellationToken cancellationToken)
    {
        var number = await NewestAsync(scope, cancellationToken) + 1;
        var (cityNumber, city) = scope.HospitalId is null
            ? (number, KnowledgePart.Empty) : await knowledge.CityAsync(cancellationToken);
        var merged = scope.HospitalId is null ? KnowledgeSet.Merge(part, city) : KnowledgeSet.Merge(city, part);
        var candidate = await knowledge.PrepareAsync(merged, cancellationToken);
        var before = await knowledge.ForAsync(scope.HospitalCode, cancellationToken);
        var changed = KnowledgeTrial.Changed(before, candidate.Set, merged.Regression);
        if (changed.Count > 0 && !confirmed) return new PublishResult(new PublishAnswer(null, true, changed));
        var version = new NewVersion(scope.HospitalId, number, part, note, by, cityNumber, candidate.Model);
        if (!await knowledge.PublishAsync(version, scope.HospitalCode, candidate.Set, cancellationToken))
            return new PublishResult(null, PublishRefusal.Overtaken);
        await versions.ReportAsync(scope.HospitalId, number, changed, cancellationToken);
        return new PublishResult(new PublishAnswer(number, false, changed));
    }

    /// <summary>Number of the part's newest version; 0 before the first.</summary>
    private async Task<int> NewestAsync(KnowledgeScope scope, CancellationToken cancellationToken) =>
        (await store.NewestAsync(cancellationToken)).FirstOrDefault(n => n.HospitalId == scope.HospitalId).Number;
}
