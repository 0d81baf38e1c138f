using Chatbot.Model;
using Microsoft.ML.Data;

namespace Chatbot.Training;

/// <summary>Vectors of examples, one after another (compressed sparse rows).</summary>
internal sealed class FeatureMatrix
{
    private readonly int[] _starts;
    private readonly int[] _columns;
    private readonly float[] _values;

    public FeatureMatrix(IReadOnlyList<Example> examples, Vocabulary vocabulary)
    {
        _starts = new int[examples.Count + 1];
        Coverage = new float[examples.Count];
        var capacity = examples.Sum(e => e.Keys.Length);
        (_columns, _values) = (new int[capacity], new float[capacity]);
        for (var i = 0; i < examples.Count; i++)
            _starts[i + 1] = _starts[i] + vocabulary.Vectorize(
                examples[i].Keys, _columns.AsSpan(_starts[i]), _values.AsSpan(_starts[i]), out Coverage[i]);
    }

    public int Count => Coverage.Length;

    /// <summary>For each example, the share of its weight that the vocabulary knows.</summary>
    public float[] Coverage { get; }

    public ReadOnlySpan<int> Columns(int row) => _columns.AsSpan(_starts[row].._starts[row + 1]);

    /// <summary>A row as ML.NET holds it.</summary>
    /// <param name="row">Which.</param>
    /// <param name="length">Number of all features.</param>
    public VBuffer<float> Vector(int row, int length) =>
        new(length, _starts[row + 1] - _starts[row], Values(row).ToArray(), Columns(row).ToArray());

    public ReadOnlySpan<float> Values(int row) => _values.AsSpan(_starts[row].._starts[row + 1]);
}
