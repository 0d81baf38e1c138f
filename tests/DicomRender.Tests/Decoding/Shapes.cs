using DicomRender.Decoding;

namespace DicomRender.Tests.Decoding;

/// <summary>Shapes as tests speak of them.</summary>
internal static class Shapes
{
    public static PixelShape Grey(int rows, int columns, int bits = 8, bool signed = false) => PixelShape.Create(
        rows, columns, 1, new(bits <= 8 ? 8 : 16, bits, bits - 1, signed), 0, "MONOCHROME2");

    public static PixelShape Colour(int rows, int columns, string photometricInterpretation = "RGB", int planar = 0) => PixelShape.Create(
        rows, columns, 3, new(8, 8, 7), planar, photometricInterpretation);
}
