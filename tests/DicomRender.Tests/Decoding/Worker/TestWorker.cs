using System.Diagnostics;
using System.Runtime.CompilerServices;
using DicomRender.Decoding;
using DicomRender.Decoding.Worker;

namespace DicomRender.Tests.Decoding.Worker;

/// <summary>This test program also runs as a codec worker, good or bad, or as a host of one, when its first argument says so.</summary>
internal static class TestWorker
{
    public const string Good = "codec-worker", Hanging = "hanging-worker", Spinning = "spinning-worker", Babbling = "babbling-worker",
        Dying = "dying-worker", Host = "worker-host";

    public static ProcessStartInfo StartInfo(string role = Good) =>
        new(Path.Combine(AppContext.BaseDirectory, "DicomRender.Tests"), [role]);

    // Other threads cannot enter this module until its initializer is done, so everything here stays on one thread.
    [ModuleInitializer]
    internal static void RunIfAsked()
    {
        if (Environment.GetCommandLineArgs() is not [_, Good or Hanging or Spinning or Babbling or Dying or Host, ..] args) return;
        using var input = Console.OpenStandardInput();
        using var output = Console.OpenStandardOutput();
        if (args[1] == Good) CodecWorker.RunAsync(input, output).GetAwaiter().GetResult();
        else if (args[1] == Host) HoldWorker();
        else Misbehave(args[1], input, output);
        Environment.Exit(0);
    }

    private static void Misbehave(string role, Stream input, Stream output)
    {
        input.ReadExactly(new byte[8]);
        output.Write("DICM"u8);
        input.ReadExactly(new byte[4]);
        if (role == Babbling) output.Write(Enumerable.Repeat((byte)0x7F, 64).ToArray());
        for (var turns = 0L; role == Spinning; turns++) Volatile.Write(ref turns, turns);
        if (role == Dying) Process.GetCurrentProcess().Kill();
        Thread.CurrentThread.Join();
    }

    // Prints its worker's process id and stays.
    private static void HoldWorker()
    {
        var pool = new CodecProcessPool(() => StartInfo(), new CodecProcessOptions(), TimeProvider.System);
        pool.DecodeAsync(TransferSyntaxes.Jpeg2000Lossless, FlatJpeg2000.Write(8, 8), Shapes.Grey(8, 8, 16), CancellationToken.None)
            .AsTask().GetAwaiter().GetResult();
        Console.WriteLine(pool.IdleWorkers.Single());
        Thread.CurrentThread.Join();
    }
}
