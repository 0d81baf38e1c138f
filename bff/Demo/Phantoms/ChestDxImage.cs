using System.Runtime.InteropServices;
using DicomRender.Datasets;
using DicomRender.Writing;

namespace Bff.Demo.Phantoms;

/// <summary>A PA chest radiograph: the CT anatomy projected along y, as a detector with logarithmic response would see it.</summary>
internal static class ChestDxImage
{
    private const string DigitalXRayForPresentation = "1.2.840.10008.5.1.4.1.1.1.1";
    private const int Columns = 3072;
    private const int Rows = 2560;
    private const double Pitch = 0.125;
    private const int Coarse = 512;
    private const int Levels = 208;
    private const double Width = Columns * Pitch;
    private const double LevelDistance = ChestAnatomy.Height / (Levels - 1);

    /// <summary>Detector signal of the open beam, and its fall per millimetre of water.</summary>
    private const float OpenBeam = 15_500;
    private const float FallPerMillimetre = 50;

    public static IEnumerable<PhantomInstance> Instances(PhantomStudy study)
    {
        var uid = study.Uid("DX 1");
        yield return new(uid, target => DicomWriter.Write(target, Image(study, uid)));
    }

    private static DicomDataset Image(PhantomStudy study, string uid) =>
        PhantomHeader.Start(study, DigitalXRayForPresentation, "DX", "DX", 1, uid)
            .Add(DicomTags.ImageType, "ORIGINAL", "PRIMARY").Add(DicomTags.StudyDescription, "胸部正位片")
            .Add(DicomTags.SeriesDescription, "胸部正位 PA")
            .Add(DicomTags.BodyPartExamined, "CHEST").Add(DicomTags.ViewPosition, "PA").Add(DicomTags.PatientOrientation, "L", "F")
            .Add(DicomTags.Kvp, 120)
            .Add(DicomTags.ImageLaterality, "U").Add(DicomTags.BurnedInAnnotation, "NO")
            .AddGrey(Rows, Columns, 14, signed: false, "MONOCHROME1").Add(DicomTags.PresentationLutShape, "INVERSE")
            .Add(DicomTags.PixelIntensityRelationship, "LOG").Add(DicomTags.PixelIntensityRelationshipSign, 1)
            .Add(DicomTags.RescaleIntercept, 0).Add(DicomTags.RescaleSlope, 1).Add(DicomTags.RescaleType, "US")
            .Add(DicomTags.LossyImageCompression, "00")
            .Add(DicomTags.ImagerPixelSpacing, Pitch, Pitch).Add(DicomTags.WindowCenter, 7400).Add(DicomTags.WindowWidth, 11_000)
            .AddBytes(DicomTags.PixelData, Vr.OW, Pixels())
            .Build();

    private static byte[] Pixels()
    {
        var projection = Project();
        var pixels = new short[Rows * Columns];
        var source = new float[Coarse + 3];
        for (var row = 0; row < Rows; row++)
        {
            BlendLevels(projection, row * Pitch - (Rows * Pitch - ChestAnatomy.Height) / 2, source);
            var line = pixels.AsSpan(row * Columns, Columns);
            Widen(source, line);
            PhantomNoise.Add(line, row * 3571, 34);
        }
        DrawMarker(pixels);
        foreach (ref var pixel in pixels.AsSpan()) pixel = Math.Clamp(pixel, (short)0, (short)16383);
        return MemoryMarshal.AsBytes(pixels.AsSpan()).ToArray();
    }

    /// <summary>Millimetres of water behind every column at every level.</summary>
    private static float[] Project()
    {
        var projection = new float[Levels * Coarse];
        var canvas = new PhantomCanvas(Coarse, Width);
        for (var level = 0; level < Levels; level++)
        {
            ChestAnatomy.Draw(canvas, level * LevelDistance, withCouch: false);
            var sums = projection.AsSpan(level * Coarse, Coarse);
            for (var row = 0; row < Coarse; row++)
            {
                var line = canvas.Values.AsSpan(row * Coarse, Coarse);
                for (var x = 0; x < Coarse; x++) sums[x] += Attenuation(line[x]);
            }
            foreach (ref var sum in sums) sum *= (float)(Width / Coarse / 1000);
        }
        return projection;
    }

    /// <summary>Thousandths of water: bone counts for more than its Hounsfield value, and nobody gave contrast agent here.</summary>
    private static int Attenuation(int hounsfield) => hounsfield switch
    {
        > 265 and < 345 => 1055,
        > 150 => 1000 + hounsfield * 3 / 2,
        _ => 1000 + hounsfield,
    };

    /// <summary>Catmull-Rom between levels.</summary>
    private static void BlendLevels(float[] projection, double z, float[] target)
    {
        var at = Math.Clamp(z / LevelDistance, 0, Levels - 1.001);
        var level = (int)at;
        Span<float> weights = stackalloc float[4];
        Weights((float)(at - level), weights);
        for (var x = 0; x < Coarse; x++)
        {
            float sum = 0;
            for (var i = 0; i < 4; i++) sum += weights[i] * projection[Math.Clamp(level - 1 + i, 0, Levels - 1) * Coarse + x];
            target[x + 1] = sum;
        }
        (target[0], target[Coarse + 1], target[Coarse + 2]) = (target[1], target[Coarse], target[Coarse]);
    }

    /// <summary>Six pixels from every coarse column.</summary>
    private static void Widen(float[] source, Span<short> line)
    {
        const int times = Columns / Coarse;
        Span<float> weights = stackalloc float[4 * times];
        for (var phase = 0; phase < times; phase++) Weights((phase + 0.5f) / times, weights.Slice(4 * phase, 4));
        for (var x = 0; x < Coarse - 1; x++)
        {
            var four = source.AsSpan(x, 4);
            for (var phase = 0; phase < times; phase++)
            {
                var w = weights.Slice(4 * phase, 4);
                var water = w[0] * four[0] + w[1] * four[1] + w[2] * four[2] + w[3] * four[3];
                line[x * times + phase + times / 2] = (short)Math.Max(0, OpenBeam - FallPerMillimetre * water);
            }
        }
        line[..(times / 2)].Fill((short)OpenBeam);
        line[^(times / 2)..].Fill((short)OpenBeam);
    }

    private static void Weights(float t, Span<float> weights)
    {
        weights[0] = 0.5f * (-t + 2 * t * t - t * t * t);
        weights[1] = 0.5f * (2 - 5 * t * t + 3 * t * t * t);
        weights[2] = 0.5f * (t + 4 * t * t - 3 * t * t * t);
        weights[3] = 0.5f * (-t * t + t * t * t);
    }

    /// <summary>The lead letter on the patient's left.</summary>
    private static void DrawMarker(short[] pixels)
    {
        for (var y = 0; y < 130; y++)
        {
            var length = y > 108 ? 84 : 22;
            pixels.AsSpan((120 + y) * Columns + Columns - 260, length).Fill(250);
        }
    }
}
