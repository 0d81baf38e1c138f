using System.Collections.Concurrent;
using Wayfinding.Model;
using Wayfinding.Steps;

namespace Bff.Guide;

/// <summary>
/// Routes asked for more than once, as they were written: from the gate to the pharmacy goes half a hospital. A route is kept under the state of its map's doors,
/// lifts and closures (<see cref="Wayfinding.Routing.Live.Network.StateAt"/>, another number for every map and after every change), and only served when it ends before
/// that state does. What is asked for once is not kept, and what has not been asked for again goes: two generations of <see cref="GenerationBytes"/> each, of
/// which the older one is dropped.
/// </summary>
internal sealed class KeptRoutes
{
    private const int GenerationBytes = 16 << 20;
    private const int RememberedQuestions = 1 << 16;

    private readonly int[] asked = new int[RememberedQuestions];
    private Generation young = new(), old = new();

    /// <summary>All that an answer depends on; places are nodes, with the index of the place that stands there or -1.</summary>
    public readonly record struct Key(long State, int From, int FromPoi, int To, int ToPoi, Profile Profile, Language Language);

    private readonly record struct Kept(byte[] Json, TimeSpan Lasts);

    private sealed class Generation
    {
        public readonly ConcurrentDictionary<Key, Kept> Answers = new();
        public int Bytes;
    }

    /// <summary>The answer kept, when the state it was found in lasts until one arrives.</summary>
    public byte[]? Find(Key key, TimeSpan stateLasts)
    {
        if (young.Answers.TryGetValue(key, out var kept)) return kept.Lasts < stateLasts ? kept.Json : null;
        if (!old.Answers.TryGetValue(key, out kept)) return null;
        Add(key, kept);
        return kept.Lasts < stateLasts ? kept.Json : null;
    }

    /// <summary>True from the second time a question is asked. Forgets; a question taken for another one costs only the memory of its answer.</summary>
    public bool IsAskedAgain(Key key)
    {
        var hash = key.GetHashCode();
        ref var last = ref asked[hash & (RememberedQuestions - 1)];
        if (last == hash) return true;
        last = hash;
        return false;
    }

    /// <summary>Keeps an answer; <paramref name="lasts"/> is how long the way takes at most.</summary>
    public void Keep(Key key, byte[] json, TimeSpan lasts) => Add(key, new(json, lasts));

    private void Add(Key key, Kept kept)
    {
        var generation = young;
        if (!generation.Answers.TryAdd(key, kept) || Interlocked.Add(ref generation.Bytes, kept.Json.Length) < GenerationBytes) return;
        if (Interlocked.CompareExchange(ref young, new Generation(), generation) == generation) old = generation;
    }
}
