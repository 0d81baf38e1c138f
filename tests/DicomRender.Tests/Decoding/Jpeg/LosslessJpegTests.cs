using DicomRender.Decoding;
using DicomRender.Decoding.Managed;

namespace DicomRender.Tests.Decoding.Jpeg;

public class LosslessJpegTests
{
    public static TheoryData<int, int, int> Variants()
    {
        var data = new TheoryData<int, int, int>();
        for (var selection = 1; selection <= 7; selection++)
            foreach (var precision in new[] { 2, 7, 8, 9, 12, 15, 16 })
                foreach (var pointTransform in precision > 4 ? new[] { 0, 3 } : [0])
                    data.Add(selection, precision, pointTransform);
        return data;
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Every_predictor_precision_and_point_transform_returns_the_samples_encoded(int selection, int precision,
        int pointTransform)
    {
        const int rows = 7, columns = 13;
        foreach (var components in new[] { 1, 3 })
            foreach (var rowsPerRestart in new[] { 0, 1, 3 })
                foreach (var interleaved in new[] { true, false })
                {
                    var planes = RandomPlanes(components, rows * columns, precision - pointTransform, seed: selection * 100 + precision);
                    var writer = new LosslessJpegWriter(rows, columns, precision, selection, pointTransform, rowsPerRestart)
                    {
                        LongCodes = precision < 15,
                    };
                    var frame = await Decode(writer.Write(planes, interleaved), Shape(rows, columns, components, precision));
                    Assert.Equal(Interleaved(planes, precision, pointTransform), frame.Samples);
                }
    }

    [Fact]
    public async Task Any_cut_before_the_end_marker_is_an_error_and_a_missing_end_marker_is_not()
    {
        var planes = RandomPlanes(1, 12, 12, seed: 5);
        var codestream = new LosslessJpegWriter(3, 4, 12, 1, 0, 1).Write(planes, interleaved: true);
        var whole = await Decode(codestream, Shapes.Grey(3, 4, 12));
        for (var length = 0; length < codestream.Length - 3; length++)
            Assert.Contains(await Refusal(codestream[..length], Shapes.Grey(3, 4, 12)), new[] { "truncated", "codec_failed" });
        Assert.Equal(whole.Samples, (await Decode(codestream[..^3], Shapes.Grey(3, 4, 12))).Samples);
    }

    [Fact]
    public async Task Sixteen_bit_words_around_twelve_bit_values_keep_the_attributes_bit_depth()
    {
        var planes = RandomPlanes(1, 4, 16, seed: 6);
        var expected = PixelShape.Create(2, 2, 1, new(16, 12, 11, IsSigned: true), 0, "MONOCHROME2");
        var frame = await Decode(new LosslessJpegWriter(2, 2, 16, 1, 0, 0).Write(planes, interleaved: true), expected);
        Assert.Equal(expected, frame.Shape);
    }

    [Fact]
    public async Task A_predictor_that_does_not_exist_or_a_restart_inside_a_line_is_refused()
    {
        var planes = RandomPlanes(1, 4, 8, seed: 7);
        Assert.Equal("codec_failed", await Refusal(new LosslessJpegWriter(2, 2, 8, 0, 0, 0).Write(planes, true), Shapes.Grey(2, 2)));
        Assert.Equal("codec_failed", await Refusal(new LosslessJpegWriter(2, 2, 8, 8, 0, 0).Write(planes, true), Shapes.Grey(2, 2)));
        var codestream = new LosslessJpegWriter(2, 2, 8, 1, 0, 1).Write(planes, true);
        codestream[codestream.AsSpan().IndexOf([(byte)0xFF, (byte)0xDD]) + 5] = 3;
        Assert.Equal("codec_failed", await Refusal(codestream, Shapes.Grey(2, 2)));
    }

    [Fact]
    public async Task A_codestream_of_another_size_than_the_attributes_is_refused()
    {
        var codestream = new LosslessJpegWriter(2, 2, 8, 1, 0, 0).Write(RandomPlanes(1, 4, 8, seed: 8), true);
        Assert.Equal("implausible_size", await Refusal(codestream, Shapes.Grey(2, 3)));
        Assert.Equal("codec_failed", await Refusal(codestream, Shapes.Colour(2, 2)));
    }

    [Fact]
    public async Task A_small_codestream_claiming_a_large_picture_is_refused_before_allocating()
    {
        var codestream = new LosslessJpegWriter(20000, 20000, 8, 1, 0, 0).WriteHeaderOnly();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("truncated", await Refusal(codestream, Shapes.Grey(20000, 20000)));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    private static PixelShape Shape(int rows, int columns, int components, int precision) => PixelShape.Create(
        rows, columns, components, new(precision <= 8 ? 8 : 16, precision, precision - 1), 0, components == 1 ? "MONOCHROME2" : "RGB");

    private static ushort[][] RandomPlanes(int count, int length, int bits, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count)
            .Select(_ => Enumerable.Range(0, length).Select(_ => (ushort)random.Next(1 << bits)).ToArray())];
    }

    private static byte[] Interleaved(ushort[][] planes, int precision, int pointTransform)
    {
        var values = Enumerable.Range(0, planes[0].Length).SelectMany(i => planes.Select(p => p[i] << pointTransform));
        return precision <= 8 ? [.. values.Select(v => (byte)v)] : [.. values.SelectMany(v => new[] { (byte)v, (byte)(v >> 8) })];
    }

    private static async Task<DecodedFrame> Decode(byte[] codestream, PixelShape shape) =>
        await new ManagedCodecs().DecodeAsync(TransferSyntaxes.JpegLossless, codestream, shape, TestContext.Current.CancellationToken);

    private static async Task<string> Refusal(byte[] codestream, PixelShape shape) =>
        (await Assert.ThrowsAsync<DicomException>(() => Decode(codestream, shape))).Code;
}
