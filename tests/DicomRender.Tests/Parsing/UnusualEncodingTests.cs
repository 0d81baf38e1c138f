using DicomRender.Datasets;
using DicomRender.Parsing;

namespace DicomRender.Tests.Parsing;

public sealed class UnusualEncodingTests
{
    private static byte[] Modality => "CT"u8.ToArray();

    [Fact]
    public void A_bare_implicit_data_set_is_recognised()
    {
        using var file = RawDicom.Bare().Implicit(0x0008, 0x0060, Modality).Implicit(0x0010, 0x0010, "A^B "u8)
            .Implicit(0x0028, 0x0010, [0, 2]).Read();
        Assert.Equal(TransferSyntax.ImplicitLittleEndian, file.TransferSyntaxUid);
        Assert.Empty(file.Meta.Elements);
        Assert.Equal("A^B", file.Dataset.GetString(DicomTags.PatientName));
        Assert.Equal(512, file.Dataset.GetInt(DicomTags.Rows));
    }

    [Theory]
    [InlineData(false, TransferSyntax.ExplicitLittleEndian)]
    [InlineData(true, TransferSyntax.ExplicitBigEndian)]
    public void A_bare_explicit_data_set_is_recognised(bool bigEndian, string uid)
    {
        using var file = RawDicom.Bare(bigEndian).Explicit(0x0008, 0x0060, "CS", "CT").Explicit(0x0010, 0x0010, "PN", "A^B")
            .Explicit(0x0028, 0x0010, 512).Read();
        Assert.Equal(uid, file.TransferSyntaxUid);
        Assert.Equal(512, file.Dataset.GetInt(DicomTags.Rows));
        Assert.Equal([0, 2], file.Dataset.GetBytes(DicomTags.Rows).ToArray());
    }

    [Theory]
    [InlineData("ct_512_implLE.dcm")]
    [InlineData("mr_small_explBE.dcm")]
    [InlineData("us_rgb.dcm")]
    public void A_real_file_without_its_meta_information_is_the_same_data_set(string name)
    {
        var bytes = File.ReadAllBytes(SharedData.FileOf(name));
        using var whole = DicomFile.Read(new MemoryStream(bytes));
        var start = 132 + 12 + BitConverter.ToInt32(bytes, 140);
        using var bare = DicomFile.Read(new MemoryStream(bytes[start..]));
        Assert.Equal(whole.TransferSyntaxUid, bare.TransferSyntaxUid);
        Assert.Equal(whole.Dataset.Elements.Count, bare.Dataset.Elements.Count);
        Assert.Equal(whole.PixelData!.ReadFrame(0), bare.PixelData!.ReadFrame(0));
    }

    [Fact]
    public void A_wrong_transfer_syntax_is_noticed()
    {
        using var file = RawDicom.File(TransferSyntax.ExplicitLittleEndian).Implicit(0x0008, 0x0060, Modality)
            .Implicit(0x0010, 0x0010, "A^B "u8).Implicit(0x0028, 0x0010, [0, 2]).Read();
        Assert.Equal(TransferSyntax.ImplicitLittleEndian, file.TransferSyntaxUid);
        Assert.Equal(512, file.Dataset.GetInt(DicomTags.Rows));
        Assert.NotEmpty(file.Warnings);
    }

    [Fact]
    public void UN_of_undefined_length_is_an_implicit_sequence()
    {
        using var file = RawDicom.File().Explicit(0x0040, 0x0275, "UN", [], RawDicom.Undefined).Item().Implicit(0x0008, 0x0060, Modality)
            .EndItem().EndSequence()
            .Explicit(0x0040, 0xA043, "LO", "after").Read();
        Assert.Equal("CT", Assert.Single(file.Dataset.GetSequence(new(0x0040, 0x0275))).GetString(DicomTags.Modality));
        Assert.Equal("after", file.Dataset.GetString(new(0x0040, 0xA043)));
        Assert.Empty(file.Warnings);
    }

    [Fact]
    public void UN_of_a_known_element_takes_its_meaning_from_the_dictionary()
    {
        using var file = RawDicom.File().Explicit(0x0008, 0x0060, "UN", Modality).Explicit(0x0028, 0x0010, "UN", [0, 2]).Read();
        Assert.Equal("CT", file.Dataset.GetString(DicomTags.Modality));
        Assert.Equal(512, file.Dataset.GetInt(DicomTags.Rows));
    }

    [Fact]
    public void Private_elements_are_kept()
    {
        using var file = RawDicom.File().Explicit(0x0009, 0x0010, "LO", "ACME 1.0").Explicit(0x0009, 0x1001, "UN", [1, 2, 3, 4]).Read();
        Assert.Equal("ACME 1.0", file.Dataset.GetString(new(0x0009, 0x0010)));
        Assert.Equal([1, 2, 3, 4], file.Dataset.GetBytes(new(0x0009, 0x1001)).ToArray());
    }

    [Fact]
    public void Odd_lengths_are_read_with_or_without_an_uncounted_padding_byte()
    {
        using var plain = RawDicom.File().Explicit(0x0008, 0x0060, "CS", "OTX"u8).Explicit(0x0010, 0x0020, "LO", "ID").Read();
        using var padded = RawDicom.File().Explicit(0x0008, 0x0060, "CS", "OTX"u8).Raw([0x20]).Explicit(0x0010, 0x0020, "LO", "ID").Read();
        Assert.Equal(("OTX", "ID"), (plain.Dataset.GetString(DicomTags.Modality), plain.Dataset.GetString(DicomTags.PatientId)));
        Assert.Equal(("OTX", "ID"), (padded.Dataset.GetString(DicomTags.Modality), padded.Dataset.GetString(DicomTags.PatientId)));
    }

