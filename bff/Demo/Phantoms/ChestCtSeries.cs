using System.Runtime.InteropServices;
using DicomRender.Datasets;
using DicomRender.Writing;

namespace Bff.Demo.Phantoms;

/// <summary>The chest CT: anatomy, a scanner's edges and noise, and the attributes of a helical series.</summary>
internal static class ChestCtSeries
{
    private const string CtImageStorage = "1.2.840.10008.5.1.4.1.1.2";
    private const int Size = 512;
    private const double FieldOfView = 400;
    private const int Intercept = -1024;
    private const int NoiseDeviation = 12;

    public static IEnumerable<PhantomInstance> Instances(PhantomStudy study, int slices)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(slices, 2);
        for (var i = 0; i < slices; i++)
        {
            var index = i;
            var uid = study.Uid($"CT {index + 1} of {slices}");
            yield return new(uid, target => DicomWriter.Write(target, Slice(study, uid, index, slices)));
        }
    }

    private static DicomDataset Slice(PhantomStudy study, string uid, int index, int slices)
    {
        var thickness = ChestAnatomy.Height / slices;
        var z = (index + 0.5) * thickness;
        const double spacing = FieldOfView / Size;
        var corner = -FieldOfView / 2 + spacing / 2;
        return PhantomHeader.Start(study, CtImageStorage, "CT", "CT", index + 1, uid)
            .Add(DicomTags.ImageType, "ORIGINAL", "PRIMARY", "AXIAL").Add(DicomTags.StudyDescription, "胸部CT增强")
            .Add(DicomTags.SeriesDescription, "胸部 2.5mm 增强")
            .Add(DicomTags.BodyPartExamined, "CHEST").Add(DicomTags.PatientPosition, "HFS").Add(DicomTags.ContrastBolusAgent, "IOHEXOL")
            .Add(DicomTags.SliceThickness, thickness).Add(DicomTags.SpacingBetweenSlices, thickness).Add(DicomTags.Kvp, 120)
            .Add(DicomTags.XRayTubeCurrent, 220)
            .Add(DicomTags.ConvolutionKernel, "STANDARD").Add(DicomTags.AcquisitionNumber, 1)
            .Add(DicomTags.ImagePositionPatient, corner, corner, -z).Add(DicomTags.ImageOrientationPatient, 1, 0, 0, 0, 1, 0)
            .Add(DicomTags.SliceLocation, -z)
            .AddGrey(Size, Size, 16, signed: true).Add(DicomTags.PixelSpacing, spacing, spacing)
            .Add(DicomTags.RescaleIntercept, Intercept).Add(DicomTags.RescaleSlope, 1).Add(DicomTags.RescaleType, "HU")
            .Add(DicomTags.WindowCenter, 40, -600).Add(DicomTags.WindowWidth, 400, 1500)
            .Add(DicomTags.WindowCenterWidthExplanation, "纵隔窗", "肺窗")
            .AddBytes(DicomTags.PixelData, Vr.OW, Pixels(z, index))
            .Build();
    }

    private static byte[] Pixels(double z, int index)
    {
        var canvas = new PhantomCanvas(Size, FieldOfView);
        ChestAnatomy.Draw(canvas, z, withCouch: true);
        canvas.Smooth();
        var values = canvas.Values;
        for (var row = 0; row < Size; row++) PhantomNoise.Add(values.AsSpan(row * Size, Size), index * 77_003 + row * Size, NoiseDeviation);
        foreach (ref var value in values.AsSpan()) value = (short)(Math.Max((int)value, Intercept) - Intercept);
        return MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
    }
}
