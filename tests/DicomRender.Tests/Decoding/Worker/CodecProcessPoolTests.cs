using System.Diagnostics;
using DicomRender.Decoding;
using DicomRender.Decoding.Worker;
using DicomRender.Parsing;

namespace DicomRender.Tests.Decoding.Worker;

public class CodecProcessPoolTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ct_512_j2k_lossless.dcm")]
    [InlineData("ct_512_jpegls.dcm")]
    public async Task Frames_come_back_from_a_worker_as_they_were_encoded(string name)
    {
        using var native = DicomFile.Open(SharedData.FileOf("ct_512_implLE.dcm"));
        using var file = DicomFile.Open(SharedData.FileOf(name));
        await using var pool = TestPools.Start();
        var frame = await pool.DecodeAsync(file.TransferSyntaxUid, file.PixelData!.ReadFrame(0), PixelShape.From(file.Dataset), Cancelled);
        Assert.Equal(native.PixelData!.ReadFrame(0), frame.Samples);
    }

    [Fact]
    public async Task Many_callers_share_a_few_workers()
    {
        await using var pool = TestPools.Start(new CodecProcessOptions { WorkerCount = 2 });
        var frames = await Task.WhenAll(Enumerable.Range(1, 40).Select(n => Decode(pool, n)));
        for (var n = 1; n <= 40; n++) Assert.Equal(n * 8, frames[n - 1].Shape.Rows);
        Assert.InRange(pool.IdleWorkers.Count, 1, 2);
        static async Task<DecodedFrame> Decode(CodecProcessPool pool, int n) =>
            await pool.DecodeAsync(TransferSyntaxes.Jpeg2000, FlatJpeg2000.Write(n * 8, 16), Shapes.Grey(n * 8, 16, 16), Cancelled);
    }

    [Fact]
    public async Task A_refusal_keeps_its_code_and_its_worker()
    {
        await using var pool = TestPools.Start();
        await TestPools.DecodeSmall(pool);
        var worker = Assert.Single(pool.IdleWorkers);
        var refusal = await Assert.ThrowsAsync<DicomException>(
            async () => await pool.DecodeAsync(TransferSyntaxes.Jpeg2000, TestPools.Small.AsMemory(0, TestPools.Small.Length - 8),
                TestPools.SmallShape, Cancelled));
        Assert.Equal("codec_failed", refusal.Code);
        Assert.Equal(worker, Assert.Single(pool.IdleWorkers));
    }

    [Theory]
    [InlineData(TestWorker.Hanging, "codec_timeout")]
    [InlineData(TestWorker.Spinning, "codec_timeout")]
    [InlineData(TestWorker.Dying, "codec_failed")]
    [InlineData(TestWorker.Babbling, "codec_failed")]
    public async Task A_worker_that_hangs_spins_dies_or_babbles_costs_one_frame(string role, string code)
    {
        var starts = 0;
        await using var pool = new CodecProcessPool(
            () => TestWorker.StartInfo(starts++ == 0 ? role : TestWorker.Good),
            new CodecProcessOptions
            {
                WorkerCount = 1,
                BaseTimeLimit = TimeSpan.FromSeconds(0.2),
                MaxTimeLimit = TimeSpan.FromSeconds(role == TestWorker.Hanging ? 0.3 : 60),
            },
            TimeProvider.System);
        Assert.Equal(code, (await Assert.ThrowsAsync<DicomException>(() => TestPools.DecodeSmall(pool))).Code);
        Assert.Empty(pool.IdleWorkers);
        await using var next = TestPools.Start();
        await TestPools.DecodeSmall(role == TestWorker.Hanging ? next : pool);
    }

    [Fact]
    public async Task A_cancelled_caller_takes_the_busy_worker_along_and_the_next_one_gets_a_fresh_worker()
    {
        var starts = 0;
        await using var pool = new CodecProcessPool(
            () => TestWorker.StartInfo(starts++ == 0 ? TestWorker.Hanging : TestWorker.Good),
            new CodecProcessOptions { WorkerCount = 1 }, TimeProvider.System);
        using var caller = new CancellationTokenSource();
        var decoding = pool.DecodeAsync(TransferSyntaxes.Jpeg2000, TestPools.Small, TestPools.SmallShape, caller.Token).AsTask();
        caller.CancelAfter(100);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => decoding);
        await TestPools.DecodeSmall(pool);
    }

    [Fact]
    public async Task A_worker_killed_while_idle_is_replaced_unnoticed()
    {
        await using var pool = TestPools.Start();
        await TestPools.DecodeSmall(pool);
        using (var worker = Process.GetProcessById(pool.IdleWorkers.Single()))
        {
            worker.Kill();
            await worker.WaitForExitAsync(Cancelled);
        }
        await TestPools.DecodeSmall(pool);
    }

    [Fact]
    public async Task A_frame_that_wants_more_memory_than_a_worker_may_take_is_refused_and_the_next_decodes()
    {
        await using var pool = TestPools.Start(new CodecProcessOptions { MemoryLimit = 64 << 20 });
        var refusal = await Assert.ThrowsAsync<DicomException>(
            async () => await pool.DecodeAsync(TransferSyntaxes.Jpeg2000, FlatJpeg2000.Write(5500, 6000), Shapes.Grey(5500, 6000, 16),
                Cancelled));
        Assert.Equal("codec_memory", refusal.Code);
        await TestPools.DecodeSmall(pool);
    }

    [Fact]
    public async Task A_worker_is_replaced_after_its_share_of_frames_and_let_go_when_idle()
    {
        var clock = new ManualClock();
        await using var pool = TestPools.Start(new CodecProcessOptions { FramesPerWorker = 2 }, clock);
        await TestPools.DecodeSmall(pool);
        var first = pool.IdleWorkers.Single();
        await TestPools.DecodeSmall(pool);
        Assert.Empty(pool.IdleWorkers);
        await TestPools.DecodeSmall(pool);
        Assert.NotEqual(first, pool.IdleWorkers.Single());

        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Single(pool.IdleWorkers);
        clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Empty(pool.IdleWorkers);
    }

    [Fact]
    public async Task A_program_that_is_no_worker_is_reported()
    {
        await using var missing = new CodecProcessPool(() => new ProcessStartInfo("/nowhere/worker"), new CodecProcessOptions(),
            TimeProvider.System);
        Assert.Equal("codec_failed", (await Assert.ThrowsAsync<DicomException>(() => TestPools.DecodeSmall(missing))).Code);
        await using var mute = new CodecProcessPool(() => new ProcessStartInfo("true"), new CodecProcessOptions(), TimeProvider.System);
        Assert.Equal("codec_failed", (await Assert.ThrowsAsync<DicomException>(() => TestPools.DecodeSmall(mute))).Code);
    }

    [Fact]
    public async Task Absurd_claims_never_reach_a_worker()
    {
        await using var pool = new CodecProcessPool(() => throw new InvalidOperationException("started"), new CodecProcessOptions(),
            TimeProvider.System);
        var refusal = await Assert.ThrowsAsync<DicomException>(
            async () => await pool.DecodeAsync(TransferSyntaxes.Jpeg2000, FlatJpeg2000.Write(65535, 65535), TestPools.SmallShape,
                Cancelled));
        Assert.Equal("implausible_size", refusal.Code);
    }

    [Fact]
    public void Larger_frames_get_more_time_up_to_a_cap()
    {
        var options = new CodecProcessOptions();
        Assert.InRange(options.TimeLimitFor(Shapes.Grey(512, 512)).TotalSeconds, 2.1, 2.2);
        Assert.Equal(TimeSpan.FromSeconds(20), options.TimeLimitFor(Shapes.Grey(20000, 20000)));
    }
}
