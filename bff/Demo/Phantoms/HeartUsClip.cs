using DicomRender.Datasets;
using DicomRender.Writing;

namespace Bff.Demo.Phantoms;

/// <summary>An apical four-chamber view over two heart beats, with colour Doppler of the mitral inflow and an ECG.</summary>
internal static class HeartUsClip
{
    private const string UltrasoundMultiframe = "1.2.840.10008.5.1.4.1.1.3.1";
    private const int Width = 640;
    private const int Height = 480;
    private const int Frames = 40;
    private const int FramesPerBeat = 20;
    private const int ApexX = 320;
    private const int ApexY = 30;
    private const int Depth = 400;
    private const double CentimetresPerPixel = 16.0 / Depth;

    public static IEnumerable<PhantomInstance> Instances(PhantomStudy study)
    {
        var uid = study.Uid("US 1");
        yield return new(uid, target => DicomWriter.Write(target, Clip(study, uid)));
    }

    private static DicomDataset Clip(PhantomStudy study, string uid)
    {
        var region = new DicomDatasetBuilder()
            .Add(DicomTags.RegionSpatialFormat, 1).Add(DicomTags.RegionDataType, 1).Add(DicomTags.RegionFlags, 2)
            .Add(DicomTags.RegionLocationMinX0, 40).Add(DicomTags.RegionLocationMinY0, ApexY).Add(DicomTags.RegionLocationMaxX1, 600)
            .Add(DicomTags.RegionLocationMaxY1, ApexY + Depth)
            .Add(DicomTags.ReferencePixelX0, ApexX - 40).Add(DicomTags.ReferencePixelY0, 0).Add(DicomTags.PhysicalUnitsXDirection, 3)
            .Add(DicomTags.PhysicalUnitsYDirection, 3)
            .Add(DicomTags.PhysicalDeltaX, CentimetresPerPixel).Add(DicomTags.PhysicalDeltaY, CentimetresPerPixel).Build();
        return PhantomHeader.Start(study, UltrasoundMultiframe, "US", "US", 1, uid)
            .Add(DicomTags.ImageType, "ORIGINAL", "PRIMARY", "", "0011").Add(DicomTags.StudyDescription, "超声心动图")
            .Add(DicomTags.SeriesDescription, "心尖四腔心 彩色多普勒")
            .Add(DicomTags.BodyPartExamined, "HEART").Add(DicomTags.HeartRate, 75)
            .Add(DicomTags.FrameTime, 40).Add(DicomTags.CineRate, 25).Add(DicomTags.RecommendedDisplayFrameRate, 25)
            .Add(DicomTags.NumberOfFrames, Frames)
            .Add(DicomTags.FrameIncrementPointer, DicomTags.FrameTime.Value)
            .AddSequence(DicomTags.SequenceOfUltrasoundRegions, region)
            .Add(DicomTags.SamplesPerPixel, 3).Add(DicomTags.PhotometricInterpretation, "RGB").Add(DicomTags.PlanarConfiguration, 0)
            .Add(DicomTags.Rows, Height).Add(DicomTags.Columns, Width).Add(DicomTags.BitsAllocated, 8).Add(DicomTags.BitsStored, 8)
            .Add(DicomTags.HighBit, 7)
            .Add(DicomTags.PixelRepresentation, 0).Add(DicomTags.LossyImageCompression, "00")
            .AddBytes(DicomTags.PixelData, Vr.OB, Pixels())
            .Build();
    }

    private static byte[] Pixels()
    {
        var sector = Sector();
        var pixels = new byte[Frames * Width * Height * 3];
        for (var frame = 0; frame < Frames; frame++)
        {
            var picture = pixels.AsSpan(frame * Width * Height * 3, Width * Height * 3);
            DrawSector(picture, sector, new HeartPhase(frame % FramesPerBeat / (double)FramesPerBeat), frame);
            DrawScale(picture);
            DrawEcg(picture, frame);
        }
        return pixels;
    }

