using System.Security.Cryptography;
using Bff.Platform.Pipes;
using Bff.Support.Knowledge.Edit;
using Chatbot.Model;

namespace Bff.Support.Knowledge.Trial;

/// <summary>A draft that this node has trained.</summary>
/// <param name="Stamp">What it was trained from: changes whenever the draft does, or the city's knowledge under it.</param>
internal sealed record TrainedDraft(Guid? HospitalId, string Stamp, KnowledgeSet Set, TrainAnswer Answer);

/// <summary>What editors try with the draft of a part before it is published.</summary>
internal sealed class TrialService(KnowledgeStore store, DraftStore drafts, KnowledgeService knowledge, TimeProvider time) : IDisposable
{
    /// <summary>Drafts whose model this node keeps; one may take tens of megabytes.</summary>
    internal const int MostTrained = 4;

    /// <summary>
    /// Trainings of this node at once: each takes a core and hundreds of megabytes for seconds, and patients are answered meanwhile.
    /// </summary>
    private readonly SemaphoreSlim _training = new(Math.Max(2, Environment.ProcessorCount / 2));

    /// <summary>Who asks for a draft that is being trained waits for that training.</summary>
    private readonly SingleFlight<(Guid? HospitalId, string Stamp), TrainedDraft?> _flights = new();

    private readonly Lock _keeping = new();
    private readonly List<TrainedDraft> _trained = [];

    /// <summary>Trained drafts in memory, and trainings at work.</summary>
    internal (int Trained, int Training) Count
    {
        get
        {
            lock (_keeping) return (_trained.Count, _flights.Count);
        }
    }

    public void Dispose() => _training.Dispose();

    /// <summary>Trains the draft without publishing it; null when there is nothing to learn from.</summary>
    public async Task<TrainAnswer?> TrainAsync(KnowledgeScope scope, CancellationToken cancellationToken) =>
        (await TrainedAsync(scope, cancellationToken))?.Answer;

    /// <summary>What the "try it" box answers from: the draft as it stands, else the published knowledge.</summary>
    public async Task<KnowledgeSet> TrialAsync(KnowledgeScope scope, bool draft, CancellationToken cancellationToken) =>
        draft && await TrainedAsync(scope, cancellationToken) is { } made
            ? made.Set : await knowledge.ForAsync(scope.HospitalCode, cancellationToken);

    /// <summary>
    /// For hints while an editor types, which cannot wait for training: the draft as this node last trained it, else the published
    /// knowledge.
    /// </summary>
    public async Task<KnowledgeSet> HintsAsync(KnowledgeScope scope, CancellationToken cancellationToken) =>
        Kept(scope.HospitalId)?.Set ?? await knowledge.ForAsync(scope.HospitalCode, cancellationToken);

    /// <summary>Holds the draft as it stands against questions: those given, else the regression questions.</summary>
    public async Task<EvaluateAnswer?> EvaluateAsync(
        KnowledgeScope scope, IReadOnlyList<RegressionQuestion>? rows, CancellationToken cancellationToken)
    {
        if (await TrainedAsync(scope, cancellationToken) is not { Set: var after }) return null;
        var questions = rows ?? after.Part.Regression;
        var changed = KnowledgeTrial.Changed(await knowledge.ForAsync(scope.HospitalCode, cancellationToken), after, questions);
        var accuracy = questions.Count == 0 ? 1 : 1 - changed.Count(c => c.Wrong) / (double)questions.Count;
        return new EvaluateAnswer(questions.Count, accuracy, changed);
    }

    /// <summary>The draft as it stands, trained now unless this node has exactly it; null when there is nothing to learn from.</summary>
    private async ValueTask<TrainedDraft?> TrainedAsync(KnowledgeScope scope, CancellationToken cancellationToken)
    {
        // The stamp first: what is changed after it makes the training stale, never wrongly fresh.
        var stamp = await StampAsync(scope.HospitalId, cancellationToken);
        if (Kept(scope.HospitalId) is { } kept && kept.Stamp == stamp) return kept;
        return await _flights.GetAsync((scope.HospitalId, stamp), () => MakeAsync(scope.HospitalId, stamp), cancellationToken);
    }

    private async Task<string> StampAsync(Guid? hospitalId, CancellationToken cancellationToken)
    {
        var draft = await drafts.StampAsync(hospitalId, cancellationToken);
        var city = hospitalId is null ? 0 : (await store.NewestAsync(cancellationToken)).FirstOrDefault(n => n.HospitalId is null).Number;
        return $"{draft} {city}";
    }

    private async Task<TrainedDraft?> MakeAsync(Guid? hospitalId, string stamp)
    {
        if (Kept(hospitalId) is { } kept && kept.Stamp == stamp) return kept; // Made while this caller was on the way.
        await _training.WaitAsync(CancellationToken.None);
        try
        {
            var draft = await drafts.DraftAsync(hospitalId, CancellationToken.None);
            var merged = await knowledge.MergedAsync(hospitalId, draft, CancellationToken.None);
            var started = time.GetTimestamp();
            if (await KnowledgeService.TrainBesideAsync(merged, CancellationToken.None) is not { } result) return null;
            var took = time.GetElapsedTime(started);
            var answer = new TrainAnswer(
                took.TotalSeconds, merged.Intents.Count, merged.Intents.Sum(i => i.Utterances.Count),
                double.IsNaN(result.HeldOutAccuracy) ? null : result.HeldOutAccuracy,
                [.. result.Conflicts.Take(200).Select(c => new LabelConflict(c.Text, c.Winner, c.Losers))],
                Convert.ToHexStringLower(SHA256.HashData(result.ToBytes())));
            var made = new TrainedDraft(hospitalId, stamp, new KnowledgeSet(merged, result.Model, "draft"), answer);
            Keep(made);
            return made;
        }
        finally
        {
            _training.Release();
        }
    }

    private TrainedDraft? Kept(Guid? hospitalId)
    {
        lock (_keeping) return _trained.Find(t => t.HospitalId == hospitalId);
    }

    private void Keep(TrainedDraft draft)
    {
        lock (_keeping)
        {
            _trained.RemoveAll(t => t.HospitalId == draft.HospitalId);
            _trained.Insert(0, draft);
            if (_trained.Count > MostTrained) _trained.RemoveAt(MostTrained);
        }
    }
}
