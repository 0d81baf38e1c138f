using System.Collections.Frozen;
using Chatbot.Model;

namespace Bff.Support.Knowledge;

/// <summary>
/// The published knowledge of this node: the city's, and for hospitals with a part of their own the two together. A newer version is trained or fetched
/// beside the running one and taken into use by replacing one reference; a question sees either the old or the new, whole.
/// </summary>
internal sealed partial class KnowledgeService(KnowledgeStore store, TimeProvider time, ILogger<KnowledgeService> logger) : IDisposable
{
    private static readonly KnowledgeSet Nothing = new(KnowledgePart.Empty, null, "0");
    private static readonly TimeSpan FirstLoad = TimeSpan.FromSeconds(20);

    /// <summary>Bytes of a model whose training is worth a collection of its own.</summary>
    private const int LargeModel = 8 << 20;

    private readonly TaskCompletionSource loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim loading = new(1);
    private volatile FrozenDictionary<string, KnowledgeSet> sets = FrozenDictionary<string, KnowledgeSet>.Empty;

    public void Dispose() => loading.Dispose();

    /// <summary>What the bot of a hospital knows now. Waits only while the host has just started.</summary>
    public async ValueTask<KnowledgeSet> ForAsync(string hospitalCode, CancellationToken cancellationToken)
    {
        if (!loaded.Task.IsCompleted) await loaded.Task.WaitAsync(FirstLoad, cancellationToken);
        var now = sets;
        return now.GetValueOrDefault(hospitalCode) ?? now.GetValueOrDefault("") ?? Nothing;
    }

    /// <summary>Takes the newest published versions into use.</summary>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        await loading.WaitAsync(cancellationToken);
        try
        {
            var newest = await store.NewestAsync(cancellationToken);
            var city = newest.FirstOrDefault(n => n.HospitalId is null).Number;
            foreach (var (hospitalId, code, number) in newest)
            {
                var own = hospitalId is null ? 0 : number;
                var version = Version(city, own);
                if (sets.GetValueOrDefault(code)?.Version != version) Take(code, await LoadAsync(hospitalId, city, own, version, cancellationToken));
            }
            loaded.TrySetResult();
        }
        finally
        {
            loading.Release();
        }
    }

    /// <summary>Trains a candidate; nobody is answered from it yet.</summary>
    public async Task<(KnowledgeSet Set, TrainedModel? Model)> PrepareAsync(KnowledgePart merged, CancellationToken cancellationToken)
    {
        var (model, trained) = await TrainAsync(merged, cancellationToken);
        return (new KnowledgeSet(merged, model, "candidate"), trained);
    }

    /// <summary>Adds a part as version <paramref name="number"/> with the candidate that was trained on the city's version <paramref name="city"/>; then this node takes it, and the others are told.</summary>
    /// <returns>False when that number is taken.</returns>
    public async Task<bool> PublishAsync(
        Guid? hospitalId, string hospitalCode, int number, KnowledgePart part, (KnowledgeSet Set, TrainedModel? Model) candidate, int city, string note, Guid? by, CancellationToken cancellationToken)
    {
        if (!await store.AddVersionAsync(hospitalId, number, part, note, by, city, candidate.Model, time.GetUtcNow(), cancellationToken)) return false;
        await loading.WaitAsync(cancellationToken);
        try
        {
            // What was trained here need not be fetched; should a newer version be out already, the reload finds that this is not it.
            Take(hospitalCode, candidate.Set.As(Version(city, hospitalId is null ? 0 : number)));
        }
        finally
        {
            loading.Release();
        }
        await ReloadAsync(cancellationToken);
        return true;
    }

    /// <summary>Gives an empty city its first knowledge, draft and version; false when there is one already.</summary>
    public async Task<bool> SeedAsync(KnowledgePart part, string note, CancellationToken cancellationToken)
    {
        if ((await store.NewestAsync(cancellationToken)).Any(n => n.HospitalId is null)) return false;
        await store.ReplaceDraftAsync(null, part, time.GetUtcNow(), cancellationToken);
        var draft = await store.DraftAsync(null, cancellationToken);
        return await PublishAsync(null, "", 1, draft, await PrepareAsync(KnowledgeSet.Merge(draft, KnowledgePart.Empty), cancellationToken), 1, note, null, cancellationToken);
    }

    /// <summary>The city's newest published part; number 0 before the first.</summary>
    public async Task<(int Number, KnowledgePart Part)> CityAsync(CancellationToken cancellationToken)
    {
        var number = (await store.NewestAsync(cancellationToken)).FirstOrDefault(n => n.HospitalId is null).Number;
        return (number, number == 0 ? KnowledgePart.Empty : (await store.PublishedAsync(null, number, cancellationToken))!);
    }

    private static string Version(int city, int own) => own == 0 ? $"{city}" : $"{city}.{own}";

    private void Take(string code, KnowledgeSet set)
    {
        sets = sets.Where(s => s.Key != code).Append(KeyValuePair.Create(code, set)).ToFrozenDictionary(StringComparer.Ordinal);
        LogTaken(set.Version, code, set.Part.Intents.Count);
    }

    private async Task<KnowledgeSet> LoadAsync(Guid? hospitalId, int city, int own, string version, CancellationToken cancellationToken)
    {
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
        if (trained is not null) await store.KeepModelAsync(hospitalId, city, own, trained, time.GetUtcNow(), cancellationToken);
        return new KnowledgeSet(merged, model, version);
    }

    private async Task<(IntentModel? Model, TrainedModel? Bytes)> TrainAsync(KnowledgePart merged, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        // On its own thread: seconds of work must not stand in the way of answers.
        var result = await Task.Factory.StartNew(() => KnowledgeSet.Train(merged), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (result is null) return (null, null);
        var trained = new TrainedModel(ModelFile.Save(result.Model), time.GetElapsedTime(started));
        // Training leaves hundreds of megabytes of large arrays, which a host that then allocates little would keep for hours.
        if (trained.Bytes.Length >= LargeModel) GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
        return (result.Model, trained);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Knowledge version {Version} for '{Hospital}' answers now: {Intents} intents")]
    private partial void LogTaken(string version, string hospital, int intents);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stored model of knowledge version {Version} is not readable; training it again")]
    private partial void LogModelUnreadable(string version, Exception e);
}
