using System.Collections.Concurrent;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using DicomRender.Decoding;
using DicomRender.Parsing;
using DicomRender.Pictures;
using DicomRender.Rendering;
using DicomRender.Storing;
using DicomRender.Tiling;
using DicomRender.Windowing;

namespace DicomRender.Tests.Golden;

/// <summary>Every reference rendering of the shared corpus, through the path the product takes: file, codec, container, picture.</summary>
public class GoldenTests
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<FrameContainer>>> Containers = [];
    private static readonly Lazy<Dictionary<string, byte[]>> References = new(ReadReferences);

    public static IEnumerable<TheoryDataRow<string, int>> Entries()
    {
        if (!RepositoryFiles.HasSharedData)
            return [new("", 0) { Skip = "The shared data folder is missing: set SHARED_DIR or place 'shared' beside the repository." }];
        var path = SharedData.PathOf("manifest.json");
        using var manifest = JsonDocument.Parse(File.ReadAllText(path));
        return [.. manifest.RootElement.EnumerateArray()
            .Select((entry, i) => new TheoryDataRow<string, int>(entry.GetProperty("output").GetString()!, i))];
    }

    [Theory]
    [MemberData(nameof(Entries))]
    public async Task A_reference_is_met_within_its_tolerance(string output, int number)
    {
        using var manifest = JsonDocument.Parse(
            await File.ReadAllTextAsync(SharedData.PathOf("manifest.json"), TestContext.Current.CancellationToken));
        var entry = manifest.RootElement[number];
        var container = await Containers.GetOrAdd(entry.GetProperty("file").GetString()!, name => new(() => OpenAsync(name))).Value;
        var request = RequestOf(entry, Path.GetExtension(output) == ".ppm" ? OutputFormat.Ppm : OutputFormat.Pgm);
        var frame = entry.GetProperty("frame").GetInt32() - 1;
        var picture = await Renderer.RenderAsync(container, frame, request, TestContext.Current.CancellationToken);
        var stored = await container.ReadFrameAsync(frame, 0, TestContext.Current.CancellationToken);
        Assert.Equal(picture, Renderer.Render(stored, container.Description, frame, request));

        var (max, mean) = PortableMap.Difference(References.Value[output], picture);
        var tolerance = entry.GetProperty("tolerance");
        Assert.True(max <= tolerance.GetProperty("max").GetDouble()
            && mean <= tolerance.GetProperty("mean").GetDouble(), $"max {max}, mean {mean:F3}; allowed {tolerance.GetRawText()}");
    }

    [Theory]
    [InlineData("bad_j2k_mf_too_short.dcm", "truncated")]
    [InlineData("bad_meta_no_transfer_syntax.dcm", null)]
    [InlineData("bad_mr_truncated_pixeldata.dcm", "truncated")]
    [InlineData("bad_no_meta_stray_byte.dcm", null)]
    [InlineData("bad_rtplan_truncated.dcm", "truncated")]
    [InlineData("sr_report.dcm", "no_pixel_data")]
    [InlineData("DICOMDIR", "no_pixel_data")]
    public async Task What_is_no_image_is_refused_by_name(string name, string? code)
    {
        var error = await Assert.ThrowsAsync<DicomException>(async () =>
        {
            using var file = DicomFile.Open(SharedData.FileOf(name));
            await ContainerOf(file, TestCodecs.All);
        });
        if (code is not null) Assert.Equal(code, error.Code);
    }

    internal static async Task<FrameContainer> ContainerOf(DicomFile file, IDicomCodec codec)
    {
        using var target = new MemoryStream();
        await FrameContainerBuilder.BuildAsync(file, target, codec, TestContext.Current.CancellationToken);
        return await FrameContainer.OpenAsync(new MemoryByteSource(target.ToArray()), TestContext.Current.CancellationToken);
    }

    private static async Task<FrameContainer> OpenAsync(string name)
    {
        using var file = DicomFile.Open(SharedData.FileOf(name));
        try
        {
            return await ContainerOf(file, TestCodecs.All);
        }
        catch (DicomException e) when (e.Code == "codec_missing")
        {
            Assert.Skip(e.Message);
            throw;
        }
    }

    private static RenderRequest RequestOf(JsonElement entry, OutputFormat format)
    {
        var request = new RenderRequest
        {
            Format = format,
            Overlays = entry.TryGetProperty("overlays", out var overlays) && overlays.ValueKind != JsonValueKind.Null,
        };
        var window = entry.GetProperty("window");
        if (window.ValueKind == JsonValueKind.Null) return request;
        return window.GetProperty("type").GetString() switch
        {
            "window" => request with
            {
                Window = new Window(window.GetProperty("center").GetDouble(), window.GetProperty("width").GetDouble(),
                    VoiFunctions.Parse(window.GetProperty("function").GetString())!.Value),
            },
            "voilut" => request with { VoiLut = window.GetProperty("index").GetInt32() },
            _ => request,
        };
    }

    private static Dictionary<string, byte[]> ReadReferences()
    {
        using var gzip = new GZipStream(File.OpenRead(SharedData.PathOf("ref.tar.gz")), CompressionMode.Decompress);
        using var tar = new TarReader(gzip);
        var references = new Dictionary<string, byte[]>();
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is not { } data) continue;
            using var bytes = new MemoryStream();
            data.CopyTo(bytes);
            references[entry.Name] = bytes.ToArray();
        }
        return references;
    }
}

/// <summary>P5 and P6 files compared sample by sample.</summary>
internal static class PortableMap
{
    public static (int Max, double Mean) Difference(byte[] expected, byte[] actual)
    {
        var (a, b) = (Read(expected), Read(actual));
        Assert.Equal(a.Header, b.Header);
        var (max, sum) = (0, 0L);
        for (var i = 0; i < a.Samples.Length; i++)
        {
            var difference = Math.Abs(a.Samples[i] - b.Samples[i]);
            max = Math.Max(max, difference);
            sum += difference;
        }
        return (max, sum / (double)a.Samples.Length);
    }

    private static (string Header, byte[] Samples) Read(byte[] file)
    {
        var (fields, at) = (new List<string>(), 0);
        while (fields.Count < 4)
        {
            if (file[at] == '#') while (file[at] != '\n') at++;
            var start = at;
            while (!char.IsWhiteSpace((char)file[at])) at++;
            if (at > start) fields.Add(System.Text.Encoding.ASCII.GetString(file, start, at - start));
            at++;
        }
        return (string.Join(' ', fields), file[at..]);
    }
}
