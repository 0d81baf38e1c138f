using Chatbot.Text;

namespace Chatbot.Model;

/// <summary>The features a model knows: their rows and weights. Open addressing over an immutable table.</summary>
internal sealed class Vocabulary
{
    private readonly int[] _slots;
    private readonly int _mask;

    /// <param name="keys">Ascending, without repeats: row i is <c>keys[i]</c>.</param>
    /// <param name="weights">Inverse document frequency times the weight of the family, above 0; one for each key.</param>
    /// <param name="unseenWeight">Inverse document frequency of a feature never seen.</param>
    public Vocabulary(ulong[] keys, float[] weights, float unseenWeight)
    {
        if (weights.Length != keys.Length) throw new ArgumentException("One weight for each key.", nameof(weights));
        (Keys, Weights, UnseenWeight) = (keys, weights, unseenWeight);
        var size = 16;
        while (size < keys.Length * 2) size *= 2;
        _mask = size - 1;
        _slots = new int[size];
        for (var row = 0; row < keys.Length; row++)
        {
            var slot = SlotOf(keys[row]);
            while (_slots[slot] != 0) slot = slot + 1 & _mask;
            _slots[slot] = row + 1;
        }
    }

    public ulong[] Keys { get; }

    public float[] Weights { get; }

    public float UnseenWeight { get; }

    /// <summary>The row of a feature, or -1.</summary>
    public int RowOf(ulong key)
    {
        for (var slot = SlotOf(key); _slots[slot] is var row and not 0; slot = slot + 1 & _mask)
            if (Keys[row - 1] == key) return row - 1;
        return -1;
    }

    /// <summary>
    /// Turns the features of a text into a vector of length 1: sublinear term frequency times weight.
    /// </summary>
    /// <param name="keys">The features as they occurred; sorted in place.</param>
    /// <param name="rows">Receives the known features, ascending; room for all keys.</param>
    /// <param name="values">Receives their values.</param>
    /// <param name="coverage">Share in [0,1] of the text's weight that is known.</param>
    /// <returns>Number of known features.</returns>
    public int Vectorize(Span<ulong> keys, Span<int> rows, Span<float> values, out float coverage)
    {
        keys.Sort();
        int count = 0;
        float known = 0, unknown = 0;
        for (int i = 0, next; i < keys.Length; i = next)
        {
            next = i + 1;
            while (next < keys.Length && keys[next] == keys[i]) next++;
            var frequency = next - i == 1 ? 1f : 1f + MathF.Log(next - i);
            var row = RowOf(keys[i]);
            var value = frequency * (row >= 0 ? Weights[row] : UnseenWeight * FeatureKinds.Weight(FeatureKinds.KindOf(keys[i])));
            if (row < 0) unknown += value * value;
            else
            {
                known += value * value;
                (rows[count], values[count]) = (row, value);
                count++;
            }
        }
        coverage = count == 0 ? 0 : known / (known + unknown);
        var scale = 1 / MathF.Sqrt(known);
        for (var i = 0; i < count; i++) values[i] *= scale;
        return count;
    }

    private int SlotOf(ulong key) => (int)(key * 0x9e3779b97f4a7c15 >> 33) & _mask;
}
