using System.Collections.Concurrent;
using Wayfinding.Model;
using Wayfinding.Routing.Live;
using Wayfinding.Steps;

namespace Bff.Guide.Routes;

/// <summary>
/// Routes asked for more than once, as they were written: from the gate to the pharmacy goes half a hospital. A route is kept under the
/// state of its map's doors, lifts and closures (<see cref="Network.StateAt"/>, another number for every map and after every change), and
/// only served when it ends before that state does. What is asked for once is not kept, and what has not been asked for again goes: there
/// are two generations of
/// <see cref="GenerationBytes"/> each, and the older one is dropped when the younger one is full.
/// </summary>
internal sealed class KeptRoutes
{
    /// <summary>Bytes of one generation, its keys and entries counted with its answers.</summary>
    internal const int GenerationBytes = 16 << 20;

    private const int EntryBytes = 256; // Key, entry and array header, generously.
    private const int RememberedQuestions = 1 << 16;

    private readonly int[] _asked = new int[RememberedQuestions];
    private Generation _young = new(), _old = new();

    /// <summary>All that an answer depends on; places are nodes, with the index of the place that stands there or -1.</summary>
    public readonly record struct Key(long State, int From, int FromPoi, int To, int ToPoi, Profile Profile, Language Language);

    private readonly record struct Kept(byte[] Json, TimeSpan Lasts);

    private sealed class Generation
    {
        public readonly ConcurrentDictionary<Key, Kept> Answers = new();
        public int Bytes;
    }

    /// <summary>Answers kept, and the bytes they take.</summary>
    public (int Count, int Bytes) Size => (_young.Answers.Count + _old.Answers.Count, _young.Bytes + _old.Bytes);

    /// <summary>The answer kept, when the state it was found in lasts until one arrives.</summary>
    public byte[]? Find(Key key, TimeSpan stateLasts)
    {
        if (_young.Answers.TryGetValue(key, out var kept)) return kept.Lasts < stateLasts ? kept.Json : null;
        if (!_old.Answers.TryGetValue(key, out kept)) return null;
        Add(key, kept);
        return kept.Lasts < stateLasts ? kept.Json : null;
    }

    /// <summary>
    /// True from the second time a question is asked. It forgets, and two questions may be taken for each other: then an answer is kept one
    /// request too early, which costs memory only.
    /// </summary>
    public bool IsAskedAgain(Key key)
    {
        var hash = key.GetHashCode();
        ref var last = ref _asked[hash & (RememberedQuestions - 1)];
        if (last == hash) return true;
        last = hash;
        return false;
    }

    /// <summary>Keeps an answer.</summary>
    /// <param name="lasts">How long the way takes at most.</param>
    public void Keep(Key key, byte[] json, TimeSpan lasts) => Add(key, new(json, lasts));

    private void Add(Key key, Kept kept)
    {
        var generation = _young;
        if (!generation.Answers.TryAdd(key, kept)) return;
        if (Interlocked.Add(ref generation.Bytes, kept.Json.Length + EntryBytes) < GenerationBytes) return;
        if (Interlocked.CompareExchange(ref _young, new Generation(), generation) == generation) _old = generation;
    }
}
