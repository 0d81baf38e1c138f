using System.Diagnostics;
using System.Text;
using System.Text.Json;
using DicomRender;
using DicomRender.Datasets;
using DicomRender.Parsing;
using DicomRender.Writing;

namespace Micro.Dicom;

/// <summary>
/// Feeds mutated files to the parser and reads everything from what it makes of them: every value, the JSON model, every frame.
/// Passes when nothing but <see cref="DicomException"/> is thrown, no input takes 2 s, and no input allocates beyond <see
/// cref="AllocationLimit"/>.
/// </summary>
internal static class ParserFuzz
{
    /// <summary>Real seconds; the machine may be busy with other things, so this is far above what any input needs.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(2);
    private const int FramesRead = 40;

    /// <summary>
    /// What one input may allocate in all: reading frames and values costs its size a few dozen times, inflation up to 32 MB.
    /// </summary>
    private static long AllocationLimit(int inputLength) => (64L << 20) + 64L * inputLength;

    /// <param name="folder">Real files to start from.</param>
    /// <param name="count">Mutated inputs.</param>
    /// <param name="seed">Same seed, same inputs.</param>
    /// <exception cref="InvalidOperationException">The parser failed; the message says how, and where the input was written to.</exception>
    public static ParserFuzzReport Run(string folder, int count, int seed)
    {
        var mutator = new FileMutator(Seeds(folder), seed);
        var refusals = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var clock = Stopwatch.StartNew();
        var slowest = TimeSpan.Zero;
        byte[] slowestInput = [];
        long largest = 0, fed = 0;
        for (var i = 0; i < count; i++)
        {
            var input = mutator.Next();
            fed += input.Length;
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var started = clock.Elapsed;
            var outcome = Outcome(input, i);
            refusals[outcome] = refusals.GetValueOrDefault(outcome) + 1;
            var took = clock.Elapsed - started;
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            if (took > TimeLimit || allocated > AllocationLimit(input.Length))
                throw Failure(input, i, $"took {took} and allocated {allocated} bytes for {input.Length}");
            if (took > slowest) (slowest, slowestInput) = (took, input);
            largest = Math.Max(largest, allocated);
        }
        var total = clock.Elapsed;
        _ = Outcome(slowestInput, -1);
        return new()
        {
            Inputs = count,
            Readable = refusals.GetValueOrDefault("read"),
            BytesFed = fed,
            Elapsed = total,
            Slowest = slowest,
            SlowestAgain = clock.Elapsed - total,
            LargestAllocation = largest,
            Refusals = refusals,
        };
    }

    private static string Outcome(byte[] input, int number)
    {
        try
        {
            using var file = DicomFile.Read(new MemoryStream(input, writable: false));
            ReadEverything(file);
            return "read";
        }
        catch (DicomException error)
        {
            return error.Code;
        }
        catch (Exception error)
        {
            throw Failure(input, number, error.ToString());
        }
    }

    private static InvalidOperationException Failure(byte[] input, int number, string what)
    {
        var path = Path.Combine(Path.GetTempPath(), $"parser-fuzz-{number}.dcm");
        File.WriteAllBytes(path, input);
        return new($"Input {number}, kept as {path}: {what}");
    }

    private static void ReadEverything(DicomFile file)
    {
        ReadValues(file.Meta);
        ReadValues(file.Dataset);
        using (var writer = new Utf8JsonWriter(Stream.Null)) DicomJson.Write(writer, file.Dataset, "bulk");
        if (file.PixelData is not { } pixels) return;
        ReadFrame(pixels, int.MaxValue);
        ReadFrame(pixels, pixels.FrameCount - 1);
        for (var frame = 0; frame < Math.Min(pixels.FrameCount, FramesRead); frame++) ReadFrame(pixels, frame);
        _ = pixels.WholeFrames;
    }

