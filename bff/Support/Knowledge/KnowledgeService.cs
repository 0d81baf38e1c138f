using System.Collections.Frozen;
using Chatbot.Danger;
using Chatbot.Model;
using Chatbot.Training;

namespace Bff.Support.Knowledge;

/// <summary>Knowledge that was trained and that nobody is answered from yet.</summary>
/// <param name="Model">Null: there is nothing to learn from.</param>
internal sealed record Prepared(KnowledgeSet Set, TrainedModel? Model);

/// <summary>
/// The published knowledge of this node: the city's, and for hospitals with a part of their own the two together. A newer version is
/// trained or fetched beside the running one and taken into use by replacing one reference; a question sees either the old or the new,
/// whole.
/// </summary>
internal sealed partial class KnowledgeService(KnowledgeStore store, TimeProvider time, ILogger<KnowledgeService> logger) : IDisposable
{
    private static readonly KnowledgeSet Nothing = new(KnowledgePart.Empty, null, "0");
    private static readonly TimeSpan FirstLoad = TimeSpan.FromSeconds(20);

    /// <summary>Bytes of a model whose training is worth a collection of its own.</summary>
    private const int LargeModel = 8 << 20;

    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _loading = new(1);
    private volatile FrozenDictionary<string, KnowledgeSet> _sets = FrozenDictionary<string, KnowledgeSet>.Empty;

    /// <summary>Sets in memory: one for the city and one for each hospital with a part of its own, whatever was published before.</summary>
    internal int Count => _sets.Count;

    public void Dispose() => _loading.Dispose();

    /// <summary>What the bot of a hospital knows now. Waits only while the host has just started.</summary>
    public async ValueTask<KnowledgeSet> ForAsync(string hospitalCode, CancellationToken cancellationToken)
    {
        if (!_loaded.Task.IsCompleted) await _loaded.Task.WaitAsync(FirstLoad, cancellationToken);
        var now = _sets;
        return now.GetValueOrDefault(hospitalCode) ?? now.GetValueOrDefault("") ?? Nothing;
    }

    /// <summary>What hears danger for a hospital. Never waits: before anything is loaded it is what is built in.</summary>
    public DangerDetector Danger(string hospitalCode)
    {
        var now = _sets;
        return (now.GetValueOrDefault(hospitalCode) ?? now.GetValueOrDefault("") ?? Nothing).Danger;
    }

