using DicomRender.Datasets;
using DicomRender.Rendering;
using DicomRender.Windowing;

namespace DicomRender.Tests.Golden;

/// <summary>Rules for grey images that the corpus does not hold, on images written for them.</summary>
public class GrayRulesTests
{
    private static RenderRequest Windowed(double center, double width, VoiFunction function = VoiFunction.Linear) =>
        new() { Window = new(center, width, function) };

    [Fact]
    public async Task Bits_above_HighBit_and_below_the_value_are_masked() =>
        // 10 bits at 11..2: 0xFC03 is all outside, 0x0FFC all inside.
        Assert.Equal([0, 255, 127], await TestImage.Gray16(false, 0xF003, 0xFFFF, 0x0800 - 4).Add(DicomTags.BitsStored, 10)
            .Add(DicomTags.HighBit, 11)
            .GrayAsync(Windowed(512, 1024)));

    [Fact]
    public async Task A_signed_value_takes_its_sign_from_HighBit() =>
        Assert.Equal([0, 127, 255], await TestImage.Gray16(true, 0x0800, 0x0000, 0x07FF).Add(DicomTags.BitsStored, 12)
            .Add(DicomTags.HighBit, 11)
            .GrayAsync(Windowed(0, 4095)));

    [Fact]
    public async Task Twelve_bits_in_the_high_part_of_the_word_are_shifted_down() =>
        Assert.Equal([0, 255], await TestImage.Gray16(false, 0x000F, 0xFFF0).Add(DicomTags.BitsStored, 12).Add(DicomTags.HighBit, 15)
            .GrayAsync(Windowed(2048, 4096)));

