using System.ComponentModel;
using System.Diagnostics;
using DicomRender.Decoding.Native;

namespace DicomRender.Decoding.Worker;

/// <summary>
/// All decoders in child processes that are handed one codestream and its expected shape at a time, never the file. JPEG-LS, JPEG 2000
/// and HTJ2K need native libraries and so this isolation; the managed decoders may have it too. A crash, a hang or a greedy frame costs that frame and its worker, nothing else.
/// </summary>
public sealed class CodecProcessPool : IDicomCodec, IAsyncDisposable
{
    private readonly Func<ProcessStartInfo> startInfo;
    private readonly CodecProcessOptions options;
    private readonly TimeProvider clock;
    private readonly WorkerStarter starter = new();
    private readonly SemaphoreSlim places;
    private readonly Stack<(CodecWorkerProcess Worker, long Since)> idle = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly ITimer reaper;

    /// <param name="startInfo">Names the executable and arguments that end in <see cref="CodecWorker.RunAsync"/>; streams, folder and environment are set here.</param>
    /// <param name="options">Numbers and limits.</param>
    /// <param name="clock">Measures time limits and idleness.</param>
    public CodecProcessPool(Func<ProcessStartInfo> startInfo, CodecProcessOptions options, TimeProvider clock)
    {
        (this.startInfo, this.options, this.clock) = (startInfo, options, clock);
        places = new SemaphoreSlim(options.WorkerCount);
        reaper = clock.CreateTimer(_ => LetIdleGo(), null, options.IdleTime, options.IdleTime / 2);
    }

    /// <summary>Process ids of the workers waiting for work.</summary>
    public IReadOnlyList<int> IdleWorkers
    {
        get
        {
            lock (idle) return [.. idle.Select(w => w.Worker.Id)];
        }
    }

    /// <inheritdoc/>
    public bool Supports(string transferSyntaxUid) => TransferSyntaxes.IsDecoded(transferSyntaxUid);

    /// <inheritdoc/>
    public async ValueTask<DecodedFrame> DecodeAsync(string transferSyntaxUid, ReadOnlyMemory<byte> codestream, PixelShape expected,
        CancellationToken cancellationToken)
    {
        if (!Supports(transferSyntaxUid))
            throw new DicomException("unsupported_transfer_syntax", $"No decoder for transfer syntax {transferSyntaxUid}.");
        if (TransferSyntaxes.NeedsNativeCodec(transferSyntaxUid)) CodestreamHeader.Check(transferSyntaxUid, codestream.Span, expected);
        await places.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(stopping.IsCancellationRequested, this);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping.Token);
            var worker = TakeIdle() ?? await StartAsync(stop.Token);
            return await DecodeAsync(worker, transferSyntaxUid, codestream, expected, stop.Token);
        }
        finally
        {
            places.Release();
        }
    }

    /// <summary>Ends all workers; frames still being decoded are cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        if (stopping.IsCancellationRequested) return;
        await stopping.CancelAsync();
        await reaper.DisposeAsync();
        for (var i = 0; i < options.WorkerCount; i++) await places.WaitAsync();
        foreach (var (worker, _) in idle) worker.Dispose();
        starter.Dispose();
    }

    private async Task<DecodedFrame> DecodeAsync(CodecWorkerProcess worker, string transferSyntaxUid, ReadOnlyMemory<byte> codestream,
        PixelShape expected, CancellationToken cancellationToken)
    {
        var limit = options.TimeLimitFor(expected);
        using var timeout = new CancellationTokenSource();
        await using var watch = Watch(worker, limit, timeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var reusable = false;
        try
        {
            var frame = await worker.DecodeAsync(transferSyntaxUid, codestream, expected, either.Token);
            reusable = true;
            return frame;
        }
        catch (DicomException e)
        {
            // An orderly refusal. A worker that was refused memory may not get all of it back.
            reusable = e.Code != "codec_memory";
            throw;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (timeout.IsCancellationRequested)
                throw new DicomException("codec_timeout", $"Decoding took more than {limit.TotalSeconds:0.#} s and was stopped.", e);
            throw new DicomException("codec_failed", "The codec worker died on this frame.", e);
        }
        finally
        {
            if (reusable && worker.IsUsable && worker.Frames < options.FramesPerWorker) PutBack(worker);
            else worker.Dispose();
        }
    }

    // On a busy machine an innocent frame waits for a processor: what counts is the time it computes, and only in the end the time it takes.
    private ITimer Watch(CodecWorkerProcess worker, TimeSpan limit, CancellationTokenSource timeout)
    {
        var (started, used) = (clock.GetTimestamp(), worker.ProcessorTime);
        return clock.CreateTimer(_ =>
        {
            if (worker.ProcessorTime - used >= limit || clock.GetElapsedTime(started) >= options.MaxTimeLimit) timeout.Cancel();
        }, null, limit, limit / 10);
    }

    private void PutBack(CodecWorkerProcess worker)
    {
        lock (idle) idle.Push((worker, clock.GetTimestamp()));
    }

    private CodecWorkerProcess? TakeIdle()
    {
        lock (idle)
        {
            while (idle.TryPop(out var entry))
            {
                if (entry.Worker.IsUsable) return entry.Worker;
                entry.Worker.Dispose();
            }
            return null;
        }
    }

    private async Task<CodecWorkerProcess> StartAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.StartTimeLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await CodecWorkerProcess.StartAsync(starter, startInfo(), options.MemoryLimit, either.Token);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or InvalidOperationException or Win32Exception or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new DicomException("codec_failed", "A codec worker could not be started.", e);
        }
    }

    private void LetIdleGo()
    {
        lock (idle)
        {
            var entries = idle.Reverse().ToArray();
            idle.Clear();
            foreach (var entry in entries)
            {
                if (entry.Worker.IsUsable && clock.GetElapsedTime(entry.Since) < options.IdleTime) idle.Push(entry);
                else entry.Worker.Dispose();
            }
        }
    }
}
