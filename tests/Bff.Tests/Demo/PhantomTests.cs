using System.Buffers.Binary;
using Bff.Demo.Phantoms;
using DicomRender.Datasets;
using DicomRender.Parsing;

namespace Bff.Tests.Demo;

public sealed class PhantomTests
{
    private static readonly PhantomStudy Study =
        new(new("Zhang^Wei=张^伟", "P0001", new(1961, 5, 6), 'M'), "A0001", new(2026, 7, 1, 9, 30, 0), "上海市第一人民医院");

    private static byte[] Bytes(PhantomInstance instance)
    {
        using var target = new MemoryStream();
        instance.Write(target);
        return target.ToArray();
    }

    private static DicomFile Read(PhantomInstance instance)
    {
        var file = DicomFile.Read(new MemoryStream(Bytes(instance)));
        Assert.Empty(file.Warnings);
        Assert.Equal(instance.SopInstanceUid, file.Dataset.GetString(DicomTags.SopInstanceUid));
        Assert.Equal("张伟", file.Dataset.GetPersonName(DicomTags.PatientName)!.Display);
        Assert.Equal(Study.StudyInstanceUid, file.Dataset.GetString(DicomTags.StudyInstanceUid));
        return file;
    }

    [Fact]
    public void A_chest_CT_has_120_slices_in_one_series_each_at_its_own_place()
    {
        var slices = PhantomStudies.ChestCt(Study).ToList();
        Assert.Equal(120, slices.Select(slice => slice.SopInstanceUid).Distinct().Count());
        using var first = Read(slices[0]);
        using var last = Read(slices[^1]);
        Assert.Equal(first.Dataset.GetString(DicomTags.SeriesInstanceUid), last.Dataset.GetString(DicomTags.SeriesInstanceUid));
        var (top, bottom) = (
            first.Dataset.GetDoubles(DicomTags.ImagePositionPatient)[2], last.Dataset.GetDoubles(DicomTags.ImagePositionPatient)[2]);
        Assert.Equal(119 * 2.5, top - bottom, 1e-6);
        Assert.Equal([40, -600], first.Dataset.GetDoubles(DicomTags.WindowCenter));
        Assert.Equal(["纵隔窗", "肺窗"], first.Dataset.GetStrings(DicomTags.WindowCenterWidthExplanation));
    }

    [Theory]
    [InlineData(-190, -150, -1010, -985, "air")]
    [InlineData(90, -30, -960, -760, "lung")]
    [InlineData(22, 43, 300, 340, "aorta")]
    [InlineData(0, 46, 170, 215, "vertebra")]
    [InlineData(-145, 0, 40, 62, "muscle")]
    public void Tissues_have_their_Hounsfield_values(int x, int y, int low, int high, string tissue)
    {
        using var file = Read(PhantomStudies.ChestCt(Study).ElementAt(52));
        var pixels = file.PixelData!.ReadFrame(0);
        var intercept = file.Dataset.GetDouble(DicomTags.RescaleIntercept)!.Value;
        const double spacing = 400.0 / 512;
        var sum = 0.0;
        for (var dy = -7; dy <= 7; dy++)
        {
            for (var dx = -1; dx <= 1; dx++)
            {
                var at = ((int)(y / spacing + 256) + dy) * 512 + (int)(x / spacing + 256) + dx;
                sum += BinaryPrimitives.ReadInt16LittleEndian(pixels.AsSpan(at * 2)) + intercept;
            }
        }
        Assert.True(sum / 45 >= low && sum / 45 <= high, $"{tissue} has {sum / 45:F0} HU");
    }

    [Fact]
    public void The_same_study_gives_the_same_bytes_and_another_study_other_UIDs()
    {
        var again = new PhantomStudy(Study.Patient, Study.AccessionNumber, Study.AcquiredAt, Study.Institution);
        Assert.Equal(Bytes(PhantomStudies.ChestCt(Study).ElementAt(60)), Bytes(PhantomStudies.ChestCt(again).ElementAt(60)));
        Assert.Equal(Bytes(PhantomStudies.HeadMr(Study).ElementAt(12)), Bytes(PhantomStudies.HeadMr(again).ElementAt(12)));
        Assert.NotEqual(Study.StudyInstanceUid, (Study with { AccessionNumber = "A0002" }).StudyInstanceUid);
        Assert.All(PhantomStudies.ChestCt(Study).Concat(PhantomStudies.HeartUs(Study)), instance =>
            Assert.InRange(instance.SopInstanceUid.Length, 10, 64));
    }

    [Fact]
    public void A_head_MR_has_24_slices_of_12_bits()
    {
        var slices = PhantomStudies.HeadMr(Study).ToList();
        Assert.Equal(24, slices.Count);
        using var file = Read(slices[12]);
        Assert.Equal((256, 256, 12), (file.Dataset.GetInt(DicomTags.Rows), file.Dataset.GetInt(DicomTags.Columns),
            file.Dataset.GetInt(DicomTags.BitsStored)));
        AssertRange(file, 4095);
    }

    [Fact]
    public void A_chest_radiograph_is_large_and_inverted()
    {
        using var file = Read(Assert.Single(PhantomStudies.ChestDx(Study)));
        Assert.Equal(("MONOCHROME1", "INVERSE"),
            (file.Dataset.GetString(DicomTags.PhotometricInterpretation), file.Dataset.GetString(DicomTags.PresentationLutShape)));
        Assert.Equal((2560, 3072, 14),
            (file.Dataset.GetInt(DicomTags.Rows), file.Dataset.GetInt(DicomTags.Columns), file.Dataset.GetInt(DicomTags.BitsStored)));
        AssertRange(file, 16383);
    }

    [Fact]
    public void An_echocardiogram_moves_and_is_calibrated()
    {
        using var file = Read(Assert.Single(PhantomStudies.HeartUs(Study)));
        Assert.Equal((40, 40), (file.PixelData!.FrameCount, file.PixelData.WholeFrames));
        Assert.NotEqual(file.PixelData.ReadFrame(0), file.PixelData.ReadFrame(9));
        Assert.Equal(3, Assert.Single(file.Dataset.GetSequence(DicomTags.SequenceOfUltrasoundRegions))
            .GetInt(DicomTags.PhysicalUnitsXDirection));
        Assert.Equal(["00181063"], file.Dataset.GetStrings(DicomTags.FrameIncrementPointer));
    }

    private static void AssertRange(DicomFile file, int largest)
    {
        var pixels = file.PixelData!.ReadFrame(0);
        int low = int.MaxValue, high = 0;
        for (var i = 0; i < pixels.Length; i += 2)
        {
            var value = BinaryPrimitives.ReadUInt16LittleEndian(pixels.AsSpan(i));
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }
        Assert.True(low >= 0 && high <= largest && high > largest / 8, $"{low} to {high}");
    }
}
