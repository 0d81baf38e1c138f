using System.Buffers.Binary;
using System.Runtime.InteropServices;
using DicomRender.Decoding;

namespace DicomRender.Frames;

/// <summary>32-bit grey, brought to 16 bits: exactly where the frame's values span less than 65535, else in even steps.</summary>
/// <param name="Frame">Unsigned 16-bit samples; 0 is padding, if the image has any, and 1 the least value.</param>
/// <param name="Step">Stored values per new sample.</param>
/// <param name="Origin">Stored value of a new sample 0.</param>
internal sealed record ReducedFrame(StoredFrame Frame, double Step, double Origin)
{
    public static ReducedFrame Of(DecodedFrame frame, long? paddingLow, long? paddingHigh)
    {
        var shape = frame.Shape;
        var values = new long[shape.PixelCount];
        var (least, greatest) = (long.MaxValue, long.MinValue);
        for (var i = 0; i < values.Length; i++)
        {
            var lifted = BinaryPrimitives.ReadUInt32LittleEndian(frame.Samples.AsSpan(i * 4)) << (31 - shape.HighBit);
            long value = shape.IsSigned ? (int)lifted >> (32 - shape.BitsStored) : lifted >> (32 - shape.BitsStored);
            values[i] = value;
            if (value >= paddingLow && value <= paddingHigh) continue;
            (least, greatest) = (Math.Min(least, value), Math.Max(greatest, value));
        }
        if (least > greatest) (least, greatest) = (0, 0);
        var step = greatest - least <= 65534 ? 1 : (greatest - least) / 65534.0;
        var words = new byte[values.Length * 2];
        var target = MemoryMarshal.Cast<byte, ushort>(words.AsSpan());
        for (var i = 0; i < values.Length; i++)
            if (!(values[i] >= paddingLow && values[i] <= paddingHigh)) target[i] = (ushort)(Math.Round((values[i] - least) / step) + 1);
        return new(new(shape.Rows, shape.Columns, SampleKind.GrayU16, words), step, least - step);
    }
}
