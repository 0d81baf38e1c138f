namespace DicomRender.Pictures;

/// <summary>JPEG through libjpeg-turbo where the machine has it, else through our own baseline encoder: same pictures, slower.</summary>
internal static class JpegEncoder
{
    /// <summary>From this quality up, colour keeps its full resolution (4:4:4).</summary>
    internal const int FullChromaQuality = 90;

    /// <param name="raster">The picture.</param>
    /// <param name="quality">1..100.</param>
    /// <param name="threads">How many may encode at once; the bytes are the same for any number.</param>
    public static byte[] Encode(Raster raster, int quality, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        if (raster.Width > ushort.MaxValue || raster.Height > ushort.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(raster), "A JPEG is at most 65535 pixels on a side.");
        var rows = JpegStrips.RowsOf(raster.Width, raster.Height);
        if (rows == raster.Height) return EncodeWhole(raster, quality);
        var strips = new byte[(raster.Height + rows - 1) / rows][];
        if (threads <= 1)
            for (var i = 0; i < strips.Length; i++) EncodeStrip(i);
        else Parallel.For(0, strips.Length, new() { MaxDegreeOfParallelism = threads }, EncodeStrip);
        return JpegStrips.Join(strips, rows, raster.Height);

        void EncodeStrip(int i) => strips[i] = EncodeWhole(raster.Rows(i * rows, Math.Min(rows, raster.Height - i * rows)), quality);
    }

    private static byte[] EncodeWhole(Raster raster, int quality) =>
        TurboJpegEncoder.IsAvailable ? TurboJpegEncoder.Encode(raster, quality) : ManagedJpegEncoder.Encode(raster, quality);
}