    /// <summary>Of every pixel in the sector: its place, and where its speckle lies in polar coordinates.</summary>
    private static (int Pixel, int Speckle, float Gain)[] Sector()
    {
        var places = new List<(int, int, float)>(Width * Height / 2);
        for (var y = ApexY; y < ApexY + Depth; y++)
        {
            for (var x = 40; x < 600; x++)
            {
                double dx = x - ApexX, dy = y - ApexY;
                var range = Math.Sqrt(dx * dx + dy * dy);
                var angle = Math.Atan2(dx, dy);
                if (range is < 12 or >= Depth || Math.Abs(angle) > 0.66) continue;
                var edge = Math.Min(1, (0.66 - Math.Abs(angle)) * 14);
                places.Add((y * Width + x, (int)(range * 0.8) * 1024 + (int)((angle + 1) * 190),
                    (float)(edge * (1.12 - range / Depth * 0.55))));
            }
        }
        return [.. places];
    }

    private static void DrawSector(Span<byte> picture, (int Pixel, int Speckle, float Gain)[] sector, HeartPhase phase, int frame)
    {
        foreach (var (pixel, speckle, gain) in sector)
        {
            int x = pixel % Width, y = pixel / Width;
            var tissue = phase.Echo(x, y, out var flow);
            var place = speckle + (int)(phase.Shift * 3) * 1024;
            double re = PhantomNoise.At(place), im = PhantomNoise.At(place + 499_979),
                flicker = PhantomNoise.At(speckle + frame * 7919) * 0.18;
            var echo = tissue * gain * (Math.Sqrt(re * re + im * im) + flicker) / 20;
            var grey = (byte)Math.Clamp(255 * Math.Sqrt(Math.Max(0, echo)) * 0.72 - 14, 0, 255);
            var target = picture.Slice(pixel * 3, 3);
            target.Fill(grey);
            if (Math.Abs(flow) > 0.22) Colour(target, flow);
        }
    }

    /// <summary>Towards the probe red to yellow, away from it blue to cyan.</summary>
    private static void Colour(Span<byte> target, double flow)
    {
        var strength = Math.Min(1, Math.Abs(flow));
        var main = (byte)(110 + 145 * strength);
        var second = (byte)(230 * Math.Max(0, strength - 0.45));
        (target[0], target[1], target[2]) = flow > 0 ? (main, second, (byte)10) : ((byte)10, second, main);
    }

    private static void DrawScale(Span<byte> picture)
    {
        for (var centimetre = 0; centimetre <= 16; centimetre++)
        {
            var y = ApexY + (int)(centimetre / CentimetresPerPixel);
            for (var x = 0; x < (centimetre % 5 == 0 ? 10 : 5); x++)
                picture.Slice((Math.Min(y, Height - 1) * Width + 606 + x) * 3, 3).Fill(210);
        }
        for (var i = 0; i < 120; i++)
        {
            for (var x = 16; x < 28; x++)
            {
                picture.Slice(((250 + i) * Width + x) * 3, 3).Fill((byte)(255 - i * 2));
                Colour(picture.Slice(((90 + i) * Width + x) * 3, 3), (60 - i) / 60.0);
            }
        }
    }

    private static void DrawEcg(Span<byte> picture, int frame)
    {
        const int beat = 130;
        for (var x = 60; x < 580; x++)
        {
            var isNow = Math.Abs(x - (60 + frame * beat / FramesPerBeat)) < 2;
            var y = 462 - (int)Ecg((x - 60) % beat / (double)beat);
            var next = 462 - (int)Ecg((x - 59) % beat / (double)beat);
            for (var line = Math.Min(y, next); line <= Math.Max(y, next) + 1; line++)
            {
                var target = picture.Slice((line * Width + x) * 3, 3);
                (target[0], target[1], target[2]) = isNow ? ((byte)255, (byte)255, (byte)90) : ((byte)40, (byte)220, (byte)70);
            }
        }
    }

    private static double Ecg(double t) =>
        Bump(t, 0.06, 0.022, 3) - Bump(t, 0.135, 0.008, 4) + Bump(t, 0.155, 0.012, 26) - Bump(t, 0.18, 0.01, 7) + Bump(t, 0.42, 0.045, 6);

    private static double Bump(double t, double at, double width, double height)
    {
        var away = (t - at) / width;
        return height * Math.Exp(-away * away);
    }
}
