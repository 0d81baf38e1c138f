using System.Numerics;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using DicomRender.Datasets;
using DicomRender.Decoding.Managed;
using DicomRender.Frames;
using DicomRender.Parsing;
using DicomRender.Pictures;
using DicomRender.Rendering;
using DicomRender.Storing;
using DicomRender.Tiling;
using DicomRender.Windowing;
using DicomRender.Writing;

namespace Micro.Dicom;

/// <summary>
/// One 512x512 CT slice from stored samples to picture, one core. Budgets: windowing 0.10 ms, window + JPEG 0.7 ms, from the store on disk
/// to JPEG 2 ms, 128-pixel picture 0.3 ms. The slice is the corpus' (SHARED_DIR), or noise around a disc where there is none.
/// <code>dotnet run -c Release --project loadtests/micro -- --filter '*RenderBenchmarks*'</code>
/// </summary>
[Config(typeof(ManyShortRuns))]
[MinColumn, MedianColumn]
public class RenderBenchmarks
{
    private const int Side = 512;
    private static readonly Window SoftTissue = new(40, 400);
    private static readonly RenderRequest Jpeg = new() { Window = SoftTissue, Quality = 75 };

    private readonly byte[] _grey = new byte[Side * Side];
    private string _path = "";
    private FileByteSource? _source;
    private FrameContainer _container = null!;
    private StoredFrame _frame = null!;
    private GrayTransfer _transfer = null!;
    private Raster _large;

    [GlobalSetup]
    public void Prepare() => PrepareAsync().GetAwaiter().GetResult();

    private async Task PrepareAsync()
    {
        _path = Path.GetTempFileName();
        using (var file = OpenSlice())
        await using (var target = File.Create(_path))
            await FrameContainerBuilder.BuildAsync(file, target, new ManagedCodecs(), CancellationToken.None);
        _source = new(_path);
        _container = await FrameContainer.OpenAsync(_source, CancellationToken.None);
        _frame = await _container.ReadFrameAsync(0, 0, CancellationToken.None);
        Console.WriteLine($"// container: {_source.Length} bytes for {_frame.ByteSize} bytes of samples");
        _transfer = Window();
        _transfer.Apply(MemoryMarshal.Cast<byte, ushort>(_frame.Samples.Span), _grey);
        _large = Tiled(6 * Side);
    }

    [GlobalCleanup]
    public void Remove()
    {
        _source?.Dispose();
        File.Delete(_path);
    }

    [Benchmark(Baseline = true, Description = "windowing: plain Vector<T> loop")]
    public void VectorLoop() => PlainLoop(MemoryMarshal.Cast<byte, short>(_frame.Samples.Span), _grey);

    [Benchmark(Description = "windowing: ours, window set up anew")]
    public void Windowing() => Window().Apply(MemoryMarshal.Cast<byte, ushort>(_frame.Samples.Span), _grey);

    [Benchmark(Description = "JPEG alone (quality 75)")]
    public byte[] JpegAlone() => PictureEncoder.Encode(new(_grey, Side, Side, 1), OutputFormat.Jpeg, 75);

    [Benchmark(Description = "window + JPEG")]
    public byte[] WindowAndJpeg() => Renderer.Render(_frame, _container.Description, 0, Jpeg);

