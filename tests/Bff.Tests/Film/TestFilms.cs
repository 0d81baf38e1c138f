using System.Net.Http.Headers;
using System.Text.Json;
using DicomRender.Datasets;
using DicomRender.Writing;

namespace Bff.Tests.Film;

/// <summary>Small real DICOM files and how a PACS pushes them.</summary>
internal static class TestFilms
{
    private const string CtImageStorage = "1.2.840.10008.5.1.4.1.1.2";

    /// <summary>A UID nobody else uses.</summary>
    public static string Uid() => "2.25." + new System.Numerics.BigInteger(Guid.NewGuid().ToByteArray(), isUnsigned: true);

    /// <summary>A 64x48 CT slice whose stored value at (row, column) is 10*row + column + <paramref name="offset"/>; rescale -1024.</summary>
    public static byte[] Slice(
        string study, string? series = null, string? sop = null, int number = 1, int offset = 0, string patientId = "T1", string name = "测试^病人", string accession = "A1", string date = "20261101")
    {
        const int rows = 48, columns = 64;
        var pixels = new byte[rows * columns * 2];
        for (var i = 0; i < rows * columns; i++)
            BitConverter.TryWriteBytes(pixels.AsSpan(i * 2), (short)(10 * (i / columns) + i % columns + offset));
        var builder = new DicomDatasetBuilder()
            .Add(DicomTags.SopClassUid, CtImageStorage).Add(DicomTags.SopInstanceUid, sop ?? Uid()).Add(DicomTags.StudyInstanceUid, study)
            .Add(DicomTags.SeriesInstanceUid, series ?? study + ".1").Add(DicomTags.Modality, "CT").Add(DicomTags.StudyDate, date).Add(DicomTags.AccessionNumber, accession)
            .Add(DicomTags.PatientName, name).Add(DicomTags.PatientId, patientId).Add(DicomTags.PatientSex, "F").Add(DicomTags.PatientAge, "068Y")
            .Add(DicomTags.StudyDescription, "胸部平扫").Add(DicomTags.SeriesNumber, 1).Add(DicomTags.InstanceNumber, number)
            .Add(DicomTags.SamplesPerPixel, 1).Add(DicomTags.PhotometricInterpretation, "MONOCHROME2").Add(DicomTags.Rows, rows).Add(DicomTags.Columns, columns)
            .Add(DicomTags.BitsAllocated, 16).Add(DicomTags.BitsStored, 16).Add(DicomTags.HighBit, 15).Add(DicomTags.PixelRepresentation, 1)
            .Add(DicomTags.RescaleIntercept, -1024).Add(DicomTags.RescaleSlope, 1).Add(DicomTags.WindowCenter, 40).Add(DicomTags.WindowWidth, 400)
            .AddBytes(DicomTags.PixelData, Vr.OW, pixels);
        using var file = new MemoryStream();
        DicomWriter.Write(file, builder.Build());
        return file.ToArray();
    }

    /// <summary>A 512x512 CT slice of 16 bits.</summary>
    public static byte[] BigSlice(string? study = null, string? sop = null, int number = 1)
    {
        const int side = 512;
        var pixels = new byte[side * side * 2];
        for (var i = 0; i < side * side; i++) BitConverter.TryWriteBytes(pixels.AsSpan(i * 2), (short)((i * 7 + number) % 1000));
        study ??= Uid();
        var builder = new DicomDatasetBuilder()
            .Add(DicomTags.SopClassUid, CtImageStorage).Add(DicomTags.SopInstanceUid, sop ?? Uid()).Add(DicomTags.StudyInstanceUid, study)
            .Add(DicomTags.SeriesInstanceUid, study + ".1").Add(DicomTags.Modality, "CT").Add(DicomTags.PatientId, "T1")
            .Add(DicomTags.InstanceNumber, number).Add(DicomTags.SamplesPerPixel, 1).Add(DicomTags.PhotometricInterpretation, "MONOCHROME2")
            .Add(DicomTags.Rows, side).Add(DicomTags.Columns, side).Add(DicomTags.BitsAllocated, 16).Add(DicomTags.BitsStored, 16)
            .Add(DicomTags.HighBit, 15).Add(DicomTags.PixelRepresentation, 1).Add(DicomTags.WindowCenter, 40).Add(DicomTags.WindowWidth, 400)
            .AddBytes(DicomTags.PixelData, Vr.OW, pixels);
        using var file = new MemoryStream();
        DicomWriter.Write(file, builder.Build());
        return file.ToArray();
    }

    /// <summary>A grey clip whose stored value is half the row, and 40 more with each frame.</summary>
    public static byte[] Clip(string study, string sop, int frames, int rows, int columns)
    {
        var pixels = new byte[frames * rows * columns];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i / columns % rows / 2 + 40 * (i / (rows * columns)));
        var builder = new DicomDatasetBuilder()
            .Add(DicomTags.SopClassUid, "1.2.840.10008.5.1.4.1.1.3.1").Add(DicomTags.SopInstanceUid, sop).Add(DicomTags.StudyInstanceUid, study)
            .Add(DicomTags.SeriesInstanceUid, study + ".1").Add(DicomTags.Modality, "US").Add(DicomTags.PatientId, "T1").Add(DicomTags.NumberOfFrames, frames)
            .Add(DicomTags.SamplesPerPixel, 1).Add(DicomTags.PhotometricInterpretation, "MONOCHROME2").Add(DicomTags.Rows, rows).Add(DicomTags.Columns, columns)
            .Add(DicomTags.BitsAllocated, 8).Add(DicomTags.BitsStored, 8).Add(DicomTags.HighBit, 7).Add(DicomTags.PixelRepresentation, 0)
            .Add(DicomTags.WindowCenter, 128).Add(DicomTags.WindowWidth, 256).AddBytes(DicomTags.PixelData, Vr.OB, pixels);
        using var file = new MemoryStream();
        DicomWriter.Write(file, builder.Build());
        return file.ToArray();
    }

    /// <summary>Pushes files by STOW-RS and answers status and body.</summary>
    public static async Task<(int Status, JsonElement Body)> PushAsync(HttpClient pacs, IEnumerable<byte[]> files, string path = "/dicomweb/studies", string hospital = "demo-east")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Multipart(files) };
        request.Headers.Add("X-Hospital-Code", hospital);
        using var answer = await pacs.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    public static MultipartContent Multipart(IEnumerable<byte[]> files)
    {
        var content = new MultipartContent("related", "film-boundary");
        content.Headers.ContentType!.Parameters.Add(new NameValueHeaderValue("type", "\"application/dicom\""));
        foreach (var file in files) content.Add(new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("application/dicom") } });
        return content;
    }

    /// <summary>The items of a sequence of a STOW response.</summary>
    public static List<JsonElement> Items(this JsonElement body, string tag) => body.TryGetProperty(tag, out var s) ? [.. s.GetProperty("Value").EnumerateArray()] : [];

    /// <summary>The first value of an attribute in the DICOM JSON model, as text.</summary>
    public static string? Value(this JsonElement item, string tag) => item.TryGetProperty(tag, out var a) ? a.GetProperty("Value")[0].ToString() : null;
}
