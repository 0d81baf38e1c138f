using System.Buffers.Binary;

namespace DicomRender.Decoding.Jpeg;

/// <summary>From quantised coefficients to samples: inverse DCT, upsampling, and YCbCr to RGB (ITU-T T.871 7).</summary>
internal static class DctPicture
{
    public static byte[] Reconstruct(JpegFrame frame, bool yCbCr, CancellationToken cancellationToken)
    {
        var components = frame.Components.Select(c => Upsample(c, frame, cancellationToken)).ToArray();
        var bytesPerSample = frame.Precision == 8 ? 1 : 2;
        var rowSamples = frame.Columns * components.Length;
        var samples = GC.AllocateUninitializedArray<byte>(frame.Rows * rowSamples * bytesPerSample);
        var rows = components.Select(_ => new ushort[frame.Columns]).ToArray();
        for (var y = 0; y < frame.Rows; y++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var c = 0; c < components.Length; c++) components[c].Row(y, rows[c]);
            if (yCbCr) ToRgb(rows[0], rows[1], rows[2], frame.Precision);
            Interleave(rows, samples.AsSpan(y * rowSamples * bytesPerSample, rowSamples * bytesPerSample), bytesPerSample);
        }
        return samples;
    }

    private static Upsampling Upsample(JpegComponent component, JpegFrame frame, CancellationToken cancellationToken)
    {
        var stride = component.BlockStride * 8;
        var plane = GC.AllocateUninitializedArray<ushort>(stride * component.BlocksHigh * 8);
        var dct = new InverseDct(component.Quantisation, frame.Precision, stackalloc int[64]);
        for (var y = 0; y < component.BlocksHigh; y++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var x = 0; x < component.BlocksWide; x++)
            {
                var block = component.Coefficients.AsSpan(64 * (y * component.BlockStride + x), 64);
                dct.Transform(block, plane.AsSpan(8 * (y * stride + x)), stride);
            }
        }
        component.Coefficients = [];
        return new Upsampling(component, frame, plane, stride);
    }

    // 16-bit fixed point; the two terms of green are added before rounding.
    private static void ToRgb(Span<ushort> first, Span<ushort> second, Span<ushort> third, int precision)
    {
        const int half = 1 << 15;
        var (centre, max) = (1 << (precision - 1), (1 << precision) - 1);
        for (var x = 0; x < first.Length; x++)
        {
            int y = first[x], cb = second[x] - centre, cr = third[x] - centre;
            first[x] = (ushort)Math.Clamp(y + ((91881 * cr + half) >> 16), 0, max);
            second[x] = (ushort)Math.Clamp(y + ((-22554 * cb - 46802 * cr + half) >> 16), 0, max);
            third[x] = (ushort)Math.Clamp(y + ((116130 * cb + half) >> 16), 0, max);
        }
    }

    private static void Interleave(ushort[][] rows, Span<byte> samples, int bytesPerSample)
    {
        var stride = rows.Length * bytesPerSample;
        for (var c = 0; c < rows.Length; c++)
        {
            var row = rows[c];
            if (bytesPerSample == 1)
                for (int x = 0, o = c; x < row.Length; x++, o += stride) samples[o] = (byte)row[x];
            else
                for (int x = 0, o = 2 * c; x < row.Length; x++, o += stride) BinaryPrimitives.WriteUInt16LittleEndian(samples[o..], row[x]);
        }
    }
}
