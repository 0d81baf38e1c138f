using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Chatbot.Model;

/// <summary>
/// The linear model's weights, one row of bytes for each feature: a question touches one short contiguous run per feature.
/// Eight bits with a scale per row lose nothing that an evaluation can see and keep a large model within the processor's cache.
/// </summary>
internal sealed class WeightTable
{
    private const int Lane = 16;

    /// <summary>Features that are turned round at once, so that what is read and what is written both stay in the cache.</summary>
    private const int Block = 64;

    /// <param name="rows">Row-major, <paramref name="stride"/> bytes each.</param>
    /// <param name="scales">Multiplies each row.</param>
    /// <param name="bias">Score of each intent for an empty question; <paramref name="stride"/> values.</param>
    /// <param name="stride">Number of intents rounded up to 16.</param>
    public WeightTable(sbyte[] rows, float[] scales, float[] bias, int stride)
    {
        if (stride % Lane != 0 || bias.Length != stride || rows.LongLength != (long)scales.Length * stride)
            throw new ArgumentException("Rows, scales and bias do not fit together.", nameof(rows));
        (Rows, Scales, Bias, Stride) = (rows, scales, bias, stride);
    }

    public sbyte[] Rows { get; }

    public float[] Scales { get; }

    public float[] Bias { get; }

    public int Stride { get; }

    /// <summary>Smallest stride that holds this many intents.</summary>
    public static int StrideFor(int intents) => (intents + Lane - 1) / Lane * Lane;

    /// <summary>
    /// Rounds trained weights to eight bits. The mean over the intents is taken off first: it changes no ranking, but scores are also
    /// compared between questions.
    /// </summary>
    /// <param name="weights">All weights of the first intent, then of the next, one for each feature.</param>
    /// <param name="bias">One for each intent.</param>
    /// <param name="features">Number of features.</param>
    public static WeightTable Quantize(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, int features)
    {
        var stride = StrideFor(bias.Length);
        var table = new WeightTable(new sbyte[features * stride], new float[features], new float[stride], stride);
        bias.CopyTo(table.Bias);
        Center(table.Bias.AsSpan(0, bias.Length));
        var block = new float[Block * bias.Length];
        for (var first = 0; first < features; first += Block)
        {
            var size = Math.Min(Block, features - first);
            for (var k = 0; k < bias.Length; k++)
                for (var f = 0; f < size; f++) block[f * bias.Length + k] = weights[k * features + first + f];
            for (var f = 0; f < size; f++) table.Round(first + f, block.AsSpan(f * bias.Length, bias.Length));
        }
        return table;
    }

    private void Round(int feature, Span<float> row)
    {
        Center(row);
        var largest = 0f;
        foreach (var w in row) largest = Math.Max(largest, Math.Abs(w));
        Scales[feature] = largest / sbyte.MaxValue;
        if (largest == 0) return;
        for (var k = 0; k < row.Length; k++) Rows[feature * Stride + k] = (sbyte)MathF.Round(row[k] / Scales[feature]);
    }

    private static void Center(Span<float> row)
    {
        var sum = 0.0;
        foreach (var w in row) sum += w;
        var mean = (float)(sum / row.Length);
        foreach (ref var w in row) w -= mean;
    }

    /// <summary>Scores of all intents for a vector.</summary>
    /// <param name="rows">Known features.</param>
    /// <param name="values">Their values.</param>
    /// <param name="scores">Receives <see cref="Stride"/> scores.</param>
    public void Score(ReadOnlySpan<int> rows, ReadOnlySpan<float> values, Span<float> scores)
    {
        Bias.CopyTo(scores);
        for (var i = 0; i < rows.Length; i++)
            AddRow(Rows.AsSpan(rows[i] * Stride, Stride), values[i] * Scales[rows[i]], scores);
    }

    private static void AddRow(ReadOnlySpan<sbyte> row, float factor, Span<float> scores)
    {
        ref var from = ref MemoryMarshal.GetReference(row);
        ref var to = ref MemoryMarshal.GetReference(scores);
        var times = Vector128.Create(factor);
        for (nuint k = 0; k < (nuint)row.Length; k += Lane)
        {
            var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref from, k));
            Add(Vector128.WidenLower(low), times, ref to, k);
            Add(Vector128.WidenUpper(low), times, ref to, k + 4);
            Add(Vector128.WidenLower(high), times, ref to, k + 8);
            Add(Vector128.WidenUpper(high), times, ref to, k + 12);
        }
    }

    private static void Add(Vector128<int> weights, Vector128<float> times, ref float to, nuint at) =>
        (Vector128.LoadUnsafe(ref to, at) + Vector128.ConvertToSingle(weights) * times).StoreUnsafe(ref to, at);
}
