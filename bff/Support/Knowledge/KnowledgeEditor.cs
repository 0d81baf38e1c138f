using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Chatbot.Model;
using Chatbot.Text;

namespace Bff.Support.Knowledge;

/// <summary>What editors do with the draft of a part: try it, hold it against regression questions, publish it, go back. A hospital of null is the city.</summary>
internal sealed class KnowledgeEditor(KnowledgeStore store, KnowledgeService knowledge, TimeProvider time) : IDisposable
{
    /// <summary>Drafts whose model this node keeps; one may take tens of megabytes.</summary>
    private const int MostTrained = 4;

    /// <summary>Questions of one look at what was not answered.</summary>
    private const int MostUnanswered = 500;

    private static readonly string[] DocumentKinds = ["services", "synonyms", "slots", "flows", "regression", "opening"];

    /// <summary>Trainings of this node at once: each takes a core and hundreds of megabytes for seconds, and patients are answered meanwhile.</summary>
    private readonly SemaphoreSlim training = new(Math.Max(2, Environment.ProcessorCount / 2));

    /// <summary>One training of a part at a time: who comes second finds what the first has trained. As many as there are hospitals, and one for the city.</summary>
    private readonly ConcurrentDictionary<Guid, SemaphoreSlim> turns = [];

    private readonly Lock keeping = new();
    private readonly List<TrainedDraft> trained = [];

    public void Dispose()
    {
        training.Dispose();
        foreach (var turn in turns.Values) turn.Dispose();
    }

    /// <summary>Trains the draft without publishing it; null when there is nothing to learn from.</summary>
    public async Task<TrainAnswer?> TrainAsync(Guid? hospitalId, CancellationToken cancellationToken) => (await TrainedAsync(hospitalId, cancellationToken))?.Answer;

    /// <summary>What the "try it" box answers from: the draft as it stands, else the published knowledge.</summary>
    public async Task<KnowledgeSet> TrialAsync(Guid? hospitalId, string hospitalCode, bool draft, CancellationToken cancellationToken) =>
        draft && await TrainedAsync(hospitalId, cancellationToken) is { } made ? made.Set : await knowledge.ForAsync(hospitalCode, cancellationToken);

    /// <summary>For hints while an editor types, which cannot wait for training: the draft as this node last trained it, else the published knowledge.</summary>
    public async Task<KnowledgeSet> HintsAsync(Guid? hospitalId, string hospitalCode, CancellationToken cancellationToken) =>
        Kept(hospitalId)?.Set ?? await knowledge.ForAsync(hospitalCode, cancellationToken);

    /// <summary>Holds the draft as it stands against questions: those given, else the regression questions.</summary>
    public async Task<EvaluateAnswer?> EvaluateAsync(Guid? hospitalId, string hospitalCode, IReadOnlyList<RegressionQuestion>? rows, CancellationToken cancellationToken)
    {
        if (await TrainedAsync(hospitalId, cancellationToken) is not { Set: var after }) return null;
        var questions = rows ?? after.Part.Regression;
        var changed = KnowledgeTrial.Changed(await knowledge.ForAsync(hospitalCode, cancellationToken), after, questions);
        return new EvaluateAnswer(questions.Count, questions.Count == 0 ? 1 : 1 - changed.Count(c => c.Wrong) / (double)questions.Count, changed);
    }

    /// <summary>Publishes the draft. Answers of regression questions that changed must be confirmed; where a review is required, exactly this draft must have been approved.</summary>
    public async Task<(PublishAnswer? Answer, PublishRefusal? Refusal)> PublishAsync(Guid? hospitalId, string hospitalCode, string note, bool confirmed, Guid by, CancellationToken cancellationToken)
    {
        var draft = await store.DraftAsync(hospitalId, cancellationToken);
        if (await store.IsReviewRequiredAsync(hospitalId, cancellationToken)
            && !(await store.ReviewAsync(hospitalId, cancellationToken) is { Approved: true } review && review.Fingerprint.AsSpan().SequenceEqual(KnowledgeStore.Fingerprint(draft))))
            return (null, PublishRefusal.Unreviewed);
        return await PublishAsync(hospitalId, hospitalCode, draft, note, confirmed, by, cancellationToken) is { } answer ? (answer, null) : (null, PublishRefusal.Overtaken);
    }

