namespace DicomRender.Decoding.Worker;

/// <summary>How many codec workers run and what one frame may cost them.</summary>
public sealed record CodecProcessOptions
{
    /// <summary>Workers at most; each starts when it is first needed.</summary>
    public int WorkerCount { get; init; } = Environment.ProcessorCount;
    /// <summary>Processor time for any frame.</summary>
    public TimeSpan BaseTimeLimit { get; init; } = TimeSpan.FromSeconds(2);
    /// <summary>Processor time on top for every million pixels; OpenJPEG needs about 0.1 s.</summary>
    public TimeSpan TimePerMegapixel { get; init; } = TimeSpan.FromMilliseconds(500);
    /// <summary>Time no frame may exceed, by processor or by clock.</summary>
    public TimeSpan MaxTimeLimit { get; init; } = TimeSpan.FromSeconds(20);
    /// <summary>Time for a worker to start and confine itself.</summary>
    public TimeSpan StartTimeLimit { get; init; } = TimeSpan.FromSeconds(20);
    /// <summary>Bytes a worker may take on top of what it has at rest. JPEG 2000 needs about 12 per sample.</summary>
    public long MemoryLimit { get; init; } = 1L << 30;
    /// <summary>Frames after which a worker is replaced, so that no leak grows.</summary>
    public int FramesPerWorker { get; init; } = 2000;
    /// <summary>Idle time after which a worker is let go.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Processor time that decoding a frame of this shape may take.</summary>
    public TimeSpan TimeLimitFor(PixelShape shape)
    {
        var limit = BaseTimeLimit + TimePerMegapixel * (shape.PixelCount * shape.SamplesPerPixel / 1e6);
        return limit < MaxTimeLimit ? limit : MaxTimeLimit;
    }
}
