using System.Buffers.Binary;
using DicomRender.Datasets;
using DicomRender.Parsing;
using DicomRender.Pictures;
using DicomRender.Rendering;
using DicomRender.Tiling;
using DicomRender.Writing;

namespace DicomRender.Tests.Golden;

/// <summary>A small image written by hand, and what the product shows of it.</summary>
internal static class TestImage
{
    /// <summary>16-bit grey of one row, 16 bits stored.</summary>
    public static DicomDatasetBuilder Gray16(bool signed, params int[] words) =>
        Shape(1, words.Length, 1, 16, signed).AddBytes(DicomTags.PixelData, Vr.OW, Words(words));

    public static DicomDatasetBuilder Shape(int rows, int columns, int samples, int bits, bool signed = false,
        string interpretation = "MONOCHROME2") => new DicomDatasetBuilder()
        .Add(DicomTags.SopClassUid, "1.2.840.10008.5.1.4.1.1.7")
        .Add(DicomTags.SopInstanceUid, "2.25.1")
        .Add(DicomTags.Modality, "OT")
        .Add(DicomTags.PixelRepresentation, signed ? 1 : 0)
        .Add(DicomTags.Rows, rows)
        .Add(DicomTags.Columns, columns)
        .Add(DicomTags.SamplesPerPixel, samples)
        .Add(DicomTags.PhotometricInterpretation, interpretation)
        .Add(DicomTags.BitsAllocated, bits)
        .Add(DicomTags.BitsStored, bits)
        .Add(DicomTags.HighBit, bits - 1);

    public static DicomDatasetBuilder Window(this DicomDatasetBuilder image, double center, double width, string? function = null)
    {
        image.Add(DicomTags.WindowCenter, center).Add(DicomTags.WindowWidth, width);
        return function is null ? image : image.Add(DicomTags.VoiLutFunction, function);
    }

    public static byte[] Words(params int[] words)
    {
        var bytes = new byte[words.Length * 2];
        for (var i = 0; i < words.Length; i++) BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(i * 2), (ushort)words[i]);
        return bytes;
    }

    /// <summary>Modality or VOI LUT item.</summary>
    public static DicomDataset Lut(int count, int first, int bits, byte[] data) => new DicomDatasetBuilder()
        .AddBytes(DicomTags.LutDescriptor, Vr.US, Words(count, first, bits))
        .AddBytes(DicomTags.LutData, Vr.OW, data)
        .Build();

    public static DicomFile File(this DicomDatasetBuilder image, string transferSyntaxUid = TransferSyntax.ExplicitLittleEndian)
    {
        var stream = new MemoryStream();
        DicomWriter.Write(stream, image.Build(), transferSyntaxUid);
        stream.Position = 0;
        return DicomFile.Read(stream);
    }

    public static async Task<FrameContainer> StoreAsync(this DicomDatasetBuilder image)
    {
        using var file = image.File();
        return await GoldenTests.ContainerOf(file, TestCodecs.All);
    }

    /// <summary>Grey levels of one frame, 0-based, through the store.</summary>
    public static async Task<byte[]> GrayAsync(this DicomDatasetBuilder image, RenderRequest? request = null, int frame = 0) =>
        Pixels(await Renderer.RenderAsync(await image.StoreAsync(), frame, (request ?? new()) with { Format = OutputFormat.Pgm },
            TestContext.Current.CancellationToken));

    /// <summary>RGB bytes of one frame, 0-based, through the store.</summary>
    public static async Task<byte[]> ColorAsync(this DicomDatasetBuilder image, RenderRequest? request = null, int frame = 0) =>
        Pixels(await Renderer.RenderAsync(await image.StoreAsync(), frame, (request ?? new()) with { Format = OutputFormat.Ppm },
            TestContext.Current.CancellationToken));

    /// <summary>What follows a portable map's three header lines.</summary>
    public static byte[] Pixels(byte[] map)
    {
        var at = 0;
        for (var lines = 0; lines < 3; at++) if (map[at] == '\n') lines++;
        return map[at..];
    }
}