    /// <summary>Publishes the content of an old version as a new one, and makes it the draft.</summary>
    public async Task<(PublishAnswer? Answer, PublishRefusal? Refusal)> RollBackAsync(Guid? hospitalId, string hospitalCode, int number, Guid by, CancellationToken cancellationToken)
    {
        if (await store.PublishedAsync(hospitalId, number, cancellationToken) is not { } part) return (null, PublishRefusal.UnknownVersion);
        if (await PublishAsync(hospitalId, hospitalCode, part, $"回退到第 {number} 版", true, by, cancellationToken) is not { } answer) return (null, PublishRefusal.Overtaken);
        await store.ReplaceDraftAsync(hospitalId, part, time.GetUtcNow(), cancellationToken);
        return (answer, null);
    }

    /// <summary>What changed from one version to another; null when one is not there.</summary>
    public async Task<VersionDiff?> DiffAsync(Guid? hospitalId, int from, int to, CancellationToken cancellationToken)
    {
        var before = from == 0 ? KnowledgePart.Empty : await store.PublishedAsync(hospitalId, from, cancellationToken);
        var after = await store.PublishedAsync(hospitalId, to, cancellationToken);
        return before is null || after is null ? null : new VersionDiff(from, to, Compare(before.Intents, after.Intents), Documents(before, after));
    }

    /// <summary>What publishing the draft would change, as the version it would become.</summary>
    public async Task<VersionDiff> DraftDiffAsync(Guid? hospitalId, CancellationToken cancellationToken)
    {
        var newest = (await store.NewestAsync(cancellationToken)).FirstOrDefault(n => n.HospitalId == hospitalId).Number;
        var before = newest == 0 ? KnowledgePart.Empty : (await store.PublishedAsync(hospitalId, newest, cancellationToken))!;
        var draft = await store.DraftAsync(hospitalId, cancellationToken);
        return new VersionDiff(newest, newest + 1, Compare(before.Intents, draft.Intents), Documents(before, draft));
    }

    /// <summary>Groups of alike questions, largest first.</summary>
    public async Task<IReadOnlyList<UnansweredGroup>> UnansweredAsync(Guid? hospitalId, string hospitalCode, CancellationToken cancellationToken)
    {
        var kb = await knowledge.ForAsync(hospitalCode, cancellationToken);
        return [.. (await GroupsAsync(hospitalId, cancellationToken)).OrderByDescending(g => g.Count).ThenByDescending(g => g[0].Id).Take(100).Select(g => new UnansweredGroup(
            g[0].Id.ToString(), g.Count, g[0].Text, [.. g.Select(q => q.Text).Distinct().Take(5)], kb.Classify(g[0].Text) is { Count: > 0 } p ? p.First.Intent : null, g[^1].At))];
    }

    /// <summary>Makes the questions of a group utterances of an intent (null: dismisses them). False when there is no such group or intent.</summary>
    public async Task<bool> SettleAsync(Guid? hospitalId, Guid id, string? intent, Guid by, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if ((await GroupsAsync(hospitalId, cancellationToken)).FirstOrDefault(g => g.Any(q => q.Id == id)) is not { } group) return false;
        if (intent is not null)
        {
            // What the mask put in place of a number teaches nothing.
            var texts = group.Select(q => new[] { PersonalData.Document, PersonalData.Phone, PersonalData.BankCard, PersonalData.Number }.Aggregate(q.Text, (t, m) => t.Replace(m, "", StringComparison.Ordinal)))
                .Where(t => t.Trim().Length is > 0 and <= 500).ToArray();
            if (!await store.AddUtterancesAsync(hospitalId, intent, texts, by, now, cancellationToken)) return false;
        }
        return await store.SettleAsync(hospitalId, [.. group.Select(q => q.Id)], now, cancellationToken) > 0;
    }

