using System.ComponentModel;
using System.Diagnostics;
using DicomRender.Decoding.Native;

namespace DicomRender.Decoding.Worker;

/// <summary>
/// All decoders in child processes that are handed one codestream and its expected shape at a time, never the file. JPEG-LS, JPEG 2000
/// and HTJ2K need native libraries and so this isolation; the managed decoders may have it too. A crash, a hang or a greedy frame costs
/// that frame and its worker, nothing else.
/// </summary>
public sealed class CodecProcessPool : IDicomCodec, IAsyncDisposable
{
    private readonly Func<ProcessStartInfo> _startInfo;
    private readonly CodecProcessOptions _options;
    private readonly TimeProvider _clock;
    private readonly WorkerStarter _starter = new();
    private readonly SemaphoreSlim _places;
    private readonly Stack<(CodecWorkerProcess Worker, long Since)> _idle = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly ITimer _reaper;

    /// <param name="startInfo">Names the executable and arguments that end in <see cref="CodecWorker.RunAsync"/>; streams, folder and
    /// environment are set here.</param>
    /// <param name="options">Numbers and limits.</param>
    /// <param name="clock">Measures time limits and idleness.</param>
    public CodecProcessPool(Func<ProcessStartInfo> startInfo, CodecProcessOptions options, TimeProvider clock)
    {
        (_startInfo, _options, _clock) = (startInfo, options, clock);
        _places = new SemaphoreSlim(options.WorkerCount);
        _reaper = clock.CreateTimer(_ => LetIdleGo(), null, options.IdleTime, options.IdleTime / 2);
    }

    /// <summary>Process ids of the workers waiting for work.</summary>
    public IReadOnlyList<int> IdleWorkers
    {
        get
        {
            lock (_idle) return [.. _idle.Select(w => w.Worker.Id)];
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
        await _places.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_stopping.IsCancellationRequested, this);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
            var worker = TakeIdle() ?? await StartAsync(stop.Token);
            return await DecodeAsync(worker, transferSyntaxUid, codestream, expected, stop.Token);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Ends all workers; frames still being decoded are cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested) return;
        await _stopping.CancelAsync();
        await _reaper.DisposeAsync();
        for (var i = 0; i < _options.WorkerCount; i++) await _places.WaitAsync();
        foreach (var (worker, _) in _idle) worker.Dispose();
        _starter.Dispose();
    }

    private async Task<DecodedFrame> DecodeAsync(CodecWorkerProcess worker, string transferSyntaxUid, ReadOnlyMemory<byte> codestream,
        PixelShape expected, CancellationToken cancellationToken)
    {
        var limit = _options.TimeLimitFor(expected);
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
            // The worker itself is fine, unless it ran out of memory: it may not have freed all of it.
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
            if (reusable && worker.IsUsable && worker.Frames < _options.FramesPerWorker) PutBack(worker);
            else worker.Dispose();
        }
    }

    // The limit is on processor time, since on a busy machine a frame may wait long for a processor; MaxTimeLimit bounds the time by the
    // clock as well.
    private ITimer Watch(CodecWorkerProcess worker, TimeSpan limit, CancellationTokenSource timeout)
    {
        var (started, used) = (_clock.GetTimestamp(), worker.ProcessorTime);
        return _clock.CreateTimer(_ =>
        {
            if (worker.ProcessorTime - used >= limit || _clock.GetElapsedTime(started) >= _options.MaxTimeLimit) timeout.Cancel();
        }, null, limit, limit / 10);
    }

    private void PutBack(CodecWorkerProcess worker)
    {
        lock (_idle) _idle.Push((worker, _clock.GetTimestamp()));
    }

    private CodecWorkerProcess? TakeIdle()
    {
        lock (_idle)
        {
            while (_idle.TryPop(out var entry))
            {
                if (entry.Worker.IsUsable) return entry.Worker;
                entry.Worker.Dispose();
            }
            return null;
        }
    }

    private async Task<CodecWorkerProcess> StartAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.StartTimeLimit, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await CodecWorkerProcess.StartAsync(_starter, _startInfo(), _options.MemoryLimit, either.Token);
        }
        catch (Exception e) when (
            e is IOException or InvalidDataException or InvalidOperationException or Win32Exception or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new DicomException("codec_failed", "A codec worker could not be started.", e);
        }
    }

    private void LetIdleGo()
    {
        lock (_idle)
        {
            var entries = _idle.Reverse().ToArray();
            _idle.Clear();
            foreach (var entry in entries)
            {
                if (entry.Worker.IsUsable && _clock.GetElapsedTime(entry.Since) < _options.IdleTime) _idle.Push(entry);
                else entry.Worker.Dispose();
            }
        }
    }
}
