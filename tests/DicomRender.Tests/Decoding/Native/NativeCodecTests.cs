using DicomRender.Decoding;
using DicomRender.Decoding.Native;
using DicomRender.Parsing;

namespace DicomRender.Tests.Decoding.Native;

public class NativeCodecTests
{
    // 13x9 pictures encoded by OpenJPH 0.9: 12-bit grey (317x + 211y) mod 4096, and colour (20x, 28y, 3xy) mod 256 in RPCL order.
    private const string HtGrey =
        "/0//UQApQAAAAAANAAAACQAAAAAAAAAAAAAADQAAAAkAAAAAAAAAAAABCwEB/1AACAACAAAAB/9SAAwAAgABAAIEBEAB/1wACiBweHh4cHB4/2QAFgABT3Bl"
        + "bkpQSCBWZXIgMC45LjAu/5AACgAAAAAApQAB/5PAAWyA/38sC/6A65i/V7zBs6jmO/73DbMpAFmXAMAAtGAAVsAArC7+OMMPTnqaA5gC4yCAtlkAFte++fjK"
        + "8wAYQBpWAF587Zmf+gAowLZWAMABa8ABa0AAtAD/c59//3q//2E//PfUAQJmEdcMFMJbAP9/99//f/vXf/9/H8kEX8MFIIB2WgD/f/9/+9//eT/Qj5QUwlcA"
        + "/9k=";
    private const string HtColour =
        "/0//UQAvQAAAAAANAAAACQAAAAAAAAAAAAAADQAAAAkAAAAAAAAAAAADBwEBBwEBBwEB/1AACAACAAAABP9SAAwAAgABAQEEBEAB/1wAByBYWFhg/2QAFgAB"
        + "T3BlbkpQSCBWZXIgMC45LjAu/5AACgAAAAAA0gAB/5PAC6//Y+ut62SYf303xcPqcX3HnosX5vEd0+X5FFt0uLoAES/Y+65yikAAF+gAAqmxAcALpu/rn9u/"
        + "n14P/r/n/T/nfa7fX/8ff4+vABgu22ec1KKj10lkp18AwAuwr/Pjcbn9Ps6OHt5u30+P/z8vx9frwdXH3/H328ez/0sAwu19zcGKhCEA+1BE1LABwAmgBNAB"
        + "KL7yARxVADr0EUZVAP7wGFQAwAqIAVEAEoD++/IAhHhWAO7z9ADiRlYA/vAQVAAA/9k=";

    [Fact]
    public async Task High_throughput_pictures_hold_the_samples_encoded()
    {
        var grey = await new NativeCodecs().DecodeAsync(TransferSyntaxes.HtJpeg2000Lossless, Convert.FromBase64String(HtGrey),
            Shapes.Grey(9, 13, 12), TestContext.Current.CancellationToken);
        Assert.Equal(Pixels().SelectMany(p => BitConverter.GetBytes((ushort)((p.X * 317 + p.Y * 211) % 4096))), grey.Samples);
        var colour = await new NativeCodecs().DecodeAsync(TransferSyntaxes.HtJpeg2000LosslessRpcl, Convert.FromBase64String(HtColour),
            Shapes.Colour(9, 13, "YBR_RCT"), TestContext.Current.CancellationToken);
        Assert.Equal(Pixels().SelectMany(p => new[] { (byte)(p.X * 20), (byte)(p.Y * 28), (byte)(p.X * p.Y * 3) }), colour.Samples);
        Assert.Equal("RGB", colour.Shape.PhotometricInterpretation);
        static IEnumerable<(int X, int Y)> Pixels() => Enumerable.Range(0, 9 * 13).Select(i => (i % 13, i / 13));
    }