    /// <summary>The whole knowledge a part would be published into.</summary>
    public async Task<KnowledgePart> MergedAsync(Guid? hospitalId, KnowledgePart part, CancellationToken cancellationToken) =>
        hospitalId is null ? KnowledgeSet.Merge(part, KnowledgePart.Empty) : KnowledgeSet.Merge((await knowledge.CityAsync(cancellationToken)).Part, part);

    private async Task<PublishAnswer?> PublishAsync(Guid? hospitalId, string hospitalCode, KnowledgePart part, string note, bool confirmed, Guid by, CancellationToken cancellationToken)
    {
        var number = (await store.NewestAsync(cancellationToken)).FirstOrDefault(n => n.HospitalId == hospitalId).Number + 1;
        var (cityNumber, city) = hospitalId is null ? (number, KnowledgePart.Empty) : await knowledge.CityAsync(cancellationToken);
        var merged = hospitalId is null ? KnowledgeSet.Merge(part, city) : KnowledgeSet.Merge(city, part);
        var candidate = await knowledge.PrepareAsync(merged, cancellationToken);
        var changed = KnowledgeTrial.Changed(await knowledge.ForAsync(hospitalCode, cancellationToken), candidate.Set, merged.Regression);
        if (changed.Count > 0 && !confirmed) return new PublishAnswer(null, true, changed);
        if (!await knowledge.PublishAsync(hospitalId, hospitalCode, number, part, candidate, cityNumber, note, by, cancellationToken)) return null;
        await store.ReportAsync(hospitalId, number, changed, cancellationToken);
        return new PublishAnswer(number, false, changed);
    }

    private async Task<List<List<(Guid Id, string Text, DateTimeOffset At)>>> GroupsAsync(Guid? hospitalId, CancellationToken cancellationToken)
    {
        var groups = new List<(Likeness Likeness, List<(Guid, string, DateTimeOffset)> Questions)>();
        foreach (var question in await store.UnansweredAsync(hospitalId, MostUnanswered, cancellationToken))
        {
            var likeness = new Likeness(question.Text);
            var home = groups.FirstOrDefault(g => g.Likeness.IsLike(likeness));
            if (home.Questions is { } questions) questions.Add(question);
            else groups.Add((likeness, [question]));
        }
        return [.. groups.Select(g => g.Questions)];
    }

    /// <summary>Changes whenever the draft does, or the city's knowledge under it.</summary>
    private async Task<string> StampAsync(Guid? hospitalId, CancellationToken cancellationToken) =>
        $"{await store.DraftStampAsync(hospitalId, cancellationToken)} {(hospitalId is null ? 0 : (await store.NewestAsync(cancellationToken)).FirstOrDefault(n => n.HospitalId is null).Number)}";

