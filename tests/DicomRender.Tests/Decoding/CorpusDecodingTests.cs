using DicomRender.Decoding;
using DicomRender.Decoding.Managed;
using DicomRender.Parsing;

namespace DicomRender.Tests.Decoding;

public class CorpusDecodingTests
{
    [Theory]
    [InlineData("ct_512_rle.dcm")]
    [InlineData("ct_512_jpegll_sv1.dcm")]
    public async Task Lossless_encodings_of_one_picture_hold_the_same_samples(string file)
    {
        var native = await FirstFrame("ct_512_implLE.dcm");
        var frame = await FirstFrame(file);
        Assert.Equal(native.Samples, frame.Samples);
        Assert.Equal(native.Shape, frame.Shape);
    }

    [Theory]
    [InlineData("ct_512_jpeg_baseline.dcm", 1, 8, "MONOCHROME2")]
    [InlineData("ct_512_jpeg_ext12.dcm", 1, 12, "MONOCHROME2")]
    [InlineData("mr1_jpegll_sv1.dcm", 1, 16, "MONOCHROME2")]
    [InlineData("nm_jpegext_wg04.dcm", 1, 12, "MONOCHROME2")]
    [InlineData("sc_jpeg_rgb_no_transform.dcm", 3, 8, "RGB")]
    [InlineData("sc_jpeg_ybr_420.dcm", 3, 8, "RGB")]
    [InlineData("us_mf30_jpeg_ybr422.dcm", 3, 8, "RGB")]
    [InlineData("us_rle_palette_3regions.dcm", 1, 8, "PALETTE COLOR")]
    [InlineData("us_rle_ybr_full_planar.dcm", 3, 8, "YBR_FULL")]
    [InlineData("xa_mf96_jpeg.dcm", 1, 8, "MONOCHROME2")]
    public async Task Real_codestreams_decode_to_the_shape_they_declare(string file, int samplesPerPixel, int bitsStored, string meaning)
    {
        var frame = await FirstFrame(file);
        Assert.Equal(frame.Shape.FrameBytes, frame.Samples.Length);
        Assert.Equal((samplesPerPixel, bitsStored, meaning),
            (frame.Shape.SamplesPerPixel, frame.Shape.BitsStored, frame.Shape.PhotometricInterpretation));
        Assert.True(frame.Samples.Distinct().Count() > 4);
    }

    private static async Task<DecodedFrame> FirstFrame(string name)
    {
        using var file = DicomFile.Open(SharedData.FileOf(name));
        return await new ManagedCodecs().DecodeAsync(
            file.TransferSyntaxUid, file.PixelData!.ReadFrame(0), PixelShape.From(file.Dataset), TestContext.Current.CancellationToken);
    }
}
