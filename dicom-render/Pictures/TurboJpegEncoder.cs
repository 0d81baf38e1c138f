using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace DicomRender.Pictures;

/// <summary>
/// libjpeg-turbo (TurboJPEG API 2, Debian's libturbojpeg0). Compressor handles are not thread-safe but may be reused:
/// each is lent to one call at a time and lives as long as the process.
/// </summary>
internal static partial class TurboJpegEncoder
{
    private const string Library = "libturbojpeg.so.0";
    private const int PixelRgb = 0;
    private const int Sampling444 = 0, Sampling420 = 2, SamplingGray = 3;
    private const int NoRealloc = 1024, FastDct = 2048;

    private static readonly ConcurrentBag<nint> Idle = [];

    public static bool IsAvailable { get; } = NativeLibrary.TryLoad(Library, typeof(TurboJpegEncoder).Assembly, null, out _);

    public static unsafe byte[] Encode(Raster raster, int quality)
    {
        var sampling = raster.Channels == 1 ? SamplingGray : quality >= JpegEncoder.FullChromaQuality ? Sampling444 : Sampling420;
        var handle = Idle.TryTake(out var idle) ? idle : tjInitCompress();
        if (handle == 0) throw new InvalidOperationException("libjpeg-turbo gave no compressor.");
        // The library's own bound for the worst case: with it the compressor never reallocates.
        var buffer = ArrayPool<byte>.Shared.Rent(checked((int)tjBufSize(raster.Width, raster.Height, sampling).Value));
        try
        {
            fixed (byte* pixels = raster.Pixels.Span, output = buffer)
            {
                var target = output;
                var length = (nuint)buffer.Length;
                // The fast DCT differs from the exact one by less than the quantisation up to about quality 90.
                var flags = NoRealloc | (quality <= 90 ? FastDct : 0);
                // Hand grey over as a plane: for interleaved pixels the library first copies it byte by byte, a fifth of the whole time.
                var plane = pixels;
                var stride = raster.Stride;
                var status = raster.Channels == 1
                    ? tjCompressFromYUVPlanes(handle, &plane, raster.Width, &stride, raster.Height, SamplingGray, &target, &length, quality,
                        flags)
                    : tjCompress2(handle, pixels, raster.Width, raster.Stride, raster.Height, PixelRgb, &target, &length, sampling, quality,
                        flags);
                if (status != 0) throw new InvalidOperationException("libjpeg-turbo: " + Marshal.PtrToStringUTF8(tjGetErrorStr2(handle)));
                return new ReadOnlySpan<byte>(target, (int)length).ToArray();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            Idle.Add(handle);
        }
    }

    [LibraryImport(Library)]
    private static partial nint tjInitCompress();

    [LibraryImport(Library)]
    private static partial CULong tjBufSize(int width, int height, int sampling);

    [LibraryImport(Library)]
    private static partial nint tjGetErrorStr2(nint handle);

    [LibraryImport(Library)]
    private static unsafe partial int tjCompress2(
        nint handle, byte* pixels, int width, int pitch, int height, int format, byte** target, nuint* length, int sampling, int quality,
            int flags);

    [LibraryImport(Library)]
    private static unsafe partial int tjCompressFromYUVPlanes(
        nint handle, byte** planes, int width, int* strides, int height, int sampling, byte** target, nuint* length, int quality,
            int flags);
}