    [Benchmark(Description = "unpack one frame from disk")]
    public StoredFrame Unpack() => _container.ReadFrameAsync(0, 0, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    [Benchmark(Description = "open the store, read, window, JPEG")]
    public byte[] StoreToJpeg() => FromDisk().GetAwaiter().GetResult();

    [Benchmark(Description = "128-pixel JPEG from samples")]
    public byte[] Small() => Renderer.Render(_frame, _container.Description, 0, Jpeg with { Viewport = new(128, 128) });

    [Benchmark(Description = "window + PNG")]
    public byte[] Png() => Renderer.Render(_frame, _container.Description, 0, Jpeg with { Format = OutputFormat.Png });

    [Benchmark(Description = "9-megapixel JPEG on one core")]
    public byte[] LargeJpeg() => PictureEncoder.Encode(_large, OutputFormat.Jpeg, 75);

    [Benchmark(Description = "9-megapixel JPEG on two cores")]
    public byte[] LargeJpegOnTwo() => PictureEncoder.Encode(_large, OutputFormat.Jpeg, 75, threads: 2);

    [Benchmark(Description = "lossless samples for the phone")]
    public byte[] Samples() => SamplesFormat.Encode(_frame);

    private async Task<byte[]> FromDisk()
    {
        using var file = new FileByteSource(_path);
        return await Renderer.RenderAsync(await FrameContainer.OpenAsync(file, CancellationToken.None), 0, Jpeg, CancellationToken.None);
    }

    private GrayTransfer Window()
    {
        var image = _container.Description;
        return new(image.ModalityOf(0), new(SoftTissue), image.Invert, image.Padding, StoredRange.Of(image.BitsStored, image.IsSigned),
            image.IsSigned);
    }

    // Repeat the slice, so that the large picture has as much detail per pixel as a real one.
    private Raster Tiled(int side)
    {
        var pixels = new byte[side * side];
        for (var row = 0; row < side; row++)
            for (var column = 0; column < side; column += Side)
                _grey.AsSpan(row % Side * Side, Side).CopyTo(pixels.AsSpan(row * side + column));
        return new(pixels, side, side, 1);
    }

    // What anybody would write first with Vector<T>: widen, multiply, clamp, narrow.
    private static void PlainLoop(ReadOnlySpan<short> samples, Span<byte> grey)
    {
        var (slope, offset) = (new Vector<float>(255f / 399), new Vector<float>(255f * (-1024 + 159.5f) / 399));
        var (zero, white) = (Vector<float>.Zero, new Vector<float>(255));
        var step = Vector<short>.Count;
        for (var i = 0; i <= samples.Length - 2 * step; i += 2 * step)
        {
            Vector.Widen(new Vector<short>(samples[i..]), out var a, out var b);
            Vector.Widen(new Vector<short>(samples[(i + step)..]), out var c, out var d);
            var low = Vector.Narrow(Level(a), Level(b));
            var high = Vector.Narrow(Level(c), Level(d));
            Vector.Narrow(low, high).CopyTo(grey[i..]);
        }

        Vector<uint> Level(Vector<int> value) =>
            Vector.ConvertToInt32(Vector.Min(Vector.Max(Vector.ConvertToSingle(value) * slope + offset, zero), white)).As<int, uint>();
    }

    private static DicomFile OpenSlice()
    {
        var real = Path.Combine(Environment.GetEnvironmentVariable("SHARED_DIR") ?? "", "data", "dicom", "data", "ct_512_implLE.dcm");
        if (File.Exists(real)) return DicomFile.Open(real);
        var random = new Random(1);
        var words = new byte[Side * Side * 2];
        for (var i = 0; i < Side * Side; i++)
        {
            var (x, y) = (i % Side - 256, i / Side - 256);
            BitConverter.TryWriteBytes(words.AsSpan(i * 2), (short)((x * x + y * y < 40000 ? 1064 : 24) + random.Next(-20, 20)));
        }
        var image = new DicomDatasetBuilder().Add(DicomTags.SopClassUid, "1.2.840.10008.5.1.4.1.1.2")
            .Add(DicomTags.SopInstanceUid, "2.25.1").Add(DicomTags.PixelRepresentation, 1)
            .Add(DicomTags.Rows, Side).Add(DicomTags.Columns, Side).Add(DicomTags.SamplesPerPixel, 1)
            .Add(DicomTags.PhotometricInterpretation, "MONOCHROME2")
            .Add(DicomTags.BitsAllocated, 16).Add(DicomTags.BitsStored, 16).Add(DicomTags.HighBit, 15).Add(DicomTags.RescaleSlope, 1)
            .Add(DicomTags.RescaleIntercept, -1024)
            .AddBytes(DicomTags.PixelData, Vr.OW, words).Build();
        var stream = new MemoryStream();
        DicomWriter.Write(stream, image);
        stream.Position = 0;
        return DicomFile.Read(stream);
    }
}
