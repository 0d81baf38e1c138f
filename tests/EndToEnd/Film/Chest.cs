using Bff.Tests.Film;
using DicomRender.Datasets;
using DicomRender.Writing;

namespace EndToEnd.Film;

/// <summary>A made-up chest CT of 512x512 slices with real Hounsfield values: air, fat, soft tissue, two lungs, a spine.</summary>
internal static class Chest
{
    public const int Side = 512;

    /// <summary>One slice as a DICOM file; every slice looks different, so that scrolling is seen.</summary>
    public static byte[] Slice(string study, int number, int count, string series = ".1", string patientId = "T1")
    {
        var pixels = new byte[Side * Side * 2];
        for (var y = 0; y < Side; y++)
            for (var x = 0; x < Side; x++)
                BitConverter.TryWriteBytes(pixels.AsSpan((y * Side + x) * 2), (short)(Hounsfield(x, y, (double)number / count) + 1024));
        var dataset = new DicomDatasetBuilder()
            .Add(DicomTags.SopClassUid, "1.2.840.10008.5.1.4.1.1.2").Add(DicomTags.SopInstanceUid, TestFilms.Uid()).Add(DicomTags.StudyInstanceUid, study)
            .Add(DicomTags.SeriesInstanceUid, study + series).Add(DicomTags.Modality, "CT").Add(DicomTags.StudyDate, "20261120").Add(DicomTags.AccessionNumber, "A" + study[^8..])
            .Add(DicomTags.PatientName, "李秀英").Add(DicomTags.PatientId, patientId).Add(DicomTags.PatientSex, "F").Add(DicomTags.PatientAge, "068Y")
            .Add(DicomTags.StudyDescription, "胸部CT平扫").Add(DicomTags.SeriesDescription, "胸部 5mm").Add(DicomTags.SeriesNumber, 1).Add(DicomTags.InstanceNumber, number)
            .Add(DicomTags.SamplesPerPixel, 1).Add(DicomTags.PhotometricInterpretation, "MONOCHROME2").Add(DicomTags.Rows, Side).Add(DicomTags.Columns, Side)
            .Add(DicomTags.BitsAllocated, 16).Add(DicomTags.BitsStored, 12).Add(DicomTags.HighBit, 11).Add(DicomTags.PixelRepresentation, 0)
            .Add(DicomTags.RescaleIntercept, -1024).Add(DicomTags.RescaleSlope, 1).Add(DicomTags.WindowCenter, 40).Add(DicomTags.WindowWidth, 400)
            .AddBytes(DicomTags.PixelData, Vr.OW, pixels);
        using var file = new MemoryStream();
        DicomWriter.Write(file, dataset.Build());
        return file.ToArray();
    }

    private static int Hounsfield(int x, int y, double along)
    {
        static bool Inside(double x, double y, double cx, double cy, double rx, double ry) => Math.Pow((x - cx) / rx, 2) + Math.Pow((y - cy) / ry, 2) < 1;
        var noise = (x * 7919 + y * 104729 + (int)(along * 977)) % 23 - 11;
        if (!Inside(x, y, 256, 256, 225, 165)) return -1000;
        if (!Inside(x, y, 256, 256, 212, 152)) return -90 + noise;
        if (Inside(x, y, 256, 358, 26, 24)) return 420 + noise;
        var lung = 78 * Math.Sqrt(Math.Max(0.05, 1 - 2.6 * Math.Pow(along - 0.5, 2)));
        foreach (var side in (ReadOnlySpan<int>)[-1, 1])
            if (Inside(x, y, 256 + side * 96, 250, lung, lung * 1.35)) return -860 + (int)(60 * Math.Sin(x / 9.0 + along * 30)) + noise;
        return 45 + noise;
    }
}
