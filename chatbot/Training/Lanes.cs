using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Chatbot.Training;

/// <summary>
/// Rows of numbers in vectors of a fixed width, so that sums come out the same on any processor. Lengths are multiples of <see
/// cref="Width"/>.
/// </summary>
internal static class Lanes
{
    public const int Width = 8;

    public static Span<Vector256<float>> Of(Span<float> values) => MemoryMarshal.Cast<float, Vector256<float>>(values);

    public static Vector256<float> At(ReadOnlySpan<float> values, nuint index) =>
        Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(values), index);

    public static float Largest(Span<float> scores)
    {
        var largest = Vector256.Create(float.NegativeInfinity);
        foreach (var part in Of(scores)) largest = Vector256.Max(largest, part);
        var result = float.NegativeInfinity;
        for (var i = 0; i < Width; i++) result = MathF.Max(result, largest[i]);
        return result;
    }

    /// <summary>Adds <c>from * factor</c>.</summary>
    public static void AddScaled(ReadOnlySpan<float> from, float factor, Span<float> to)
    {
        ref var target = ref MemoryMarshal.GetReference(to);
        var times = Vector256.Create(factor);
        for (nuint k = 0; k < (nuint)from.Length; k += Width)
            (Vector256.LoadUnsafe(ref target, k) + At(from, k) * times).StoreUnsafe(ref target, k);
    }
}
