using Bff.Support.Knowledge;
using Bff.Support.Knowledge.Edit;

namespace Bff.Support.Contract;

/// <summary>What others may do with the knowledge base.</summary>
public sealed class SupportKnowledge
{
    private readonly KnowledgeService _knowledge;
    private readonly DraftStore _drafts;
    private readonly TimeProvider _time;

    internal SupportKnowledge(KnowledgeService knowledge, DraftStore drafts, TimeProvider time) =>
        (_knowledge, _drafts, _time) = (knowledge, drafts, time);

    /// <summary>Gives a city without knowledge its first, as draft and as published version 1; trains for seconds.</summary>
    /// <param name="knowledge">JSON: intents with their answers, services, synonyms, slots, flows, regression questions, opening.</param>
    /// <param name="utterances">TSV: intent, how patients put it.</param>
    /// <param name="note">What the list of versions says of it.</param>
    /// <returns>False when there is some already.</returns>
    public async Task<bool> SeedAsync(Stream knowledge, Stream utterances, string note, CancellationToken cancellationToken)
    {
        if ((await _knowledge.CityAsync(cancellationToken)).Number > 0) return false;
        await _drafts.ReplaceAsync(null, KnowledgeFile.Read(knowledge, utterances), _time.GetUtcNow(), cancellationToken);
        var draft = await _drafts.DraftAsync(null, cancellationToken);
        var candidate = await _knowledge.PrepareAsync(await _knowledge.MergedAsync(null, draft, cancellationToken), cancellationToken);
        var version = new NewVersion(null, 1, draft, note, By: null, City: 1, candidate.Model);
        return await _knowledge.PublishAsync(version, "", candidate.Set, cancellationToken);
    }
}