    /// <summary>Takes the newest published versions into use.</summary>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken);
        try
        {
            var newest = await store.NewestAsync(cancellationToken);
            var city = newest.FirstOrDefault(n => n.HospitalId is null).Number;
            foreach (var (hospitalId, code, number) in newest)
            {
                var own = hospitalId is null ? 0 : number;
                if (_sets.GetValueOrDefault(code)?.Version != Version(city, own))
                    Take(code, await LoadAsync(hospitalId, city, own, cancellationToken));
            }
            _loaded.TrySetResult();
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>Trains a candidate; nobody is answered from it yet.</summary>
    public async Task<Prepared> PrepareAsync(KnowledgePart merged, CancellationToken cancellationToken)
    {
        var (model, trained) = await TrainAsync(merged, cancellationToken);
        return new Prepared(new KnowledgeSet(merged, model, "candidate"), trained);
    }

    /// <summary>Adds a version with the candidate that was trained for it; then this node takes it, and the others are told.</summary>
    /// <param name="hospitalCode">Of the version's hospital; empty for the city.</param>
    /// <returns>False when that number is taken.</returns>
    public async Task<bool> PublishAsync(
        NewVersion version, string hospitalCode, KnowledgeSet candidate, CancellationToken cancellationToken)
    {
        if (!await store.AddVersionAsync(version, time.GetUtcNow(), cancellationToken)) return false;
        await _loading.WaitAsync(cancellationToken);
        try
        {
            // What was trained here need not be fetched. If a newer version is out already, the reload sees that this is not it.
            Take(hospitalCode, candidate.As(Version(version.City, version.HospitalId is null ? 0 : version.Number)));
        }
        finally
        {
            _loading.Release();
        }
        await store.DropOldModelsAsync(version.HospitalId, cancellationToken);
        await ReloadAsync(cancellationToken);
        return true;
    }

    /// <summary>The city's newest published part; number 0 before the first.</summary>
    public async Task<(int Number, KnowledgePart Part)> CityAsync(CancellationToken cancellationToken)
    {
        var number = (await store.NewestAsync(cancellationToken)).FirstOrDefault(n => n.HospitalId is null).Number;
        return (number, number == 0 ? KnowledgePart.Empty : (await store.PublishedAsync(null, number, cancellationToken))!);
    }

    /// <summary>The whole knowledge that a part would be published into.</summary>
    /// <param name="hospitalId">Whose part it is; null: the city's.</param>
    public async Task<KnowledgePart> MergedAsync(Guid? hospitalId, KnowledgePart part, CancellationToken cancellationToken) =>
        hospitalId is null
            ? KnowledgeSet.Merge(part, KnowledgePart.Empty) : KnowledgeSet.Merge((await CityAsync(cancellationToken)).Part, part);

    private static string Version(int city, int own) => own == 0 ? $"{city}" : $"{city}.{own}";

    private void Take(string code, KnowledgeSet set)
    {
        _sets = _sets.Where(s => s.Key != code).Append(KeyValuePair.Create(code, set)).ToFrozenDictionary(StringComparer.Ordinal);
        LogTaken(set.Version, code, set.Part.Intents.Count);
    }

    private async Task<KnowledgeSet> LoadAsync(Guid? hospitalId, int city, int own, CancellationToken cancellationToken)
    {
        var version = Version(city, own);
        var cityPart = city == 0 ? KnowledgePart.Empty : (await store.PublishedAsync(null, city, cancellationToken))!;
        var ownPart = own == 0 ? KnowledgePart.Empty : (await store.PublishedAsync(hospitalId, own, cancellationToken))!;
        var merged = KnowledgeSet.Merge(cityPart, ownPart);
        if (await store.ModelAsync(hospitalId, city, own, cancellationToken) is { } bytes)
        {
            try
            {
                return new KnowledgeSet(merged, ModelFile.Load(bytes), version);
            }
            catch (ModelFormatException e)
            {
                LogModelUnreadable(version, e); // Of an older release, or damaged: the same can be trained again.
            }
        }
        var (model, trained) = await TrainAsync(merged, cancellationToken);
        if (trained is not null)
        {
            await store.KeepModelAsync(hospitalId, city, own, trained, time.GetUtcNow(), cancellationToken);
            await store.DropOldModelsAsync(hospitalId, cancellationToken);
        }
        return new KnowledgeSet(merged, model, version);
    }

    private async Task<(IntentModel? Model, TrainedModel? Bytes)> TrainAsync(KnowledgePart merged, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        if (await TrainBesideAsync(merged, cancellationToken) is not { } result) return (null, null);
        var trained = new TrainedModel(result.ToBytes(), time.GetElapsedTime(started));
        // Training leaves hundreds of megabytes of large arrays, which a host that then allocates little would keep for hours.
        if (trained.Bytes.Length >= LargeModel) GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
        return (result.Model, trained);
    }

    /// <summary>Trains on a thread of its own: seconds of work must not stand in the way of answers. Null: nothing to learn from.</summary>
    public static Task<TrainingResult?> TrainBesideAsync(KnowledgePart merged, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(() => KnowledgeSet.Train(merged), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    [LoggerMessage(Level = LogLevel.Information, Message = "Knowledge version {Version} for '{Hospital}' answers now: {Intents} intents")]
    private partial void LogTaken(string version, string hospital, int intents);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "The stored model of knowledge version {Version} is not readable; training it again")]
    private partial void LogModelUnreadable(string version, Exception e);
}
