using System.Buffers.Binary;
using System.IO.Compression;
using DicomRender.Decoding;
using DicomRender.Decoding.Managed;
using FsCheck;
using FsCheck.Fluent;

namespace DicomRender.Tests.Decoding.Managed;

public class RleAndNativeTests
{
    [Fact]
    public async Task Segments_of_sixteen_bit_words_come_most_significant_byte_first()
    {
        var frame = await Decode(TransferSyntaxes.Rle, Frame([0, 0x12, 0xFE, 0x34], [3, 1, 2, 3, 4]), Shapes.Grey(2, 2, 16));
        Assert.Equal([1, 0x12, 2, 0x34, 3, 0x34, 4, 0x34], frame.Samples);
    }

    [Fact]
    public async Task Colour_planes_come_out_interleaved_by_pixel()
    {
        var frame = await Decode(TransferSyntaxes.Rle, Frame([1, 1, 2], [1, 3, 4], [0x80, 0xFF, 9]),
            Shapes.Colour(1, 2, "YBR_FULL", planar: 1));
        Assert.Equal([1, 3, 9, 2, 4, 9], frame.Samples);
        Assert.Equal(0, frame.Shape.PlanarConfiguration);
    }

    [Theory]
    [InlineData(new byte[] { 2, 1, 2 }, "truncated")]
    [InlineData(new byte[] { 0xFF }, "truncated")]
    [InlineData(new byte[0], "truncated")]
    public async Task A_segment_that_ends_early_is_an_error(byte[] segment, string code) =>
        Assert.Equal(code, await Refusal(TransferSyntaxes.Rle, Frame(segment), Shapes.Grey(1, 3)));

    [Fact]
    public async Task A_wrong_segment_count_or_offset_is_an_error()
    {
        Assert.Equal("codec_failed", await Refusal(TransferSyntaxes.Rle, Frame([0, 1], [0, 1]), Shapes.Grey(1, 1)));
        var beyond = Frame([0, 1]);
        BinaryPrimitives.WriteUInt32LittleEndian(beyond.AsSpan(4), 4_000_000_000);
        Assert.Equal("codec_failed", await Refusal(TransferSyntaxes.Rle, beyond, Shapes.Grey(1, 1)));
        Assert.Equal("truncated", await Refusal(TransferSyntaxes.Rle, new byte[63], Shapes.Grey(1, 1)));
    }

    [Fact]
    public async Task A_small_codestream_claiming_a_large_frame_is_refused_before_allocating()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("truncated", await Refusal(TransferSyntaxes.Rle, Frame([0, 1]), Shapes.Grey(20000, 20000)));
        Assert.Equal("truncated", await Refusal(TransferSyntaxes.DeflatedImageFrame, new byte[900], Shapes.Grey(20000, 20000)));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void Random_bytes_either_decode_or_are_refused() =>
        Prop.ForAll<byte[]>(bytes =>
        {
            try { return Decode(TransferSyntaxes.Rle, bytes, Shapes.Grey(1, 4, 16)).GetAwaiter().GetResult().Samples.Length == 8; }
            catch (DicomException) { return true; }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Native_words_are_swapped_only_in_big_endian_and_only_above_eight_bits()
    {
        Assert.Equal([1, 2], (await Decode(TransferSyntaxes.ExplicitLittleEndian, new byte[] { 1, 2 }, Shapes.Grey(1, 1, 16))).Samples);
        Assert.Equal([2, 1], (await Decode(TransferSyntaxes.ExplicitBigEndian, new byte[] { 1, 2 }, Shapes.Grey(1, 1, 16))).Samples);
        Assert.Equal([1, 2], (await Decode(TransferSyntaxes.ExplicitBigEndian, new byte[] { 1, 2 }, Shapes.Grey(1, 2))).Samples);
        Assert.Equal("truncated", await Refusal(TransferSyntaxes.ImplicitLittleEndian, new byte[] { 1 }, Shapes.Grey(1, 2)));
    }

    [Fact]
    public async Task A_deflated_frame_inflates_to_exactly_its_shape()
    {
        using var deflated = new MemoryStream();
        using (var deflate = new DeflateStream(deflated, CompressionLevel.Fastest, leaveOpen: true)) deflate.Write([1, 2, 3, 4, 5, 6]);
        Assert.Equal([1, 2, 3, 4], (await Decode(TransferSyntaxes.DeflatedImageFrame, deflated.ToArray(), Shapes.Grey(2, 2))).Samples);
        Assert.Equal("truncated", await Refusal(TransferSyntaxes.DeflatedImageFrame, deflated.ToArray(), Shapes.Grey(2, 4)));
    }

    private static byte[] Frame(params byte[][] segments)
    {
        var frame = new byte[64 + segments.Sum(s => s.Length)];
        BinaryPrimitives.WriteInt32LittleEndian(frame, segments.Length);
        for (int i = 0, offset = 64; i < segments.Length; offset += segments[i++].Length)
        {
            BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(4 + 4 * i), offset);
            segments[i].CopyTo(frame, offset);
        }
        return frame;
    }

    private static async Task<DecodedFrame> Decode(string syntax, byte[] codestream, PixelShape shape) =>
        await new ManagedCodecs().DecodeAsync(syntax, codestream, shape, TestContext.Current.CancellationToken);

    private static async Task<string> Refusal(string syntax, byte[] codestream, PixelShape shape) =>
        (await Assert.ThrowsAsync<DicomException>(() => Decode(syntax, codestream, shape))).Code;
}
