using System.Diagnostics;
using Bff.Film.Commands;
using DicomRender.Decoding;
using DicomRender.Decoding.Worker;

namespace Bff.Tests.Film;

/// <summary>The executable as a codec worker.</summary>
public sealed class CodecWorkerCommandTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_decodes_and_passes_over_a_stop_that_is_told_the_whole_process_group()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Signals are a matter of Unix.");
        await using var pool = new CodecProcessPool(CodecWorkerCommand.StartInfo, new CodecProcessOptions { WorkerCount = 1 },
            TimeProvider.System);
        await DecodeAsync(pool);
        var worker = pool.IdleWorkers.Single();
        foreach (var signal in new[] { "-INT", "-TERM" })
        {
            using var kill = Process.Start("kill", [signal, $"{worker}"]);
            await kill.WaitForExitAsync(Stop);
            Assert.Equal(0, kill.ExitCode);
        }
        await DecodeAsync(pool);
        Assert.Equal(worker, pool.IdleWorkers.Single());
    }

    private static async Task DecodeAsync(CodecProcessPool pool)
    {
        // One RLE segment at byte 64 that holds a run of four (PS3.5 annex G).
        var codestream = new byte[66];
        (codestream[0], codestream[4], codestream[64], codestream[65]) = (1, 64, 0xFD, 7);
        var frame = await pool.DecodeAsync("1.2.840.10008.1.2.5", codestream, PixelShape.Create(2, 2, 1, new(8, 8, 7), 0, "MONOCHROME2"),
            Stop);
        Assert.Equal([7, 7, 7, 7], frame.Samples);
    }
}
