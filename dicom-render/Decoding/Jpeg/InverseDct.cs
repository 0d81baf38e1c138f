using System.Runtime.CompilerServices;

namespace DicomRender.Decoding.Jpeg;

/// <summary>
/// Inverse DCT of 8x8 blocks in integers: the Loeffler-Ligtenberg-Moschytz flow graph with 13-bit constants, the accuracy and
/// rounding the reference decoders call ISLOW, so that lossy pictures agree with theirs to the bit.
/// </summary>
internal readonly ref struct InverseDct
{
    private const int ConstBits = 13;

    private readonly ReadOnlySpan<ushort> _quantisation;
    private readonly int _extraBits;
    private readonly int _centre;
    private readonly int _max;
    private readonly Span<int> _work;

    /// <param name="quantisation">64 multipliers in natural order.</param>
    /// <param name="precision">Bits per sample: 8 or 12.</param>
    /// <param name="work">Room for 64 numbers.</param>
    public InverseDct(ReadOnlySpan<ushort> quantisation, int precision, Span<int> work)
    {
        _quantisation = quantisation;
        _work = work;
        // Fraction bits kept between the passes: as many as 32-bit sums leave room for.
        _extraBits = precision == 8 ? 2 : 1;
        _centre = 1 << (precision - 1);
        _max = (1 << precision) - 1;
    }

    /// <summary>Transforms one block of coefficients into 8 rows of samples, <paramref name="stride"/> apart.</summary>
    public void Transform(ReadOnlySpan<short> block, Span<ushort> samples, int stride)
    {
        if (!block[1..].ContainsAnyExcept((short)0))
        {
            var flat = Clamp((block[0] * _quantisation[0] + 4) >> 3);
            for (var y = 0; y < 8; y++) samples.Slice(y * stride, 8).Fill(flat);
            return;
        }
        for (var x = 0; x < 8; x++) Column(block, x);
        for (var y = 0; y < 8; y++) Row(y, samples.Slice(y * stride, 8));
    }

    private void Column(ReadOnlySpan<short> block, int x)
    {
        var q = _quantisation;
        var (e0, e1, e2, e3) = Even(block[x] * q[x], block[16 + x] * q[16 + x], block[32 + x] * q[32 + x], block[48 + x] * q[48 + x]);
        var (o0, o1, o2, o3) =
            Odd(block[56 + x] * q[56 + x], block[40 + x] * q[40 + x], block[24 + x] * q[24 + x], block[8 + x] * q[8 + x]);
        var shift = ConstBits - _extraBits;
        var half = 1 << (shift - 1);
        _work[x] = (e0 + o3 + half) >> shift;
        _work[56 + x] = (e0 - o3 + half) >> shift;
        _work[8 + x] = (e1 + o2 + half) >> shift;
        _work[48 + x] = (e1 - o2 + half) >> shift;
        _work[16 + x] = (e2 + o1 + half) >> shift;
        _work[40 + x] = (e2 - o1 + half) >> shift;
        _work[24 + x] = (e3 + o0 + half) >> shift;
        _work[32 + x] = (e3 - o0 + half) >> shift;
    }

    private void Row(int y, Span<ushort> samples)
    {
        var row = _work.Slice(8 * y, 8);
        var (e0, e1, e2, e3) = Even(row[0], row[2], row[4], row[6]);
        var (o0, o1, o2, o3) = Odd(row[7], row[5], row[3], row[1]);
        var shift = ConstBits + _extraBits + 3;
        var half = 1 << (shift - 1);
        samples[0] = Clamp((e0 + o3 + half) >> shift);
        samples[7] = Clamp((e0 - o3 + half) >> shift);
        samples[1] = Clamp((e1 + o2 + half) >> shift);
        samples[6] = Clamp((e1 - o2 + half) >> shift);
        samples[2] = Clamp((e2 + o1 + half) >> shift);
        samples[5] = Clamp((e2 - o1 + half) >> shift);
        samples[3] = Clamp((e3 + o0 + half) >> shift);
        samples[4] = Clamp((e3 - o0 + half) >> shift);
    }

    private ushort Clamp(int value) => (ushort)Math.Clamp(value + _centre, 0, _max);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (int E0, int E1, int E2, int E3) Even(int c0, int c2, int c4, int c6)
    {
        var z = (c2 + c6) * 4433; // 0.541196100
        var t2 = z - c6 * 15137; // 1.847759065
        var t3 = z + c2 * 6270; // 0.765366865
        var t0 = (c0 + c4) << ConstBits;
        var t1 = (c0 - c4) << ConstBits;
        return (t0 + t3, t1 + t2, t1 - t2, t0 - t3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (int O0, int O1, int O2, int O3) Odd(int c7, int c5, int c3, int c1)
    {
        var z5 = (c7 + c3 + c5 + c1) * 9633; // 1.175875602
        var z1 = (c7 + c1) * -7373; // 0.899976223
        var z2 = (c5 + c3) * -20995; // 2.562915447
        var z3 = (c7 + c3) * -16069 + z5; // 1.961570560
        var z4 = (c5 + c1) * -3196 + z5; // 0.390180644
        return (
            c7 * 2446 + z1 + z3, // 0.298631336
            c5 * 16819 + z2 + z4, // 2.053119869
            c3 * 25172 + z2 + z3, // 3.072711026
            c1 * 12299 + z1 + z4); // 1.501321110
    }
}