    [Fact]
    public async Task Signed_bytes_are_signed() =>
        Assert.Equal([0, 127, 255], await TestImage.Shape(1, 3, 1, 8, signed: true).AddBytes(DicomTags.PixelData, Vr.OW, [0x80, 0xFF, 0x7F])
            .GrayAsync(Windowed(0, 256)));

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(16)]
    public async Task A_single_bit_has_no_sign(int bits) =>
        Assert.Equal([255, 0], await TestImage.Shape(1, 2, 1, bits, signed: true).Add(DicomTags.BitsStored, 1).Add(DicomTags.HighBit, 0)
            .AddBytes(DicomTags.PixelData, Vr.OW, [1, 0, 0, 0]).GrayAsync());

    [Fact]
    public async Task One_bit_pixels_start_at_the_lowest_bit() =>
        Assert.Equal([255, 0, 255, 255, 0, 0, 0, 0, 0, 255],
            await TestImage.Shape(2, 5, 1, 1).AddBytes(DicomTags.PixelData, Vr.OB, [0b0000_1101, 0b10]).GrayAsync());

    [Theory]
    [InlineData(-1, -1000, new byte[] { 255, 127, 0 })]
    [InlineData(1, 0, new byte[] { 0, 127, 255 })]
    public async Task A_rescale_may_fall(double slope, double intercept, byte[] expected) =>
        Assert.Equal(expected, await TestImage.Gray16(false, 0, 500, 1000).Add(DicomTags.RescaleSlope, slope)
            .Add(DicomTags.RescaleIntercept, intercept)
            .GrayAsync(slope < 0 ? Windowed(-1500, 1000, VoiFunction.LinearExact) : Windowed(500, 1000, VoiFunction.LinearExact)));

    [Theory]
    [InlineData("1e308", "0")]
    [InlineData("1", "-1e308")]
    [InlineData("1e-300", "0")]
    public async Task Numbers_at_the_end_of_all_numbers_never_make_a_description_that_cannot_be_kept(string slope, string intercept)
    {
        var image = TestImage.Gray16(false, 0, 65535).Add(DicomTags.RescaleSlope, slope).Add(DicomTags.RescaleIntercept, intercept)
            .Add(DicomTags.CineRate, "1e-320");
        var description = (await image.StoreAsync()).Description;
        Assert.True(double.IsFinite(description.DefaultWindow!.Value.Width)
            && double.IsFinite(description.RescaleSlope * 65535 + description.RescaleIntercept));
        Assert.Null(description.FrameTimeMs);
        Assert.Equal([0, 255], await image.GrayAsync());
    }

    [Fact]
    public async Task A_slope_of_5_9e_8_still_shows_a_picture() =>
        Assert.Equal([0, 127, 255], await TestImage.Gray16(false, 0, 32767, 65535).Add(DicomTags.RescaleSlope, 5.9e-8).GrayAsync());

    [Fact]
    public async Task The_automatic_window_leaves_padding_out() =>
        Assert.Equal([0, 0, 127, 255],
            await TestImage.Gray16(true, -2000, 100, 150, 200).AddBytes(DicomTags.PixelPaddingValue, Vr.US, TestImage.Words(63536))
                .GrayAsync());

    [Fact]
    public async Task A_padding_range_is_inclusive_and_stays_black_in_MONOCHROME1() =>
        Assert.Equal([0, 0, 0, 255, 127, 0],
            await TestImage.Gray16(false, 0, 5, 10, 11, 111, 211).Add(DicomTags.PhotometricInterpretation, "MONOCHROME1")
            .AddBytes(DicomTags.PixelPaddingValue, Vr.US, TestImage.Words(0))
            .AddBytes(DicomTags.PixelPaddingRangeLimit, Vr.US, TestImage.Words(10))
            .GrayAsync(Windowed(111, 200, VoiFunction.LinearExact)));

    [Theory]
    [InlineData("MONOCHROME1", "INVERSE", true)]
    [InlineData("MONOCHROME1", "IDENTITY", true)]
    [InlineData("MONOCHROME1", null, true)]
    [InlineData("MONOCHROME2", "INVERSE", true)]
    [InlineData("MONOCHROME2", "IDENTITY", false)]
    public async Task Polarity_is_inverted_once(string interpretation, string? shape, bool inverted)
    {
        var image = TestImage.Gray16(false, 0, 1000).Add(DicomTags.PhotometricInterpretation, interpretation);
        if (shape is not null) image.Add(DicomTags.PresentationLutShape, shape);
        Assert.Equal(inverted ? [255, 0] : [0, 255], await image.GrayAsync());
    }

    [Theory]
    [InlineData("0", "40")]
    [InlineData("-400", "40")]
    [InlineData("wide", "40")]
    [InlineData("", "")]
    [InlineData("400", "middle")]
    public async Task A_window_without_meaning_is_as_if_absent(string width, string center)
    {
        var image = TestImage.Gray16(false, 10, 20).AddBytes(DicomTags.WindowCenter, Vr.DS, System.Text.Encoding.ASCII.GetBytes(center))
            .AddBytes(DicomTags.WindowWidth, Vr.DS, System.Text.Encoding.ASCII.GetBytes(width));
        Assert.Equal([0, 255], await image.GrayAsync());
        Assert.Empty((await image.StoreAsync()).Description.Windows);
    }

    [Theory]
    [InlineData("1.2.840.10008.5.1.4.1.1.2", null, true)] // CT Image
    [InlineData("1.2.840.10008.5.1.4.1.1.2.1", null, true)] // Enhanced CT Image
    [InlineData("1.2.840.10008.5.1.4.1.1.2.2", null, true)] // Legacy Converted Enhanced CT Image
    [InlineData("1.2.840.10008.5.1.4.1.1.7", "HU", true)]
    [InlineData("1.2.840.10008.5.1.4.1.1.7", null, false)] // Secondary Capture: a picture of a film, or a dose sheet
    [InlineData("1.2.840.10008.5.1.4.1.1.7", "US", false)]
    [InlineData("1.2.840.10008.5.1.4.1.1.88.67", null, false)]
    public async Task What_is_Hounsfield_opens_with_40_400_and_nothing_else_of_modality_CT(string sopClass, string? rescaleType, bool isHounsfield)
    {
        var image = TestImage.Gray16(true, -1000, -160, 40, 240, 1000).Add(DicomTags.Modality, "CT").Add(DicomTags.SopClassUid, sopClass);
        if (rescaleType is not null) image.Add(DicomTags.RescaleType, rescaleType);
        Assert.Equal(isHounsfield ? [0, 0, 127, 255, 255] : [0, 107, 132, 158, 255], await image.GrayAsync());
        Assert.Equal(isHounsfield, (await image.StoreAsync()).Description.IsHounsfield);
    }

    [Theory]
    [InlineData(40, 400, "LINEAR")]
    [InlineData(-3000, 10, "LINEAR")]
    [InlineData(3000, 1, "LINEAR_EXACT")]
    [InlineData(3000, 1, "SIGMOID")]
    public async Task A_window_of_the_file_that_hides_every_pixel_is_not_believed_but_still_offered(double center, double width, string function)
    {
        var image = TestImage.Gray16(false, 1000, 1500, 2000).Window(center, width, function);
        Assert.Equal([0, 127, 255], await image.GrayAsync());
        var description = (await image.StoreAsync()).Description;
        Assert.True(description.IsAutomatic);
        Assert.Equal(center, Assert.Single(description.Windows).Center);
    }

    [Fact]
    public async Task A_constant_image_is_no_proof_against_its_window() =>
        Assert.Equal([255, 255], await TestImage.Gray16(false, 900, 900).Window(128, 256).GrayAsync());

    [Fact]
    public async Task A_clip_is_believed_when_one_of_its_frames_is_seen() =>
        Assert.Equal([0, 0], await TestImage.Shape(1, 2, 1, 8).Add(DicomTags.NumberOfFrames, 2).Window(128, 100)
            .AddBytes(DicomTags.PixelData, Vr.OB, [1, 2, 100, 150]).GrayAsync());

    [Theory]
    [InlineData(16, 4095)]
    [InlineData(16, 1000)]
    [InlineData(8, 100)]
    public async Task A_VOI_LUT_whose_entries_need_fewer_bits_than_it_says_shows_its_greatest_white(int bits, int greatest) =>
        Assert.Equal([0, 127, 255], await TestImage.Gray16(false, 0, 1, 2)
            .AddSequence(DicomTags.VoiLutSequence, TestImage.Lut(3, 0, bits, TestImage.Words(0, (greatest + 1) / 2, greatest))).GrayAsync());

    [Fact]
    public async Task A_VOI_LUT_that_uses_its_bits_is_not_stretched() =>
        Assert.Equal([0, 150], await TestImage.Gray16(false, 0, 1)
            .AddSequence(DicomTags.VoiLutSequence, TestImage.Lut(2, 0, 8, TestImage.Words(0, 150))).GrayAsync());

    [Fact]
    public async Task The_file_s_function_and_spelling_of_numbers_are_taken() =>
        Assert.Equal([30, 127, 224], await TestImage.Gray16(true, -160, 40, 240)
            .AddBytes(DicomTags.WindowCenter, Vr.DS, "00040"u8.ToArray()).AddBytes(DicomTags.WindowWidth, Vr.DS, " 400 "u8.ToArray())
            .Add(DicomTags.VoiLutFunction, "SIGMOID").GrayAsync());

    [Fact]
    public async Task A_modality_LUT_replaces_the_rescale_and_its_first_value_is_signed_with_the_pixels()
    {
        var image = TestImage.Gray16(true, -3, -2, 0, 5)
            .AddSequence(DicomTags.ModalityLutSequence, TestImage.Lut(3, -2, 16, TestImage.Words(100, 200, 300)))
            .Add(DicomTags.RescaleSlope, 50);
        Assert.Equal([0, 0, 255, 255], await image.GrayAsync());
        Assert.True((await image.StoreAsync()).Description.HasModalityLut);
    }

    [Theory]
    [InlineData("1.2.840.10008.5.1.4.1.1.12.1", "LOG", true)]
    [InlineData("1.2.840.10008.5.1.4.1.1.12.2", "DISP", true)]
    [InlineData("1.2.840.10008.5.1.4.1.1.12.1", "LIN", false)]
    [InlineData("1.2.840.10008.5.1.4.1.1.1", "LOG", false)]
    public async Task The_modality_LUT_of_angiography_is_for_measuring_and_not_for_display(string sopClass, string relationship,
        bool isPassedOver)
    {
        // The table leads from LOG to the intensity of the beam; the window is of stored values.
        var image = TestImage.Gray16(false, 0, 128, 255).Add(DicomTags.SopClassUid, sopClass)
            .Add(DicomTags.PixelIntensityRelationship, relationship)
            .AddSequence(DicomTags.ModalityLutSequence,
                TestImage.Lut(256, 0, 16, TestImage.Words([.. Enumerable.Range(1, 256).Select(i => i * 16)]))).Window(128, 256);
        byte[] stored = [0, 128, 255], burned = [16, 255, 255];
        Assert.Equal(isPassedOver ? stored : burned, await image.GrayAsync());
        Assert.NotEqual(isPassedOver, (await image.StoreAsync()).Description.HasModalityLut);
    }

    [Fact]
    public async Task A_VOI_LUT_is_used_where_no_window_is_given_and_a_window_of_the_user_replaces_it()
    {
        var image = TestImage.Gray16(false, 0, 1, 2, 9).AddSequence(DicomTags.VoiLutSequence,
            TestImage.Lut(3, 0, 8, [0, 100, 255, 0]), TestImage.Lut(3, 0, 12, TestImage.Words(4095, 2048, 0)));
        Assert.Equal([0, 100, 255, 255], await image.GrayAsync());
        Assert.Equal([255, 127, 0, 0], await image.GrayAsync(new() { VoiLut = 2 }));
        Assert.Equal([0, 0, 0, 255], await image.GrayAsync(Windowed(6, 2)));
        var error = await Assert.ThrowsAsync<DicomException>(() => image.GrayAsync(new() { VoiLut = 3 }));
        Assert.Equal("voi_lut_out_of_range", error.Code);
    }

    [Fact]
    public async Task A_VOI_LUT_over_rescaled_values_may_begin_below_zero() =>
        Assert.Equal([0, 127, 255], await TestImage.Gray16(false, 0, 1024, 2048).Add(DicomTags.RescaleIntercept, -1024)
            .Add(DicomTags.RescaleSlope, 1)
            .AddSequence(DicomTags.VoiLutSequence,
                TestImage.Lut(2049, -1024, 16, TestImage.Words([.. Enumerable.Range(0, 2049).Select(i => i * 65535 / 2048)]))).GrayAsync());

    [Fact]
    public async Task Thirty_two_bit_grey_keeps_its_modality_values()
    {
        var bytes = new byte[16];
        for (var i = 0; i < 4; i++) BitConverter.TryWriteBytes(bytes.AsSpan(i * 4), new[] { -100_000, 0, 100_000, 1_000_000 }[i]);
        var image = TestImage.Shape(1, 4, 1, 32, signed: true).AddBytes(DicomTags.PixelData, Vr.OW, bytes)
            .Add(DicomTags.RescaleSlope, 0.001).Add(DicomTags.RescaleIntercept, 10);
        Assert.Equal([0, 127, 254, 255], await image.GrayAsync(Windowed(10, 200, VoiFunction.LinearExact)));
        Assert.Equal([0, 23, 46, 255], await image.GrayAsync());
    }

    [Fact]
    public async Task Float_pixel_data_is_refused()
    {
        var image = TestImage.Shape(1, 1, 1, 32).AddBytes(DicomTags.FloatPixelData, Vr.OF, new byte[4]);
        Assert.Equal("unsupported_pixel_data", (await Assert.ThrowsAsync<DicomException>(() => image.GrayAsync())).Code);
    }

    [Fact]
    public async Task A_constant_image_is_black() => Assert.Equal([0, 0], await TestImage.Gray16(false, 700, 700).GrayAsync());
}
