namespace DicomRender.Pictures;

/// <summary>Binary PGM (P5) and PPM (P6), for exact comparison.</summary>
internal static class PortableMapEncoder
{
    public static byte[] EncodeGray(Raster raster)
    {
        var (file, body) = Allocate("P5", raster, 1);
        var pixels = raster.Pixels.Span;
        if (raster.Channels == 1) pixels.CopyTo(body.Span);
        else for (var i = 0; i < body.Length; i++) body.Span[i] = Luma(pixels.Slice(i * 3, 3));
        return file;
    }

    public static byte[] EncodeColor(Raster raster)
    {
        var (file, body) = Allocate("P6", raster, 3);
        var pixels = raster.Pixels.Span;
        if (raster.Channels == 3) pixels.CopyTo(body.Span);
        else for (var i = 0; i < pixels.Length; i++) body.Span.Slice(i * 3, 3).Fill(pixels[i]);
        return file;
    }

    private static (byte[] File, Memory<byte> Body) Allocate(string magic, Raster raster, int channels)
    {
        var header = System.Text.Encoding.ASCII.GetBytes($"{magic}\n{raster.Width} {raster.Height}\n255\n");
        var file = new byte[header.Length + raster.Width * raster.Height * channels];
        header.CopyTo(file, 0);
        return (file, file.AsMemory(header.Length));
    }

    // ITU-R BT.601 luma in 16-bit fixed point.
    private static byte Luma(ReadOnlySpan<byte> rgb) => (byte)((19595 * rgb[0] + 38470 * rgb[1] + 7471 * rgb[2] + 32768) >> 16);
}
