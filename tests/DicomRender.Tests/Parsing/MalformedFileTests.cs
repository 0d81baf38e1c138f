using System.Text;
using DicomRender.Datasets;
using DicomRender.Parsing;
using DicomRender.Storing;
using DicomRender.Tests.Golden;
using DicomRender.Writing;

namespace DicomRender.Tests.Parsing;

public sealed class MalformedFileTests
{
    [Theory]
    [InlineData("bad_meta_no_transfer_syntax.dcm", "missing_attribute")]
    [InlineData("bad_no_meta_stray_byte.dcm", "not_dicom")]
    public void A_file_without_a_readable_beginning_is_refused(string name, string code) =>
        Assert.Equal(code, Assert.Throws<DicomException>(() => DicomFile.Open(SharedData.FileOf(name))).Code);

    [Fact]
    public void A_frame_that_is_not_whole_is_refused_and_the_header_is_kept()
    {
        using var file = DicomFile.Open(SharedData.FileOf("bad_mr_truncated_pixeldata.dcm"));
        Assert.Equal("MR", file.Dataset.GetString(DicomTags.Modality));
        Assert.True(file.IsTruncated);
        Assert.Equal("truncated", Assert.Throws<DicomException>(() => file.PixelData!.ReadFrame(0)).Code);
        Assert.Equal(0, file.PixelData!.WholeFrames);
    }

    [Fact]
    public void A_file_that_ends_before_its_last_delimiter_says_so_and_keeps_its_frames()
    {
        using var file = DicomFile.Open(SharedData.FileOf("bad_j2k_mf_too_short.dcm"));
        Assert.True(file.IsTruncated);
        Assert.Equal(10, file.PixelData!.WholeFrames);
        Assert.NotEmpty(file.Warnings);
    }

    [Fact]
    public void Whole_files_of_the_corpus_are_not_called_truncated()
    {
        foreach (var path in Directory.EnumerateFiles(SharedData.PathOf("data"), "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(path).StartsWith("bad_", StringComparison.Ordinal)) continue;
            using var file = DicomFile.Open(path);
            Assert.False(file.IsTruncated, $"{path}: {string.Join("; ", file.Warnings)}");
            Assert.Equal(file.PixelData?.FrameCount, file.PixelData?.WholeFrames);
        }
    }

    [Theory]
    [InlineData("bad_rtplan_truncated.dcm")]
    [InlineData("sr_report.dcm")]
    [InlineData("DICOMDIR")]
    public void A_data_set_without_an_image_can_be_read_but_not_shown(string name)
    {
        using var file = DicomFile.Open(SharedData.FileOf(name));
        Assert.NotEmpty(file.Dataset.Elements);
        Assert.Null(file.PixelData);
        Assert.Equal("no_pixel_data", Assert.Throws<DicomException>(file.RequirePixelData).Code);
    }

    [Fact]
    public void An_image_cut_off_in_its_header_is_a_broken_image_and_no_report()
    {
        var whole = new MemoryStream();
        DicomWriter.Write(whole, TestImage.Gray16(false, 1, 2, 3, 4).Window(40, 400).Build(), TransferSyntax.ExplicitLittleEndian);
        var bytes = whole.ToArray();
        var codes = new List<string>();
        // From inside the window, the last before the pixel data, to the end of their header.
        for (var length = bytes.Length - 30; length < bytes.Length - 8; length++)
        {
            using var file = DicomFile.Read(new MemoryStream(bytes[..length]));
            Assert.True(InstanceDecoder.IsImage(file));
            codes.Add(Assert.Throws<DicomException>(() => new InstanceDecoder(file, TestCodecs.All)).Code);
        }
        // A file that ends where an element ends cannot know that more was to come.
        Assert.Equal(["no_pixel_data", "truncated"], codes.Distinct().Order());
        Assert.InRange(codes.Count(code => code == "no_pixel_data"), 1, 2);
    }

    [Fact]
    public void A_truncated_sequence_keeps_its_whole_elements()
    {
        using var file = DicomFile.Open(SharedData.FileOf("bad_rtplan_truncated.dcm"));
        Assert.NotEmpty(file.Dataset.GetSequence(new(0x300A, 0x00B0)));
        Assert.Contains(file.Warnings, warning => warning.Contains("(300A,012C)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("<html><body>not found</body></html>")]
    [InlineData("{\"a\": 1, \"long enough to be looked at as a header\": true, \"and\": "
        + "\"some more text, more than 132 characters of it, so that the preamble is skipped as well\"}")]
    public void Something_else_is_not_dicom(string content) =>
        Assert.Equal("not_dicom", Assert.Throws<DicomException>(() => DicomFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(content))))
            .Code);

    [Fact]
    public void A_file_that_ends_after_its_meta_information_is_truncated() =>
        Assert.Equal("truncated", Assert.Throws<DicomException>(() => RawDicom.File().Read()).Code);

    [Fact]
    public void Missing_rows_are_named()
    {
        using var file = RawDicom.File().Explicit(0x0028, 0x0011, 4).Explicit(0x0028, 0x0100, 8)
            .Explicit(0x7FE0, 0x0010, "OB", new byte[16]).Read();
        var error = Assert.Throws<DicomException>(() => file.PixelData!.ReadFrame(0));
        Assert.Equal("missing_attribute", error.Code);
        Assert.Contains("(0028,0010)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x0008, "OF")]
    [InlineData(0x0009, "OD")]
    public void Floating_point_pixel_data_are_recognised_and_refused(int element, string vr)
    {
        using var file = RawDicom.File().ImagePixel(2, 2, 32).Explicit(0x7FE0, (ushort)element, vr, new byte[32]).Read();
        Assert.Null(file.PixelData);
        Assert.Equal("unsupported_pixel_data", Assert.Throws<DicomException>(file.RequirePixelData).Code);
    }

    [Fact]
    public void Script_in_a_name_is_text_like_any_other()
    {
        using var file = RawDicom.File().Explicit(0x0010, 0x0010, "PN", "<script>alert(1)</script>").Read();
        Assert.Equal("<script>alert(1)</script>", file.Dataset.GetString(DicomTags.PatientName));
    }

    [Fact]
    public void A_deflated_data_set_that_breaks_off_keeps_what_was_whole()
    {
        var whole = File.ReadAllBytes(SharedData.FileOf("ct_512_deflate.dcm"));
        using var file = DicomFile.Read(new MemoryStream(whole[..(whole.Length / 2)]));
        Assert.Equal("MISTER^CT", file.Dataset.GetString(DicomTags.PatientName));
        Assert.Equal("truncated", Assert.Throws<DicomException>(() => file.PixelData!.ReadFrame(0)).Code);
    }

    [Fact]
    public void A_real_file_cut_anywhere_is_read_as_far_as_it_goes_or_refused()
    {
        foreach (var name in new[] { "sr_report.dcm", "DICOMDIR", "charset_iso2022_ir58.dcm", "sc_jpeg_ybr_420.dcm" })
        {
            var whole = File.ReadAllBytes(SharedData.FileOf(name));
            for (var length = 0; length < whole.Length; length += 7)
            {
                try
                {
                    using var file = DicomFile.Read(new MemoryStream(whole[..length]));
                    Assert.NotEmpty(file.Dataset.Elements);
                }
                catch (DicomException error)
                {
                    Assert.True(error.Code is "not_dicom" or "truncated" or "missing_attribute", $"{name} cut at {length}: {error.Code}");
                }
            }
        }
    }
}
