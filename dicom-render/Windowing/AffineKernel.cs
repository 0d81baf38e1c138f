using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DicomRender.Windowing;

/// <summary>
/// 16-bit samples to grey by one straight line, 32 samples a step:
/// <c>t = min(saturate(sample - origin), span); grey = truncate(clamp(slope * t + offset))</c>.
/// Subtracting the origin in integers first keeps the product within 0..255, where a float is exact to 2^-16 of a grey level.
/// </summary>
/// <param name="flip">0x8000 for signed samples (orders them as unsigned), else 0.</param>
/// <param name="origin">Flipped sample where the ramp begins.</param>
/// <param name="span">Samples further than this from the origin count as this far.</param>
/// <param name="slope">Grey levels per sample.</param>
/// <param name="offset">Grey level at the origin.</param>
internal readonly struct AffineKernel(ushort flip, ushort origin, ushort span, float slope, float offset)
{
    public void Apply(ReadOnlySpan<ushort> samples, Span<byte> grey)
    {
        var done = 0;
        if (Vector256.IsHardwareAccelerated) done = ApplyWide(samples, grey);
        for (var i = done; i < samples.Length; i++) grey[i] = Apply(samples[i]);
    }

    public byte Apply(ushort sample)
    {
        var distance = Math.Min(Math.Max((sample ^ flip) - origin, 0), span);
        return (byte)Math.Clamp((int)(slope * distance + offset), 0, 255);
    }

    private int ApplyWide(ReadOnlySpan<ushort> samples, Span<byte> grey)
    {
        ref var source = ref MemoryMarshal.GetReference(samples);
        ref var target = ref MemoryMarshal.GetReference(grey[..samples.Length]);
        var (flips, origins, spans) = (Vector256.Create(flip), Vector256.Create(origin), Vector256.Create(span));
        var (slopes, offsets) = (Vector256.Create(slope), Vector256.Create(offset));
        var end = samples.Length & ~31;
        for (var i = 0; i < end; i += 32)
        {
            var low = Grey(Vector256.LoadUnsafe(ref source, (nuint)i), flips, origins, spans, slopes, offsets);
            var high = Grey(Vector256.LoadUnsafe(ref source, (nuint)i + 16), flips, origins, spans, slopes, offsets);
            Vector256.Narrow(low, high).StoreUnsafe(ref target, (nuint)i);
        }
        return end;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> Grey(
        Vector256<ushort> samples, Vector256<ushort> flip, Vector256<ushort> origin, Vector256<ushort> span, Vector256<float> slope,
            Vector256<float> offset)
    {
        var distance = Vector256.Min(Vector256.SubtractSaturate(samples ^ flip, origin), span);
        var (low, high) = Vector256.Widen(distance);
        var first = Vector256.ConvertToInt32Native(Vector256.MultiplyAddEstimate(Vector256.ConvertToSingle(low.AsInt32()), slope, offset));
        var second = Vector256.ConvertToInt32Native(
            Vector256.MultiplyAddEstimate(Vector256.ConvertToSingle(high.AsInt32()), slope, offset));
        var grey = Vector256.NarrowWithSaturation(first, second);
        return Vector256.Min(Vector256.Max(grey, Vector256<short>.Zero), Vector256.Create((short)255)).AsUInt16();
    }
}
