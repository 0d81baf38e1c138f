namespace Chatbot.Text;

/// <summary>Families of features; each has its own weight (<see cref="FeatureKinds.Weight"/>).</summary>
internal enum FeatureKind
{
    /// <summary>One or two Chinese characters.</summary>
    Han,

    /// <summary>Three Chinese characters.</summary>
    HanThree,

    /// <summary>Four Chinese characters.</summary>
    HanFour,

    /// <summary>One or two function characters (的, 吗, 怎么).</summary>
    HanFunction,

    /// <summary>Three or four function characters.</summary>
    HanFunctionLong,

    /// <summary>One or two sounds: what a homophone slip leaves intact.</summary>
    Sound,

    /// <summary>Two to five letters inside a word and its borders: what a typing slip leaves intact.</summary>
    WordPiece,

    /// <summary>A word, its stem, or two neighbours.</summary>
    Word,

    /// <summary>A group of words of one meaning.</summary>
    Synonym,
}

/// <summary>Facts about the families.</summary>
internal static class FeatureKinds
{
    /// <summary>
    /// Multiplies TF-IDF. Long Chinese n-grams repeat what the short ones say and are rare, so that inverse document frequency
    /// alone overrates them; function characters carry little, and a small knowledge base cannot learn that from its own counts.
    /// </summary>
    private static readonly float[] Weights = [1f, 0.5f, 0.3f, 0.6f, 0.3f, 0.6f, 1f, 1.2f, 1.2f];

    public static int Count => Weights.Length;

    public static float Weight(FeatureKind kind) => Weights[(int)kind];

    /// <summary>One number for family and content: the family in the upper half.</summary>
    public static ulong Key(FeatureKind kind, uint hash) => (ulong)kind << 32 | hash;

    public static FeatureKind KindOf(ulong key) => (FeatureKind)(key >> 32);
}

/// <summary>Receives features in reading order; the same feature comes as often as it occurs.</summary>
internal interface IFeatureSink
{
    /// <param name="kind">The family.</param>
    /// <param name="hash">The content.</param>
    /// <param name="start">Where in the normalised text the feature was read.</param>
    /// <param name="length">How many characters it covers.</param>
    void Add(FeatureKind kind, uint hash, int start, int length);
}

/// <summary>Collects keys into a fixed buffer; what does not fit is left out.</summary>
internal ref struct KeySink(Span<ulong> keys) : IFeatureSink
{
    private readonly Span<ulong> _keys = keys;

    public int Count { get; private set; }

    public void Add(FeatureKind kind, uint hash, int start, int length)
    {
        if (Count < _keys.Length) _keys[Count++] = FeatureKinds.Key(kind, hash);
    }
}
