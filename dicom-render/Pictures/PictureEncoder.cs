namespace DicomRender.Pictures;

/// <summary>A finished picture to the bytes of a file.</summary>
public static class PictureEncoder
{
    /// <param name="raster">The picture.</param>
    /// <param name="format">The file format.</param>
    /// <param name="quality">1..100, JPEG only.</param>
    /// <param name="threads">How many may work on a JPEG; the bytes do not depend on it.</param>
    public static byte[] Encode(Raster raster, OutputFormat format, int quality = 90, int threads = 1) => format switch
    {
        OutputFormat.Jpeg => JpegEncoder.Encode(raster, quality, threads),
        OutputFormat.Png => PngEncoder.Encode(raster),
        OutputFormat.Gif => GifEncoder.Encode(raster),
        OutputFormat.Pgm => PortableMapEncoder.EncodeGray(raster),
        OutputFormat.Ppm => PortableMapEncoder.EncodeColor(raster),
    };

    /// <summary>The media type of a format.</summary>
    public static string MediaType(OutputFormat format) => format switch
    {
        OutputFormat.Jpeg => "image/jpeg",
        OutputFormat.Png => "image/png",
        OutputFormat.Gif => "image/gif",
        OutputFormat.Pgm => "image/x-portable-graymap",
        OutputFormat.Ppm => "image/x-portable-pixmap",
    };
}
