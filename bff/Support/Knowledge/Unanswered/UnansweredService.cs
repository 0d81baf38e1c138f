using Bff.Support.Knowledge.Edit;
using Chatbot.Text;

namespace Bff.Support.Knowledge.Unanswered;

/// <summary>What patients asked in vain, grouped by likeness.</summary>
internal sealed class UnansweredService(UnansweredStore store, IntentStore intents, KnowledgeService knowledge, TimeProvider time)
{
    /// <summary>Questions of one look at what was not answered.</summary>
    private const int MostQuestions = 500;

    private static readonly string[] Masks = [PersonalData.Document, PersonalData.Phone, PersonalData.BankCard, PersonalData.Number];

    /// <summary>Groups of alike questions, largest first.</summary>
    public async Task<IReadOnlyList<UnansweredGroup>> ListAsync(KnowledgeScope scope, CancellationToken cancellationToken)
    {
        var kb = await knowledge.ForAsync(scope.HospitalCode, cancellationToken);
        var groups = await GroupsAsync(scope.HospitalId, cancellationToken);
        return [.. groups.OrderByDescending(g => g.Count).ThenByDescending(g => g[0].Id).Take(100).Select(g => new UnansweredGroup(
            g[0].Id.ToString(), g.Count, g[0].Text, [.. g.Select(q => q.Text).Distinct().Take(5)],
            kb.Classify(g[0].Text) is { Count: > 0 } p ? p.First.Intent : null, g[^1].At))];
    }

    /// <summary>
    /// Makes the questions of a group utterances of an intent (null: dismisses them). False when there is no such group or intent.
    /// </summary>
    public async Task<bool> SettleAsync(KnowledgeScope scope, Guid id, string? intent, Guid by, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var groups = await GroupsAsync(scope.HospitalId, cancellationToken);
        if (groups.FirstOrDefault(g => g.Any(q => q.Id == id)) is not { } group) return false;
        if (intent is not null)
        {
            // What the mask put in place of a number teaches nothing.
            var texts = group.Select(q => Masks.Aggregate(q.Text, (text, mask) => text.Replace(mask, "", StringComparison.Ordinal)))
                .Where(t => t.Trim().Length is > 0 and <= 500).ToArray();
            if (!await intents.AddUtterancesAsync(scope.HospitalId, intent, texts, by, now, cancellationToken)) return false;
        }
        return await store.SettleAsync(scope.HospitalId, [.. group.Select(q => q.Id)], now, cancellationToken) > 0;
    }

    private async Task<List<List<UnansweredQuestion>>> GroupsAsync(Guid? hospitalId, CancellationToken cancellationToken)
    {
        var groups = new List<(Likeness Likeness, List<UnansweredQuestion> Questions)>();
        foreach (var question in await store.ListAsync(hospitalId, MostQuestions, cancellationToken))
        {
            var likeness = new Likeness(question.Text);
            var home = groups.FirstOrDefault(g => g.Likeness.IsLike(likeness));
            if (home.Questions is { } questions) questions.Add(question);
            else groups.Add((likeness, [question]));
        }
        return [.. groups.Select(g => g.Questions)];
    }
}