    [Fact]
    public void Wrong_group_lengths_and_trailing_padding_do_no_harm()
    {
        using var file = RawDicom.File().Explicit(0x0008, 0x0000, "UL", [0xFF, 0xFF, 0xFF, 0x7F]).Explicit(0x0008, 0x0060, "CS", "CT")
            .Explicit(0xFFFC, 0xFFFC, "OB", new byte[10]).Raw(new byte[300]).Read();
        Assert.Equal("CT", file.Dataset.GetString(DicomTags.Modality));
        Assert.Equal([DicomTags.Modality, new DicomTag(0xFFFC, 0xFFFC)], file.Dataset.Elements.Select(element => element.Tag));
    }

    [Fact]
    public void Elements_out_of_order_are_found_and_the_first_of_two_counts()
    {
        using var file = RawDicom.File().Explicit(0x0010, 0x0020, "LO", "ID").Explicit(0x0008, 0x0060, "CS", "CT")
            .Explicit(0x0008, 0x0060, "CS", "MR").Read();
        Assert.Equal("CT", file.Dataset.GetString(DicomTags.Modality));
        Assert.Equal("ID", file.Dataset.GetString(DicomTags.PatientId));
    }

    [Fact]
    public void Missing_delimiters_of_items_and_sequences_do_not_lose_what_follows()
    {
        using var file = RawDicom.File().Explicit(0x0008, 0x1140, "SQ", [], RawDicom.Undefined).Item()
            .Explicit(0x0008, 0x1155, "UI", "1.2.3").EndSequence()
            .Explicit(0x0010, 0x0020, "LO", "ID").Read();
        Assert.Equal("1.2.3", Assert.Single(file.Dataset.GetSequence(DicomTags.ReferencedImageSequence))
            .GetString(DicomTags.ReferencedSopInstanceUid));
        Assert.Equal("ID", file.Dataset.GetString(DicomTags.PatientId));
    }

    [Theory]
    [InlineData("00020", 20)]
    [InlineData(" 20 ", 20)]
    [InlineData("20.0", 20)]
    [InlineData("2e1", 20)]
    [InlineData("-7", -7)]
    [InlineData("20.5", null)]
    [InlineData("abc", null)]
    [InlineData("", null)]
    [InlineData("NaN", null)]
    [InlineData("99999999999", null)]
    public void Whole_numbers_are_read_as_people_write_them(string text, int? expected)
    {
        using var file = RawDicom.File().Explicit(0x0020, 0x0013, "IS", text).Read();
        Assert.Equal(expected, file.Dataset.GetInt(DicomTags.InstanceNumber));
    }

    [Fact]
    public void An_unreadable_number_keeps_its_place()
    {
        using var file = RawDicom.File().Explicit(0x0028, 0x1050, "DS", "40\\x\\-600").Read();
        Assert.Equal([40, double.NaN, -600], file.Dataset.GetDoubles(DicomTags.WindowCenter));
    }

    [Fact]
    public void Elements_that_are_US_or_SS_follow_the_pixel_representation()
    {
        using var signed = RawDicom.File(TransferSyntax.ImplicitLittleEndian).Implicit(0x0028, 0x0103, [1, 0])
            .Implicit(0x0028, 0x0120, [0x30, 0xF8]).Read();
        using var unsigned = RawDicom.File(TransferSyntax.ImplicitLittleEndian).Implicit(0x0028, 0x0103, [0, 0])
            .Implicit(0x0028, 0x0120, [0x30, 0xF8]).Read();
        Assert.Equal(-2000, signed.Dataset.GetInt(DicomTags.PixelPaddingValue));
        Assert.Equal(63536, unsigned.Dataset.GetInt(DicomTags.PixelPaddingValue));
        Assert.Equal([0x30, 0xF8], signed.Dataset.GetBytes(DicomTags.PixelPaddingValue).ToArray());
    }

    [Fact]
    public void Large_values_stay_in_the_file_until_asked_for()
    {
        var large = new byte[300_000];
        Random.Shared.NextBytes(large);
        using var file = RawDicom.File().Explicit(0x0008, 0x0060, "CS", "CT").Explicit(0x0042, 0x0011, "OB", large).Read();
        Assert.True(file.Dataset.Find(new(0x0042, 0x0011))!.IsBulk);
        Assert.Equal(large, file.Dataset.GetBytes(new(0x0042, 0x0011)).ToArray());
    }

    [Theory]
    [InlineData(4, TransferSyntax.ExplicitLittleEndian, false)]
    [InlineData(6, "1.2.840.10008.1.2.4.80", true)]
    public void Pixel_data_decompressed_under_their_old_transfer_syntax_are_known_by_their_length(int length, string syntax,
        bool isCodestream)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        using var file = RawDicom.File("1.2.840.10008.1.2.4.80").ImagePixel(2, 2, 8).Explicit(0x7FE0, 0x0010, "OB", bytes).Read();
        Assert.Equal((syntax, isCodestream), (file.TransferSyntaxUid, file.PixelData!.IsEncapsulated));
        Assert.Equal(bytes, file.PixelData.ReadFrame(0));
        Assert.NotEmpty(file.Warnings);
    }
}