    [Theory]
    [InlineData(TransferSyntaxes.Jpeg2000, "libopenjp2-7")]
    [InlineData(TransferSyntaxes.HtJpeg2000, "libopenjp2-7")]
    [InlineData(TransferSyntaxes.JpegLsLossless, "libcharls2")]
    public async Task A_missing_library_is_named_with_its_package(string syntax, string package)
    {
        var codecs = new NativeCodecs("libnotinstalled.so.7", "libnotinstalled.so.2");
        byte[] codestream = syntax == TransferSyntaxes.JpegLsLossless
            ? [0xFF, 0xD8, 0xFF, 0xF7, 0, 11, 8, 0, 4, 0, 4, 1, 1, 0x11, 0] : FlatJpeg2000.Write(4, 4);
        var refusal = await Assert.ThrowsAsync<DicomException>(
            async () => await codecs.DecodeAsync(syntax, codestream, Shapes.Grey(4, 4, 16), TestContext.Current.CancellationToken));
        Assert.Equal("codec_missing", refusal.Code);
        Assert.Contains(package, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ct_512_j2k_lossless.dcm")]
    [InlineData("ct_512_jpegls.dcm")]
    public async Task Lossless_encodings_hold_the_samples_of_the_native_file(string file)
    {
        using var native = DicomFile.Open(SharedData.FileOf("ct_512_implLE.dcm"));
        var frame = await FirstFrame(file);
        Assert.Equal(native.PixelData!.ReadFrame(0), frame.Samples);
        Assert.Equal(PixelShape.From(native.Dataset), frame.Shape);
    }

    [Fact]
    public async Task The_attribute_makes_an_unsigned_codestream_signed_at_the_codestreams_own_top_bit()
    {
        var shape = (await FirstFrame("ct_j2k_pixelrep_mismatch.dcm")).Shape;
        Assert.Equal((true, 13, 12), (shape.IsSigned, shape.BitsStored, shape.HighBit));
    }

    [Fact]
    public async Task Reversible_colour_transforms_are_undone_once() =>
        Assert.Equal("RGB", (await FirstFrame("us_j2k_ybr_rct.dcm")).Shape.PhotometricInterpretation);

    [Theory]
    [InlineData("bad_j2k_mf_too_short.dcm")]
    [InlineData("mr4_jpegls.dcm")]
    public async Task Codestreams_cut_anywhere_are_refused(string name)
    {
        using var file = DicomFile.Open(SharedData.FileOf(name));
        var codestream = file.PixelData!.ReadFrame(0).AsSpan().TrimEnd((byte)0).ToArray();
        var shape = PixelShape.From(file.Dataset);
        for (var length = 0; length < codestream.Length - 2; length += 1 + codestream.Length / 97)
            Assert.Contains(await Refusal(file.TransferSyntaxUid, codestream[..length], shape), new[] { "truncated", "codec_failed" });
    }

    [Theory]
    [InlineData("bad_j2k_mf_too_short.dcm")]
    [InlineData("mr4_jpegls.dcm")]
    public async Task A_missing_end_marker_alone_is_forgiven(string name)
    {
        using var file = DicomFile.Open(SharedData.FileOf(name));
        var codestream = file.PixelData!.ReadFrame(0).AsSpan().TrimEnd((byte)0).ToArray();
        var (whole, cut) = (await Decode(codestream), await Decode(codestream[..^2]));
        Assert.Equal(whole.Samples, cut.Samples);
        async Task<DecodedFrame> Decode(byte[] bytes) => await new NativeCodecs().DecodeAsync(
            file.TransferSyntaxUid, bytes, PixelShape.From(file.Dataset), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Zeros_that_fill_up_a_scan_are_forgiven()
    {
        using var file = DicomFile.Open(SharedData.FileOf("mr4_jpegls.dcm"));
        var codestream = file.PixelData!.ReadFrame(0).AsSpan().TrimEnd((byte)0).ToArray();
        var (plain, filled) = (await Decode(codestream), await Decode([.. codestream[..^2], 0, 0, .. codestream[^2..]]));
        Assert.Equal(plain.Samples, filled.Samples);
        async Task<DecodedFrame> Decode(byte[] bytes) => await new NativeCodecs().DecodeAsync(
            file.TransferSyntaxUid, bytes, PixelShape.From(file.Dataset), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Absurd_claims_are_refused_from_the_header_alone()
    {
        Assert.Equal("implausible_size", await Refusal(TransferSyntaxes.Jpeg2000, FlatJpeg2000.Write(65535, 65535), Shapes.Grey(4, 4, 16)));
        Assert.Equal("implausible_size",
            await Refusal(TransferSyntaxes.Jpeg2000, FlatJpeg2000.Write(16000, 16000), Shapes.Grey(16000, 16000, 16)));
        Assert.Equal("implausible_size",
            await Refusal(TransferSyntaxes.Jpeg2000, FlatJpeg2000.Write(3000, 3000, tileSize: 8), Shapes.Grey(3000, 3000, 16)));
        Assert.Equal("codec_failed", await Refusal(TransferSyntaxes.Jpeg2000, new byte[100], Shapes.Grey(4, 4, 16)));
        Assert.Equal("truncated", await Refusal(TransferSyntaxes.JpegLsLossless, [0xFF, 0xD8, 0xFF, 0xE0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0],
            Shapes.Grey(4, 4, 16)));
    }

    [Fact]
    public async Task A_picture_larger_than_its_codestream_by_far_is_still_decoded_when_it_may_be_real()
    {
        var frame = await new NativeCodecs().DecodeAsync(
            TransferSyntaxes.Jpeg2000Lossless, FlatJpeg2000.Write(1000, 2000), Shapes.Grey(1000, 2000, 16),
                TestContext.Current.CancellationToken);
        Assert.Equal(4_000_000, frame.Samples.Length);
        Assert.Equal([0x00, 0x80], frame.Samples[..2]);
    }

    private static async Task<DecodedFrame> FirstFrame(string name)
    {
        using var file = DicomFile.Open(SharedData.FileOf(name));
        return await new NativeCodecs().DecodeAsync(
            file.TransferSyntaxUid, file.PixelData!.ReadFrame(0), PixelShape.From(file.Dataset), TestContext.Current.CancellationToken);
    }

    private static async Task<string> Refusal(string syntax, byte[] codestream, PixelShape shape) =>
        (await Assert.ThrowsAsync<DicomException>(
        async () => await new NativeCodecs().DecodeAsync(syntax, codestream, shape, TestContext.Current.CancellationToken))).Code;
}