    /// <summary>The draft as it stands, trained now unless this node has exactly it; null when there is nothing to learn from.</summary>
    private async Task<TrainedDraft?> TrainedAsync(Guid? hospitalId, CancellationToken cancellationToken)
    {
        var turn = turns.GetOrAdd(hospitalId ?? Guid.Empty, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            // The stamp first: what is changed after it makes the training stale, never wrongly fresh.
            var stamp = await StampAsync(hospitalId, cancellationToken);
            if (Kept(hospitalId) is { } kept && kept.Stamp == stamp) return kept;
            var merged = await MergedAsync(hospitalId, await store.DraftAsync(hospitalId, cancellationToken), cancellationToken);
            if (await LearnAsync(merged, cancellationToken) is not var (model, answer)) return null;
            var made = new TrainedDraft(hospitalId, stamp, new KnowledgeSet(merged, model, "draft"), answer);
            Keep(made);
            return made;
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<(IntentModel Model, TrainAnswer Answer)?> LearnAsync(KnowledgePart merged, CancellationToken cancellationToken)
    {
        await training.WaitAsync(cancellationToken);
        try
        {
            var started = time.GetTimestamp();
            if (await Task.Factory.StartNew(() => KnowledgeSet.Train(merged), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default) is not { } result) return null;
            var took = time.GetElapsedTime(started);
            return (result.Model, new TrainAnswer(
                took.TotalSeconds, merged.Intents.Count, merged.Intents.Sum(i => i.Utterances.Count), double.IsNaN(result.HeldOutAccuracy) ? null : result.HeldOutAccuracy,
                [.. result.Conflicts.Take(200).Select(c => new LabelConflict(c.Text, c.Winner, c.Losers))], Convert.ToHexStringLower(SHA256.HashData(ModelFile.Save(result.Model)))));
        }
        finally
        {
            training.Release();
        }
    }

    private TrainedDraft? Kept(Guid? hospitalId)
    {
        lock (keeping) return trained.Find(t => t.HospitalId == hospitalId);
    }

    private void Keep(TrainedDraft draft)
    {
        lock (keeping)
        {
            trained.RemoveAll(t => t.HospitalId == draft.HospitalId);
            trained.Insert(0, draft);
            if (trained.Count > MostTrained) trained.RemoveAt(MostTrained);
        }
    }

    private static List<IntentChange> Compare(IReadOnlyList<KnowledgeIntent> before, IReadOnlyList<KnowledgeIntent> after)
    {
        var old = before.ToDictionary(i => i.Name);
        var changes = new List<IntentChange>();
        foreach (var intent in after)
        {
            old.Remove(intent.Name, out var was);
            string[] added = [.. intent.Utterances.Except(was?.Utterances ?? [])], removed = [.. (was?.Utterances ?? []).Except(intent.Utterances)];
            var answers = was is null || Words(was) != Words(intent);
            if (was is null || added.Length + removed.Length > 0 || answers) changes.Add(new IntentChange(intent.Name, was is null ? "added" : "changed", added, removed, answers));
        }
        changes.AddRange(old.Values.Select(gone => new IntentChange(gone.Name, "removed", [], gone.Utterances, true)));
        return changes;

        static string Words(KnowledgeIntent i) => JsonSerializer.Serialize(i with { Utterances = [] }, KnowledgeApiJson.Default.KnowledgeIntent);
    }

    private static List<string> Documents(KnowledgePart before, KnowledgePart after)
    {
        using JsonDocument a = JsonSerializer.SerializeToDocument(before, KnowledgeJson.Default.KnowledgePart), b = JsonSerializer.SerializeToDocument(after, KnowledgeJson.Default.KnowledgePart);
        return [.. DocumentKinds
            .Where(k => (a.RootElement.TryGetProperty(k, out var x) ? x.ToString() : "") != (b.RootElement.TryGetProperty(k, out var y) ? y.ToString() : ""))];
    }
}

/// <summary>Why nothing was published.</summary>
internal enum PublishRefusal
{
    /// <summary>Someone else published meanwhile.</summary>
    Overtaken,

    /// <summary>A review is required, and this draft has not been approved.</summary>
    Unreviewed,

    /// <summary>There is no version of that number to go back to.</summary>
    UnknownVersion,
}

/// <summary>A draft that this node has trained, what it was trained from, and what came out.</summary>
internal sealed record TrainedDraft(Guid? HospitalId, string Stamp, KnowledgeSet Set, TrainAnswer Answer);

/// <summary>How alike two questions are: the share of character pairs they have in common (Dice), after normalisation.</summary>
internal sealed class Likeness(string text)
{
    private const double Alike = 0.5;
    private readonly HashSet<(char, char)> pairs = [.. Pairs(TextNormalizer.Normalize(text))];

    public bool IsLike(Likeness other) => pairs.Count + other.pairs.Count > 0 && 2.0 * pairs.Count(other.pairs.Contains) / (pairs.Count + other.pairs.Count) >= Alike;

    private static IEnumerable<(char, char)> Pairs(string normal) => normal.Length == 1 ? [(normal[0], '\0')] : normal.Zip(normal.Skip(1));
}
