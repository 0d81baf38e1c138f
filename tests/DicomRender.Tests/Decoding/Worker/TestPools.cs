using DicomRender.Decoding;
using DicomRender.Decoding.Worker;

namespace DicomRender.Tests.Decoding.Worker;

/// <summary>Pools of test workers, and a small frame to ask them for.</summary>
internal static class TestPools
{
    public static readonly byte[] Small = FlatJpeg2000.Write(8, 8);
    public static readonly PixelShape SmallShape = Shapes.Grey(8, 8, 16);

    public static CodecProcessPool Start(CodecProcessOptions? options = null, TimeProvider? clock = null) =>
        new(() => TestWorker.StartInfo(), options ?? new CodecProcessOptions(), clock ?? TimeProvider.System);

    /// <summary>Decodes <see cref="Small"/> and checks its samples.</summary>
    public static async Task DecodeSmall(CodecProcessPool pool)
    {
        var frame = await pool.DecodeAsync(TransferSyntaxes.Jpeg2000, Small, SmallShape, TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Repeat(new byte[] { 0, 0x80 }, 64).SelectMany(b => b), frame.Samples);
    }
}
