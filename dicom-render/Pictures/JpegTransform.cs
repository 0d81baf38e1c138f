namespace DicomRender.Pictures;

/// <summary>
/// Forward 8x8 DCT (T.81 A.3.3) after Arai, Agui and Nakajima: five multiplications a line, the rest folded into quantisation.
/// </summary>
internal static class JpegTransform
{
    /// <summary>Column-major position of each zigzag coefficient (T.81 A.6).</summary>
    public static ReadOnlySpan<byte> Zigzag =>
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    /// <summary>
    /// What to multiply each transformed coefficient by, in zigzag order: 1 / (quantiser * the scale the short transform leaves behind).
    /// </summary>
    public static float[] Scales(byte[] quantization)
    {
        var scales = new float[64];
        for (var i = 0; i < 64; i++)
        {
            var (row, column) = (Zigzag[i] / 8, Zigzag[i] % 8);
            scales[i] = (float)(1 / (quantization[i] * 8 * Leftover(row) * Leftover(column)));
        }
        return scales;
    }

    private static double Leftover(int k) => k == 0 ? 1 : Math.Sqrt(2) * Math.Cos(k * Math.PI / 16);

    public static void Forward(Span<float> block)
    {
        for (var row = 0; row < 8; row++) Line(block, row * 8, 1);
        for (var column = 0; column < 8; column++) Line(block, column, 8);
    }

    private static void Line(Span<float> v, int at, int step)
    {
        ref float V(Span<float> values, int i) => ref values[at + i * step];
        var (s07, d07) = (V(v, 0) + V(v, 7), V(v, 0) - V(v, 7));
        var (s16, d16) = (V(v, 1) + V(v, 6), V(v, 1) - V(v, 6));
        var (s25, d25) = (V(v, 2) + V(v, 5), V(v, 2) - V(v, 5));
        var (s34, d34) = (V(v, 3) + V(v, 4), V(v, 3) - V(v, 4));

        var (outer, outerDifference) = (s07 + s34, s07 - s34);
        var (inner, innerDifference) = (s16 + s25, s16 - s25);
        var z1 = (innerDifference + outerDifference) * 0.707106781f;
        V(v, 0) = outer + inner;
        V(v, 4) = outer - inner;
        V(v, 2) = outerDifference + z1;
        V(v, 6) = outerDifference - z1;

        var (a, b, c) = (d34 + d25, d25 + d16, d16 + d07);
        var z5 = (a - c) * 0.382683433f;
        var z2 = 0.541196100f * a + z5;
        var z4 = 1.306562965f * c + z5;
        var z3 = b * 0.707106781f;
        var (z11, z13) = (d07 + z3, d07 - z3);
        V(v, 5) = z13 + z2;
        V(v, 3) = z13 - z2;
        V(v, 1) = z11 + z4;
        V(v, 7) = z11 - z4;
    }
}
