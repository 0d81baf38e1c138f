using System.Runtime.InteropServices;
using DicomRender.Datasets;
using DicomRender.Writing;

namespace Bff.Demo.Phantoms;

/// <summary>A T1-weighted head: scalp, skull, folded cortex, white matter, ventricles, deep grey matter, cerebellum.</summary>
internal static class HeadMrSeries
{
    private const string MrImageStorage = "1.2.840.10008.5.1.4.1.1.4";
    private const int Slices = 24;
    private const int Size = 256;
    private const double FieldOfView = 230;
    private const double SliceDistance = 6;

    private const double Fat = 1500, Skull = 90, Fluid = 210, Grey = 640, White = 960, Muscle = 520;

    private static readonly Organ[] DeepStructures =
    [
        new(Fluid, (34, -30, 2, 3, 12, 22), (54, -32, 4, 3, 13, 24), (62, -30, 8, 2, 8, 24)),
        new(Grey, (34, -24, 4, 4, 13, 24), (54, -25, 6, 4, 14, 26), (64, -24, 10, 3, 8, 26)),
        new(Grey, (66, -16, -4, 9, 16, -14), (82, -15, -6, 8, 17, -14), (96, -13, -4, 4, 10, -10)),
        new(Grey * 1.08, (60, -26, -8, 4, 9, 10), (74, -27, -8, 7, 17, 12), (88, -25, -8, 4, 10, 10)),
        new(Grey * 1.05, (64, -10, 10, 6, 9, 24), (78, -10, 10, 9, 14, 26), (90, -9, 8, 5, 8, 24)),
        new(Fluid, (70, -6, -24, 2, 6, 24), (82, -8, -24, 4, 14, 22), (98, -9, -16, 5, 22, 12), (108, -10, -2, 4, 20, 6),
            (114, -9, 4, 2, 8, 0)),
        new(Fluid, (78, -14, 30, 3, 8, -24), (90, -17, 30, 5, 16, -26), (104, -15, 26, 4, 14, -18), (112, -13, 22, 2, 6, -10)),
    ];

    private static readonly Organ[] Midline =
    [
        new(Fluid, (32, 0, 22, 16, 14, 0), (48, 0, 16, 20, 14, 0), (60, 0, 10, 20, 12, 0), (66, 0, 8, 12, 8, 0)),
        new(White * 0.94, (0, 0, 34, 8, 8, 0), (22, 0, 26, 11, 10, 0), (40, 0, 20, 14, 12, 0), (56, 0, 14, 16, 10, 0),
            (62, 0, 10, 8, 5, 0)),
        new(Fluid, (22, 0, 38, 6, 3, 0), (38, 0, 36, 7, 4, 0), (46, 0, 32, 2, 2, 0)),
        new(Fluid, (58, 0, -2, 1.5, 8, 0), (74, 0, 2, 2, 10, 0), (84, 0, 0, 1.5, 6, 0)),
        new(White, (88, 0, -14, 10, 4, 0), (94, 0, -12, 8, 5, 0), (99, 0, -10, 6, 3, 0)),
        new(White, (86, 0, 24, 12, 4, 0), (94, 0, 22, 8, 5, 0), (99, 0, 20, 6, 3, 0)),
    ];

    public static IEnumerable<PhantomInstance> Instances(PhantomStudy study)
    {
        for (var i = 0; i < Slices; i++)
        {
            var index = i;
            var uid = study.Uid($"MR {index + 1}");
            yield return new(uid, target => DicomWriter.Write(target, Slice(study, uid, index)));
        }
    }

