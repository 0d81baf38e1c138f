using System.Security.Cryptography;
using DicomRender.Decoding;
using DicomRender.Decoding.Managed;
using FsCheck;
using FsCheck.Fluent;

namespace DicomRender.Tests.Decoding.Jpeg;

public class DctJpegTests
{
    [Theory]
    [InlineData(0), InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public async Task Lossy_pictures_equal_the_reference_decoder_to_the_bit(int sample)
    {
        var picture = JpegSamples.All[sample];
        var frame = await Decode(picture.Codestream, Shapes.Colour(picture.Rows, picture.Columns, "YBR_FULL_422"));
        Assert.Equal(picture.Sha256, Convert.ToHexString(SHA256.HashData(frame.Samples)));
        Assert.Equal(("RGB", 0, 8), (frame.Shape.PhotometricInterpretation, frame.Shape.PlanarConfiguration, frame.Shape.BitsStored));
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(2)]
    public async Task Any_cut_is_an_error_and_only_a_sequential_picture_may_lack_its_end_marker(int sample)
    {
        var picture = JpegSamples.All[sample];
        var codestream = picture.Codestream;
        var shape = Shapes.Colour(picture.Rows, picture.Columns);
        for (var length = 0; length < codestream.Length - 2; length++)
            Assert.Contains(await Refusal(codestream[..length], shape), new[] { "truncated", "codec_failed" });
        if (sample == 0) Assert.Equal("truncated", await Refusal(codestream[..^2], shape));
        else Assert.Equal((await Decode(codestream, shape)).Samples, (await Decode(codestream[..^2], shape)).Samples);
    }

    [Fact]
    public async Task What_the_codestream_says_of_its_colour_overrides_the_attribute()
    {
        var picture = JpegSamples.All.Single(s => s.Name == "RGB by component ids");
        var shape = Shapes.Colour(picture.Rows, picture.Columns, "YBR_FULL_422");
        var rgb = await Decode(picture.Codestream, shape);
        var declared = await Decode(WithAdobe(picture.Codestream, transform: 0), shape);
        var transformed = await Decode(WithAdobe(picture.Codestream, transform: 1), shape);
        Assert.Equal(rgb.Samples, declared.Samples);
        Assert.NotEqual(rgb.Samples, transformed.Samples);
    }

    [Fact]
    public async Task A_silent_codestream_leaves_colour_to_the_attribute()
    {
        var picture = JpegSamples.All.Single(s => s.Name == "RGB by component ids");
        var codestream = picture.Codestream;
        RenameComponents(codestream);
        codestream = WithoutAdobe(codestream);
        var rgb = await Decode(codestream, Shapes.Colour(picture.Rows, picture.Columns, "RGB"));
        var converted = await Decode(codestream, Shapes.Colour(picture.Rows, picture.Columns, "YBR_FULL"));
        Assert.Equal(picture.Sha256, Convert.ToHexString(SHA256.HashData(rgb.Samples)));
        Assert.NotEqual(rgb.Samples, converted.Samples);
    }

    [Fact]
    public async Task The_number_of_lines_may_follow_the_scan()
    {
        var picture = JpegSamples.All[1];
        var codestream = picture.Codestream;
        var height = codestream.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]) + 5;
        codestream[height] = codestream[height + 1] = 0;
        byte[] Lines(int rows) => [.. codestream[..^2], 0xFF, 0xDC, 0, 4, 0, (byte)rows, 0xFF, 0xD9];
        var shape = Shapes.Colour(picture.Rows, picture.Columns);
        Assert.Equal(picture.Sha256, Convert.ToHexString(SHA256.HashData((await Decode(Lines(picture.Rows), shape)).Samples)));
        Assert.Equal("implausible_size", await Refusal(Lines(picture.Rows + 1), shape));
    }

    [Fact]
    public async Task Fill_bytes_and_strangers_between_segments_are_skipped()
    {
        var picture = JpegSamples.All[1];
        var codestream = picture.Codestream;
        byte[] padded = [.. codestream[..2], 0xFF, 0xFF, 0xFF, 0xFE, 0, 3, 9, 0x55, .. codestream[2..]];
        var frame = await Decode(padded, Shapes.Colour(picture.Rows, picture.Columns));
        Assert.Equal(picture.Sha256, Convert.ToHexString(SHA256.HashData(frame.Samples)));
    }

    [Theory]
    [InlineData(0xC5), InlineData(0xC9), InlineData(0xCB)]
    public async Task Processes_outside_DICOM_are_refused(int process)
    {
        var codestream = JpegSamples.All[1].Codestream;
        codestream[codestream.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]) + 1] = (byte)process;
        Assert.Equal("codec_failed", await Refusal(codestream, Shapes.Colour(16, 17)));
    }

    [Fact]
    public void Mutated_pictures_decode_or_are_refused_and_nothing_else()
    {
        var mutations = Gen.ArrayOf(Gen.Choose(0, int.MaxValue)).ToArbitrary();
        Prop.ForAll(mutations, changes =>
        {
            foreach (var picture in JpegSamples.All)
            {
                var codestream = picture.Codestream;
                foreach (var change in changes) codestream[change % codestream.Length] = (byte)(change >> 16);
                try { Decode(codestream, Shapes.Colour(picture.Rows, picture.Columns)).GetAwaiter().GetResult(); }
                catch (DicomException) { continue; }
            }
        }).QuickCheckThrowOnFailure();
    }

    private static byte[] WithAdobe(byte[] codestream, byte transform) =>
        [.. codestream[..2], 0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, transform, .. WithoutAdobe(codestream)[2..]];

    private static byte[] WithoutAdobe(byte[] codestream)
    {
        var at = codestream.AsSpan().IndexOf([(byte)0xFF, (byte)0xEE]);
        return at < 0 ? codestream : [.. codestream[..at], .. codestream[(at + 2 + (codestream[at + 2] << 8) + codestream[at + 3])..]];
    }

    private static void RenameComponents(byte[] codestream)
    {
        var frame = codestream.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]) + 10;
        var scan = codestream.AsSpan().IndexOf([(byte)0xFF, (byte)0xDA]) + 5;
        for (var c = 0; c < 3; c++) codestream[frame + 3 * c] = codestream[scan + 2 * c] = (byte)c;
    }

    private static async Task<DecodedFrame> Decode(byte[] codestream, PixelShape shape) =>
        await new ManagedCodecs().DecodeAsync(TransferSyntaxes.JpegBaseline, codestream, shape, TestContext.Current.CancellationToken);

    private static async Task<string> Refusal(byte[] codestream, PixelShape shape) =>
        (await Assert.ThrowsAsync<DicomException>(() => Decode(codestream, shape))).Code;
}
