using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using DicomRender.Frames;
using DicomRender.Tiling;

namespace DicomRender.Tests.Tiling;

/// <summary>The lossless form a viewer reads, held to tests/vectors/samples.json as the viewer is.</summary>
public class SamplesFormatTests
{
    public static IEnumerable<TheoryDataRow<string, JsonElement>> Cases()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryFiles.Root, "tests", "vectors", "samples.json")));
        foreach (var test in document.RootElement.GetProperty("cases").EnumerateArray())
            yield return new(test.GetProperty("name").GetString()!, test.Clone());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Samples_become_the_planes_of_the_table(string name, JsonElement test)
    {
        Assert.NotEmpty(name);
        Assert.Equal(test.GetProperty("planes").GetBytesFromBase64(), Inflate(SamplesFormat.Encode(FrameOf(test))));
        Assert.Equal(test.GetProperty("planes").GetBytesFromBase64(), Inflate(test.GetProperty("gzip").GetBytesFromBase64()));
    }

    [Fact]
    public void Colour_is_not_offered() =>
        Assert.Throws<ArgumentException>(() => SamplesFormat.Encode(new StoredFrame(1, 1, SampleKind.Rgb24, [1, 2, 3])));

    private static StoredFrame FrameOf(JsonElement test)
    {
        var values = test.GetProperty("samples").EnumerateArray().Select(value => value.GetInt32());
        var (rows, columns) = (test.GetProperty("rows").GetInt32(), test.GetProperty("columns").GetInt32());
        if (test.GetProperty("bytesPerSample").GetInt32() == 1)
            return new(rows, columns, SampleKind.Gray8, [.. values.Select(value => (byte)value)]);
        var kind = test.GetProperty("signed").GetBoolean() ? SampleKind.GrayS16 : SampleKind.GrayU16;
        return new(rows, columns, kind, MemoryMarshal.AsBytes<ushort>(values.Select(value => (ushort)value).ToArray()).ToArray());
    }

    private static byte[] Inflate(byte[] gzip)
    {
        using var source = new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress);
        using var target = new MemoryStream();
        source.CopyTo(target);
        return target.ToArray();
    }
}