    private static DicomDataset Slice(PhantomStudy study, string uid, int index)
    {
        var z = index * SliceDistance + 2;
        const double spacing = FieldOfView / Size;
        var corner = -FieldOfView / 2 + spacing / 2;
        return PhantomHeader.Start(study, MrImageStorage, "MR", "MR", index + 1, uid)
            .Add(DicomTags.ImageType, "ORIGINAL", "PRIMARY", "M", "SE").Add(DicomTags.StudyDescription, "头颅MR平扫")
            .Add(DicomTags.SeriesDescription, "Ax T1 SE")
            .Add(DicomTags.BodyPartExamined, "HEAD").Add(DicomTags.PatientPosition, "HFS").Add(DicomTags.MagneticFieldStrength, 1.5)
            .Add(DicomTags.RepetitionTime, 480).Add(DicomTags.EchoTime, 12).Add(DicomTags.SliceThickness, 5)
            .Add(DicomTags.SpacingBetweenSlices, SliceDistance)
            .Add(DicomTags.ImagePositionPatient, corner, corner, z).Add(DicomTags.ImageOrientationPatient, 1, 0, 0, 0, 1, 0)
            .Add(DicomTags.SliceLocation, z)
            .AddGrey(Size, Size, 12, signed: false).Add(DicomTags.PixelSpacing, spacing, spacing)
            .Add(DicomTags.WindowCenter, 600).Add(DicomTags.WindowWidth, 1200)
            .AddBytes(DicomTags.PixelData, Vr.OW, Pixels(z, index))
            .Build();
    }

    private static byte[] Pixels(double z, int index)
    {
        var canvas = new PhantomCanvas(Size, FieldOfView);
        var (a, b) = HeadAt(z);
        canvas.Ellipse(0, 0, a, b, 0, Fat * 0.55);
        canvas.Ellipse(0, 0, a - 1.6, b - 1.6, 0, Fat);
        canvas.Ellipse(0, 0, a - 5, b - 5, 0, Skull);
        canvas.Ellipse(0, 0, a - 7, b - 7, 0, Fat * 0.5);
        canvas.Ellipse(0, 0, a - 8.4, b - 8.4, 0, Skull);
        canvas.Ellipse(0, 0, a - 10.5, b - 10.5, 0, Fluid);
        if (z < 34) DrawFace(canvas, z, a, b);
        DrawBrain(canvas, z, a - 12, b - 12);
        if (z is > 30 and < 118) foreach (var organ in DeepStructures) organ.DrawBothSides(canvas, z);
        foreach (var organ in Midline) organ.Draw(canvas, z);
        canvas.Smooth();
        return Finish(canvas.Values, index);
    }

    /// <summary>Half width and half depth of the head, an egg that closes at the top.</summary>
    private static (double A, double B) HeadAt(double z)
    {
        var up = Math.Clamp((z - 60) / 92, 0, 0.999);
        var close = Math.Sqrt(1 - up * up);
        return (z < 60 ? 70 + z * 0.1 : 76 * close, z < 60 ? 88 + z * 0.1 : 94 * close);
    }

    private static void DrawFace(PhantomCanvas canvas, double z, double a, double b)
    {
        canvas.Ellipse(0, -b * 0.62, a * 0.78, b * 0.34, 0, Muscle);
        foreach (var side in (ReadOnlySpan<int>)[-1, 1])
        {
            canvas.Ellipse(side * 31, -b + 30, 17, 21, side * 12, Fat * 0.85);
            canvas.Ellipse(side * 31, -b + 24, 12.5, 12.5, 0, 130 + z);
            canvas.Ellipse(side * 27, -b + 44, 2.2, 12, side * 18, Muscle);
            canvas.Ellipse(side * 11, -b + 30, 7, 20, 0, Skull * 0.5);
            canvas.Ellipse(side * (a - 18), 8, 9, 14, 0, Skull * 0.6);
        }
        canvas.Ellipse(0, -b + 28, 2, 20, 0, Muscle);
        canvas.Ellipse(0, -b + 58, 14, 10, 0, Skull * 0.5);
    }

    /// <summary>Cortex, sulci and white matter from smooth noise: where it crosses zero near the surface lies a sulcus.</summary>
    private static void DrawBrain(PhantomCanvas canvas, double z, double a, double b)
    {
        if (a < 8) return;
        const double spacing = FieldOfView / Size;
        var front = z < 34 ? -b * 0.30 : double.NegativeInfinity;
        for (var row = 0; row < Size; row++)
        {
            var y = (row + 0.5 - Size / 2.0) * spacing;
            if (Math.Abs(y) >= b || y < front) continue;
            for (var column = 0; column < Size; column++)
            {
                var x = (column + 0.5 - Size / 2.0) * spacing;
                var radius = Math.Sqrt(x * x / (a * a) + y * y / (b * b));
                if (radius >= 1) continue;
                canvas.Values[row * Size + column] = (short)Tissue(x, y, z, (1 - radius) * Math.Min(a, b), a, b);
            }
        }
    }

