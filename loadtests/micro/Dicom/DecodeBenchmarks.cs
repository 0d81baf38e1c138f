using BenchmarkDotNet.Attributes;
using DicomRender.Decoding;
using DicomRender.Decoding.Managed;
using DicomRender.Parsing;

namespace Micro.Dicom;

/// <summary>
/// Frames of the corpus (SHARED_DIR) through the managed decoders, one core.
/// <code>dotnet run -c Release --project loadtests/micro -- --filter '*DecodeBenchmarks*'</code>
/// </summary>
[Config(typeof(ManyShortRuns))]
[MinColumn, MedianColumn]
public class DecodeBenchmarks
{
    private readonly ManagedCodecs _codecs = new();
    private byte[] _codestream = [];
    private PixelShape _shape = null!;
    private string _syntax = "";

    [Params("ct_512_jpeg_ext12.dcm", "ct_512_jpegll_sv1.dcm", "ct_512_rle.dcm")]
    public string File { get; set; } = "";

    [GlobalSetup]
    public void Prepare()
    {
        try
        {
            using var file = DicomFile.Open(Corpus.PathOf(File));
            (_codestream, _shape, _syntax) = (file.PixelData!.ReadFrame(0), PixelShape.From(file.Dataset), file.TransferSyntaxUid);
        }
        catch (CorpusMissingException missing)
        {
            // The benchmark runs in this process; its runner would print a stack trace and go on to the next file.
            Console.Error.WriteLine(missing.Message);
            Environment.Exit(2);
        }
    }

    [Benchmark]
    public DecodedFrame Decode() =>
        _codecs.DecodeAsync(_syntax, _codestream, _shape, CancellationToken.None).AsTask().GetAwaiter().GetResult();
}
