using System.Buffers.Binary;
using System.Diagnostics;

namespace DicomRender.Decoding.Worker;

/// <summary>One worker as its parent sees it: a process, two pipes, and whether it can be used again.</summary>
internal sealed class CodecWorkerProcess : IDisposable
{
    // All the runtime needs to find itself; everything else of the parent's environment, secrets included, stays with the parent.
    private static readonly string[] Inherited = ["DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64", "LD_LIBRARY_PATH"];

    private readonly Process _process;

    private CodecWorkerProcess(Process process) => _process = process;

    public int Id => _process.Id;
    public int Frames { get; private set; }
    public bool IsUsable => !_killed && !_process.HasExited;
    private volatile bool _killed;

    /// <summary>Processor time used so far; more than any limit once the process has ended.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            try
            {
                return _process.TotalProcessorTime;
            }
            catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                return TimeSpan.MaxValue / 2;
            }
        }
    }

    public static async Task<CodecWorkerProcess> StartAsync(WorkerStarter starter, ProcessStartInfo startInfo, long memoryLimit,
        CancellationToken cancellationToken)
    {
        Prepare(startInfo, memoryLimit);
        var worker = new CodecWorkerProcess(await starter.StartAsync(startInfo));
        try
        {
            await using var _ = cancellationToken.UnsafeRegister(static w => ((CodecWorkerProcess)w!).Kill(), worker);
            var number = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(number, memoryLimit);
            await worker._process.StandardInput.BaseStream.WriteAsync(number, cancellationToken);
            await worker._process.StandardInput.BaseStream.FlushAsync(cancellationToken);
            await worker._process.StandardOutput.BaseStream.ReadExactlyAsync(number.AsMemory(0, 4), cancellationToken);
            if (BinaryPrimitives.ReadInt32LittleEndian(number) != CodecWorker.Ready)
                throw new InvalidDataException("This is no codec worker.");
            return worker;
        }
        catch
        {
            worker.Dispose();
            throw;
        }
    }

    /// <summary>Has one frame decoded. When cancelled the worker is killed, whatever it is doing.</summary>
    public async Task<DecodedFrame> DecodeAsync(string transferSyntaxUid, ReadOnlyMemory<byte> codestream, PixelShape expected,
        CancellationToken cancellationToken)
    {
        Frames++;
        await using var _ = cancellationToken.UnsafeRegister(static w => ((CodecWorkerProcess)w!).Kill(), this);
        await CodecMessages.WriteRequestAsync(_process.StandardInput.BaseStream, transferSyntaxUid, codestream, expected,
            cancellationToken);
        return await CodecMessages.ReadResponseAsync(_process.StandardOutput.BaseStream, expected, cancellationToken);
    }

    public void Kill()
    {
        _killed = true;
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private static void Prepare(ProcessStartInfo startInfo, long memoryLimit)
    {
        startInfo.RedirectStandardInput = startInfo.RedirectStandardOutput = true;
        startInfo.UseShellExecute = false;
        startInfo.WorkingDirectory = "/";
        foreach (var name in startInfo.Environment.Keys.Except(Inherited).ToArray()) startInfo.Environment.Remove(name);
        startInfo.Environment["DOTNET_gcServer"] = "0";
        startInfo.Environment["DOTNET_gcConcurrent"] = "0";
        startInfo.Environment["DOTNET_GCHeapHardLimit"] = memoryLimit.ToString("X");
        startInfo.Environment["DOTNET_EnableDiagnostics"] = "0";
        startInfo.Environment["DOTNET_TieredPGO"] = "0";
    }
}