    private static double Tissue(double x, double y, double z, double depth, double a, double b)
    {
        var warp = PhantomNoise.Smooth(x / 17, y / 17, z / 17, 5) * 7;
        var folds = PhantomNoise.Smooth((x + warp) / 9.5, (y - warp) / 9.5, z / 14, 1);
        if (z < 34) return SkullBase(x, y, z, folds, a, b);
        if (z < 48 && CerebellumDepth(x, y, a, b) is > 0 and var leaf) return Cerebellum(x, y, z, leaf, b);
        var fissure = Math.Abs(x + PhantomNoise.Smooth(y / 14, z / 20, 0, 3) * 1.2);
        var middle = Math.Pow(y / (b * 0.5), 4);
        var reach = Math.Min(depth, fissure * 1.15 + (z > 104 ? 0 : Math.Max(0, 30 * (1 - middle))));
        if (fissure < 0.9 && (middle > 0.8 || z > 104)) return Fluid;
        var sylvian = z is > 44 and < 86 ? Math.Abs(y + 14 + (Math.Abs(x) - a * 0.7) * 0.35) : 99;
        if (sylvian < 1.6 && Math.Abs(x) > a * 0.58) return Fluid;
        var sulcus = Math.Abs(folds) * 13 + Math.Max(0, reach - 19) * 2.2;
        if (sulcus < 0.9 && reach < 19 || reach < 0.8) return Fluid * 1.15;
        return sulcus < 4.2 || reach < 3.6 || sylvian < 4 && Math.Abs(x) > a * 0.55 ? Grey : White + folds * 14;
    }

    /// <summary>Temporal lobes in front of the petrous bones, cerebellum behind them.</summary>
    private static double SkullBase(double x, double y, double z, double folds, double a, double b)
    {
        var size = 0.72 + z * 0.006;
        var lobe = 1 - Math.Sqrt(Square((Math.Abs(x) - a * 0.56) / (a * 0.42 * size)) + Square((y + b * 0.1) / (b * 0.36 * size)));
        if (lobe > 0)
        {
            var depth = lobe * 26;
            if (depth < 1.2 || (Math.Abs(folds) < 0.07 && depth < 12)) return Fluid;
            return depth < 5.5 || Math.Abs(folds) < 0.3 ? Grey : White;
        }
        if (CerebellumDepth(x, y, a, b) is > 0 and var leaf) return Cerebellum(x, y, z, leaf, b);
        return Math.Abs(x) < 20 && y > -b * 0.2 ? Fluid : Skull * 2.4 + folds * 60;
    }

    /// <summary>Millimetres, roughly, below its surface.</summary>
    private static double CerebellumDepth(double x, double y, double a, double b) =>
        34 * (1 - Math.Sqrt(Square(x / (a * 0.74)) + Square((y - b * 0.5) / (b * 0.42))));

    /// <summary>Thin parallel leaves around a white core.</summary>
    private static double Cerebellum(double x, double y, double z, double depth, double b)
    {
        if (depth < 1) return Fluid;
        var core = Math.Sqrt(x * x * 0.45 + Square(y - b * 0.44));
        if (core < 13 + PhantomNoise.Smooth(x / 5, y / 5, z / 9, 11) * 6) return White * 0.96;
        if (Math.Abs(x) < 5 && y > b * 0.55) return Grey * 0.95;
        var leaves = depth * 0.36 + PhantomNoise.Smooth(x / 9, y / 9, z / 12, 9) * 0.8;
        return leaves - Math.Floor(leaves) < 0.28 ? Fluid * 2.1 : Grey * 1.04;
    }

    private static double Square(double value) => value * value;

    /// <summary>Coil shading and noise; magnitude images have no negative values.</summary>
    private static byte[] Finish(short[] values, int index)
    {
        for (var row = 0; row < Size; row++)
        {
            var line = values.AsSpan(row * Size, Size);
            var shading = 256 + (int)(14 * Math.Cos(row * Math.PI / Size));
            for (var x = 0; x < line.Length; x++) line[x] = (short)(line[x] * shading >> 8);
            PhantomNoise.Add(line, index * 51_001 + row * Size, 17);
            foreach (ref var value in line) value = (short)Math.Min(Math.Abs((int)value), 4095);
        }
        return MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
    }
}
