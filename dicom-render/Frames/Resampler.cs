using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace DicomRender.Frames;

/// <summary>
/// Scales a stream of rows: area average where the picture is smaller than its source, bilinear where it is larger, each axis by itself.
/// Rows are pushed from the top; a finished row is handed out at once, so that memory is a few lines whatever the image's size.
/// </summary>
/// <typeparam name="T">byte, short or ushort.</typeparam>
internal sealed class Resampler<T> : IDisposable where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private readonly int _channels, _sourceStride;
    private readonly Taps _horizontal, _vertical;
    private readonly float[] _sum, _line;
    private float[]? _previous;
    private int _nextSource, _nextTarget;

    public Resampler(int sourceWidth, int sourceHeight, int targetWidth, int targetHeight, int channels)
    {
        _channels = channels;
        _sourceStride = sourceWidth * channels;
        (_horizontal, _vertical) = (new(sourceWidth, targetWidth), new(sourceHeight, targetHeight));
        (_sum, _line) = (ArrayPool<float>.Shared.Rent(_sourceStride), ArrayPool<float>.Shared.Rent(_sourceStride));
        _sum.AsSpan(0, _sourceStride).Clear();
    }

    /// <summary>Receives finished rows of <c>targetWidth * channels</c> samples, from the top.</summary>
    public delegate void RowSink(int row, ReadOnlySpan<T> samples);

    /// <summary>Takes the next source row.</summary>
    public void Push(ReadOnlySpan<T> row, RowSink sink)
    {
        ToFloat(row[.._sourceStride], _line);
        if (_vertical.Averages) Accumulate(sink);
        else Interpolate(sink);
        _nextSource++;
    }

    public void Dispose()
    {
        ArrayPool<float>.Shared.Return(_sum);
        ArrayPool<float>.Shared.Return(_line);
        if (_previous is not null) ArrayPool<float>.Shared.Return(_previous);
    }

    // Add the source row, weighted, to every target row it overlaps; hand out those that it completes.
    private void Accumulate(RowSink sink)
    {
        while (_nextTarget < _vertical.Count)
        {
            var (first, last) = (_vertical.First(_nextTarget), _vertical.Last(_nextTarget));
            if (_nextSource < first) return;
            AddScaled(_line.AsSpan(0, _sourceStride), _vertical.Weight(_nextTarget, _nextSource), _sum.AsSpan(0, _sourceStride));
            if (_nextSource < last) return;
            Emit(_sum, sink);
            _sum.AsSpan(0, _sourceStride).Clear();
        }
    }

    // Hand out the target rows that lie between the previous source row and this one.
    private void Interpolate(RowSink sink)
    {
        _previous ??= ArrayPool<float>.Shared.Rent(_sourceStride);
        while (_nextTarget < _vertical.Count && _vertical.Last(_nextTarget) == _nextSource)
        {
            var target = _sum.AsSpan(0, _sourceStride);
            target.Clear();
            if (_vertical.First(_nextTarget) != _nextSource)
                AddScaled(_previous.AsSpan(0, _sourceStride), _vertical.Weight(_nextTarget, _nextSource - 1), target);
            AddScaled(_line.AsSpan(0, _sourceStride), _vertical.Weight(_nextTarget, _nextSource), target);
            Emit(_sum, sink);
        }
        _line.AsSpan(0, _sourceStride).CopyTo(_previous);
    }

    private void Emit(ReadOnlySpan<float> source, RowSink sink)
    {
        var rented = ArrayPool<T>.Shared.Rent(_horizontal.Count * _channels);
        var row = rented.AsSpan(0, _horizontal.Count * _channels);
        for (var x = 0; x < _horizontal.Count; x++)
        {
            var first = _horizontal.First(x);
            var weights = _horizontal.Weights(x);
            for (var channel = 0; channel < _channels; channel++)
            {
                var value = 0f;
                for (var i = 0; i < weights.Length; i++) value += weights[i] * source[(first + i) * _channels + channel];
                row[x * _channels + channel] = T.CreateSaturating((int)MathF.Floor(value + 0.5f));
            }
        }
        sink(_nextTarget++, row);
        ArrayPool<T>.Shared.Return(rented);
    }

    private static void AddScaled(ReadOnlySpan<float> source, float weight, Span<float> target)
    {
        var from = MemoryMarshal.Cast<float, Vector<float>>(source);
        var to = MemoryMarshal.Cast<float, Vector<float>>(target);
        for (var i = 0; i < from.Length; i++) to[i] += from[i] * weight;
        for (var i = from.Length * Vector<float>.Count; i < source.Length; i++) target[i] += source[i] * weight;
    }

    private static void ToFloat(ReadOnlySpan<T> source, Span<float> target)
    {
        var i = 0;
        var step = Vector<float>.Count;
        if (typeof(T) == typeof(ushort))
        {
            var words = MemoryMarshal.Cast<T, ushort>(source);
            for (; i <= source.Length - 2 * step; i += 2 * step)
            {
                Vector.Widen(new Vector<ushort>(words[i..]), out var low, out var high);
                Vector.ConvertToSingle(low.As<uint, int>()).CopyTo(target[i..]);
                Vector.ConvertToSingle(high.As<uint, int>()).CopyTo(target[(i + step)..]);
            }
        }
        else if (typeof(T) == typeof(short))
        {
            var words = MemoryMarshal.Cast<T, short>(source);
            for (; i <= source.Length - 2 * step; i += 2 * step)
            {
                Vector.Widen(new Vector<short>(words[i..]), out var low, out var high);
                Vector.ConvertToSingle(low).CopyTo(target[i..]);
                Vector.ConvertToSingle(high).CopyTo(target[(i + step)..]);
            }
        }
        for (; i < source.Length; i++) target[i] = float.CreateTruncating(source[i]);
    }

    /// <summary>Which source pixels make each target pixel of one axis, and with what weights (they add up to 1).</summary>
    private sealed class Taps
    {
        private readonly int[] _firsts;
        private readonly float[][] _weights;

        public Taps(int source, int target)
        {
            Averages = target < source;
            Count = target;
            (_firsts, _weights) = (new int[target], new float[target][]);
            var scale = source / (double)target;
            for (var i = 0; i < target; i++)
                (_firsts[i], _weights[i]) = Averages ? Average(i * scale, (i + 1) * scale, source) : Blend((i + 0.5) * scale - 0.5, source);
        }

        /// <summary>Area average, not bilinear.</summary>
        public bool Averages { get; }

        public int Count { get; }

        public int First(int target) => _firsts[target];

        public int Last(int target) => _firsts[target] + _weights[target].Length - 1;

        public float Weight(int target, int source) => _weights[target][source - _firsts[target]];

        public ReadOnlySpan<float> Weights(int target) => _weights[target];

        private static (int First, float[] Weights) Average(double from, double to, int source)
        {
            // Rounding errors must not add a source pixel of almost no weight.
            var first = (int)Math.Floor(from + 1e-9);
            var last = Math.Min((int)Math.Ceiling(to - 1e-9), source) - 1;
            var shares = new float[Math.Max(last - first, 0) + 1];
            for (var i = 0; i < shares.Length; i++)
                shares[i] = (float)((Math.Min(to, first + i + 1) - Math.Max(from, first + i)) / (to - from));
            return (first, shares);
        }

        private static (int First, float[] Weights) Blend(double centre, int source)
        {
            var at = Math.Clamp(centre, 0, source - 1);
            var first = Math.Min((int)at, source - 1);
            var part = (float)(at - first);
            return part == 0 ? (first, [1f]) : (first, [1 - part, part]);
        }
    }
}
