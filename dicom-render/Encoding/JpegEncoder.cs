namespace DicomRender;

/// <summary>JPEG through libjpeg-turbo where the machine has it, else through our own baseline encoder: same pictures, slower.</summary>
internal static class JpegEncoder
{
    /// <summary>From this quality up, colour keeps its full resolution (4:4:4).</summary>
    internal const int FullChromaQuality = 90;

    public static byte[] Encode(Raster raster, int quality)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        if (raster.Width > ushort.MaxValue || raster.Height > ushort.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(raster), "A JPEG is at most 65535 pixels on a side.");
        return TurboJpegEncoder.IsAvailable ? TurboJpegEncoder.Encode(raster, quality) : ManagedJpegEncoder.Encode(raster, quality);
    }
}
