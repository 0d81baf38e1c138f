using System.Collections.Concurrent;
using System.Diagnostics;
using DicomRender;
using DicomRender.Decoding;
using DicomRender.Decoding.Managed;
using DicomRender.Decoding.Worker;
using DicomRender.Parsing;

namespace Micro.Dicom;

/// <summary>
/// Feeds mutated codestreams to every decoder: managed ones in process and through a worker, native ones through a worker. Passes when
/// nothing but <see cref="DicomException"/> comes out, no input takes longer than its limit, the host's memory stays bounded, and an
/// untouched codestream still decodes as before when all is over.
/// </summary>
internal static class DecoderFuzz
{
    // In process this is processor time. Of workers the pool limits the processor time (codec_timeout counts what it stopped); here only
    // the time by the clock is checked, which includes starting and waiting.
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ClockLimit = new CodecProcessOptions().StartTimeLimit + new CodecProcessOptions().MaxTimeLimit;
    private const long AllocationLimit = 256L << 20;

    private sealed record Seed(byte[] Codestream, PixelShape Shape);

    private static readonly (string Name, string Syntax, string[] Files)[] Decoders =
    [
        ("rle", TransferSyntaxes.Rle, ["us_rle_palette_3regions.dcm", "us_rle_ybr_full_planar.dcm", "ct_512_rle.dcm"]),
        ("jpeg-baseline", TransferSyntaxes.JpegBaseline,
            ["sc_jpeg_ybr_420.dcm", "sc_jpeg_rgb_no_transform.dcm", "us_mf30_jpeg_ybr422.dcm"]),
        ("jpeg-extended", TransferSyntaxes.JpegExtended, ["nm_jpegext_wg04.dcm", "ct_512_jpeg_ext12.dcm"]),
        ("jpeg-lossless", TransferSyntaxes.JpegLossless, ["mr1_jpegll_sv1.dcm", "ct_512_jpegll_sv1.dcm"]),
        ("jpeg-ls", TransferSyntaxes.JpegLsLossless, ["mr4_jpegls.dcm", "ct_512_jpegls.dcm"]),
        ("jpeg-2000", TransferSyntaxes.Jpeg2000, ["bad_j2k_mf_too_short.dcm", "us_j2k_ybr_rct.dcm", "ct_512_j2k_lossless.dcm"]),
    ];

    /// <summary>The other side of the pool: this program as a worker.</summary>
    public static async Task<int> WorkAsync()
    {
        await CodecWorker.RunAsync(Console.OpenStandardInput(), Console.OpenStandardOutput());
        return 0;
    }

    /// <summary>Command line: <c>fuzz-decoders --count N --seed S [--folder DIR] [--only NAME]</c>.</summary>
    /// <returns>0 when every decoder held.</returns>
    public static async Task<int> RunCommandAsync(string[] arguments)
    {
        string? Option(string name) =>
            Array.IndexOf(arguments, name) is >= 0 and var at && at + 1 < arguments.Length ? arguments[at + 1] : null;
        var folder = Corpus.FolderOr(Option("--folder"));
        var (count, seed) = (int.Parse(Option("--count") ?? "20000"), int.Parse(Option("--seed") ?? "1"));
        var managed = new ManagedCodecs();
        var held = true;
        foreach (var (name, syntax, files) in Decoders.Where(d => Option("--only") is not { } only || d.Name == only))
        {
            var seeds = files.Select(f => ReadSeed(Path.Combine(folder, f))).ToArray();
            if (managed.Supports(syntax)) held &= await RunAsync($"{name}, in process", managed, null, syntax, seeds, count, seed);
            await using var pool = new CodecProcessPool(() => new ProcessStartInfo(Environment.ProcessPath!, ["codec-worker"]),
                new CodecProcessOptions(), TimeProvider.System);
            held &= await RunAsync($"{name}, worker", pool, pool, syntax, seeds, count, seed);
        }
        return held ? 0 : 1;
    }

    private static Seed ReadSeed(string path)
    {
        using var file = DicomFile.Open(path);
        return new Seed(file.PixelData!.ReadFrame(0), PixelShape.From(file.Dataset));
    }