    /// <summary>One bad frame must not keep the next from being read.</summary>
    private static void ReadFrame(PixelData pixels, int frame)
    {
        try
        {
            _ = pixels.ReadFrame(frame);
        }
        catch (DicomException)
        {
            // Refusing a frame is an answer.
        }
    }

    private static void ReadValues(DicomDataset dataset)
    {
        foreach (var element in dataset.Elements)
        {
            _ = element.GetBytes();
            _ = dataset.GetStrings(element.Tag);
            _ = dataset.GetDoubles(element.Tag);
            _ = dataset.GetInt(element.Tag);
            _ = dataset.GetPersonName(element.Tag);
            foreach (var item in element.Items) ReadValues(item);
        }
    }

    /// <summary>
    /// The files with their frames cut to a few bytes (a mutation in a header then costs no copying of pixels), their heads as they are,
    /// and some whole ones.
    /// </summary>
    private static List<byte[]> Seeds(string folder)
    {
        var seeds = new List<byte[]>();
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var bytes = File.ReadAllBytes(path);
            seeds.Add(bytes.Length <= 12_000 ? bytes : bytes[..6000]);
            AddRewritten(bytes, seeds);
        }
        if (seeds.Count == 0) throw new InvalidOperationException($"{folder} holds no files.");
        return seeds;
    }

    private static void AddRewritten(byte[] bytes, List<byte[]> seeds)
    {
        try
        {
            using var file = DicomFile.Read(new MemoryStream(bytes));
            if (file.Dataset.GetString(DicomTags.SopClassUid) is null || file.Dataset.GetString(DicomTags.SopInstanceUid) is null) return;
            var small = file.Dataset.Elements.Where(element => element is { IsBulk: false, Length: < 2000 });
            DicomElement pixels = file.PixelData is { IsEncapsulated: true }
                ? new DicomDatasetBuilder().AddEncapsulated([[0xFF, 0xD8, 0xFF, 1], [2, 3], [0xFF, 0xD8, 0xFF, 4]]).Build()
                    .Find(DicomTags.PixelData)!
                : new DicomDatasetBuilder().AddBytes(DicomTags.PixelData, Vr.OW, new byte[600]).Build().Find(DicomTags.PixelData)!;
            var dataset = new DicomDataset([.. small, pixels]);
            foreach (var syntax in new[] { file.TransferSyntaxUid, TransferSyntax.ImplicitLittleEndian, TransferSyntax.ExplicitBigEndian,
                TransferSyntax.DeflatedExplicitLittleEndian })
            {
                using var target = new MemoryStream();
                DicomWriter.Write(target, dataset, syntax);
                seeds.Add(target.ToArray());
            }
        }
        catch (DicomException)
        {
            // The start of a file that is refused was added already; it is a seed too.
        }
    }

    /// <summary>Command line: <c>fuzz-parser --folder DIR --count N --seed S</c>.</summary>
    /// <returns>0 when the parser held.</returns>
    public static int RunCommand(string[] arguments)
    {
        var folder = Corpus.FolderOr(Option(arguments, "--folder"));
        var report = Run(folder, int.Parse(Option(arguments, "--count") ?? "1000000"), int.Parse(Option(arguments, "--seed") ?? "1"));
        var text = new StringBuilder()
            .AppendLine($"inputs {report.Inputs}, {report.BytesFed >> 20} MB, {report.Elapsed.TotalSeconds:F1} s; read {report.Readable}")
            .Append($"slowest {report.Slowest.TotalMilliseconds:F1} ms (again, alone: {report.SlowestAgain.TotalMilliseconds:F1} ms), ")
            .Append($"largest allocation {report.LargestAllocation >> 10} KB, ")
            .AppendLine($"peak resident set {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB");
        foreach (var (code, times) in report.Refusals) text.AppendLine($"  {code} {times}");
        Console.Write(text);
        return 0;
    }

    private static string? Option(string[] arguments, string name) =>
        Array.IndexOf(arguments, name) is >= 0 and var index && index + 1 < arguments.Length ? arguments[index + 1] : null;
}
