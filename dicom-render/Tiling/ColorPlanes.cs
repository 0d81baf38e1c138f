namespace DicomRender.Tiling;

/// <summary>
/// RGB as three planes for packing: green, red - green, blue - green, wrapped to a byte. Grey pictures, as ultrasound mostly is,
/// have two planes of zeros, which cost nothing.
/// </summary>
internal static class ColorPlanes
{
    public static void Split(ReadOnlySpan<byte> rgb, Span<ushort> green, Span<ushort> red, Span<ushort> blue)
    {
        for (int i = 0, at = 0; at + 2 < rgb.Length; i++, at += 3)
        {
            var g = rgb[at + 1];
            green[i] = g;
            // As signed bytes: differences around zero then pack into few bits.
            red[i] = (ushort)(sbyte)(rgb[at] - g);
            blue[i] = (ushort)(sbyte)(rgb[at + 2] - g);
        }
    }

    public static void Join(ReadOnlySpan<ushort> green, ReadOnlySpan<ushort> red, ReadOnlySpan<ushort> blue, Span<byte> rgb)
    {
        red = red[..green.Length];
        blue = blue[..green.Length];
        rgb = rgb[..(green.Length * 3)];
        for (int i = 0, at = 0; i < green.Length; i++, at += 3)
        {
            var g = green[i];
            rgb[at + 2] = (byte)(blue[i] + g);
            rgb[at + 1] = (byte)g;
            rgb[at] = (byte)(red[i] + g);
        }
    }
}