    private static async Task<bool> RunAsync(string name, IDicomCodec codec, CodecProcessPool? pool, string syntax, Seed[] seeds, int count,
        int seed)
    {
        var before = await DecodeAllAsync(codec, syntax, seeds);
        var outcomes = new ConcurrentDictionary<string, int>();
        var failures = new ConcurrentQueue<string>();
        var (slowest, slowestGate) = (TimeSpan.Zero, new Lock());
        var mutator = new CodestreamMutator(seed);
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(Inputs(mutator, seeds, count),
            new ParallelOptions { MaxDegreeOfParallelism = pool is null ? 1 : Environment.ProcessorCount },
            async (input, cancellationToken) =>
            {
                var (allocated, began, used) =
                    (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
                var outcome = await OutcomeAsync(codec, syntax, input, failures, cancellationToken);
                var took = pool is null ? Environment.CpuUsage.TotalTime - used : Stopwatch.GetElapsedTime(began);
                allocated = pool is null ? GC.GetAllocatedBytesForCurrentThread() - allocated : 0;
                outcomes.AddOrUpdate(outcome, 1, (_, n) => n + 1);
                lock (slowestGate) slowest = took > slowest ? took : slowest;
                if (took > (pool is null ? TimeLimit : ClockLimit) || allocated > AllocationLimit)
                    failures.Enqueue(Keep(input, $"took {took.TotalSeconds:0.0} s and allocated {allocated >> 20} MiB"));
            });
        var elapsed = Stopwatch.GetElapsedTime(started);
        if (!before.SequenceEqual(await DecodeAllAsync(codec, syntax, seeds)))
            failures.Enqueue("an untouched codestream no longer decodes as before");
        var kinds = string.Join(", ", outcomes.OrderByDescending(o => o.Value).Select(o => $"{o.Key} {o.Value}"));
        Console.WriteLine($"{name}: {count} inputs in {elapsed.TotalSeconds:0} s ({elapsed.TotalMilliseconds / count:0.00} ms each), "
            + $"slowest {slowest.TotalMilliseconds:0} ms, host {Environment.WorkingSet >> 20} MiB{WorkerPeak(pool)}; {kinds}");
        foreach (var failure in failures.Take(5)) Console.WriteLine($"  FAILED: {failure}");
        return failures.IsEmpty;
    }

    private static IEnumerable<Seed> Inputs(CodestreamMutator mutator, Seed[] seeds, int count)
    {
        for (var i = 0; i < count; i++)
            yield return seeds[i % seeds.Length] with { Codestream = mutator.Next(seeds[i % seeds.Length].Codestream) };
    }

    private static async Task<string> OutcomeAsync(IDicomCodec codec, string syntax, Seed input, ConcurrentQueue<string> failures,
        CancellationToken cancellationToken)
    {
        try
        {
            var frame = await codec.DecodeAsync(syntax, input.Codestream, input.Shape, cancellationToken);
            if (frame.Samples.Length != frame.Shape.FrameBytes) failures.Enqueue(Keep(input, "samples do not fill their shape"));
            return "decoded";
        }
        catch (DicomException e)
        {
            return e.Message.Contains("died", StringComparison.Ordinal) ? "worker died" : e.Code;
        }
        catch (Exception e)
        {
            failures.Enqueue(Keep(input, e.ToString()));
            return e.GetType().Name;
        }
    }

    private static string Keep(Seed input, string what)
    {
        var path = Path.Combine(Path.GetTempPath(), $"decoder-fuzz-{Guid.NewGuid():N}.bin");
        File.WriteAllBytes(path, input.Codestream);
        return $"{path}: {what}";
    }

    private static async Task<List<string>> DecodeAllAsync(IDicomCodec codec, string syntax, Seed[] seeds)
    {
        var digests = new List<string>();
        foreach (var seed in seeds)
            digests.Add(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(
                (await codec.DecodeAsync(syntax, seed.Codestream, seed.Shape, CancellationToken.None)).Samples)));
        return digests;
    }

    private static string WorkerPeak(CodecProcessPool? pool)
    {
        if (pool is null || !OperatingSystem.IsLinux()) return "";
        var peaks = pool.IdleWorkers.Select(id =>
            File.ReadLines($"/proc/{id}/status").First(l => l.StartsWith("VmHWM", StringComparison.Ordinal))[6..].Trim());
        return $", workers' peak {string.Join(" and ", peaks)}";
    }
}
