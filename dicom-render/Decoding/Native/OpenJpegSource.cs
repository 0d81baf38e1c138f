using System.Runtime.InteropServices;
using System.Text;

namespace DicomRender.Decoding.Native;

/// <summary>A codestream in memory as OpenJPEG reads it, and the first thing the library complained of.</summary>
internal unsafe struct OpenJpegSource(byte* data, long length)
{
    private const int MessageCapacity = 200;

    private readonly byte* data = data;
    private readonly long length = length;
    private long position;
    private int messageLength;
    private fixed byte message[MessageCapacity];

    /// <summary>The library's first error message, or empty.</summary>
    public readonly string Message
    {
        get
        {
            fixed (byte* first = message) return Encoding.ASCII.GetString(first, messageLength).Trim();
        }
    }

    /// <summary>A stream over this source, which must stay where it is until the stream is destroyed.</summary>
    public static nint OpenStream(OpenJpegSource* source)
    {
        var stream = OpenJpeg.StreamCreate(1 << 16, 1);
        if (stream == 0) return 0;
        OpenJpeg.StreamSetRead(stream, &Read);
        OpenJpeg.StreamSetSkip(stream, &Skip);
        OpenJpeg.StreamSetSeek(stream, &Seek);
        OpenJpeg.StreamSetUserData(stream, source, null);
        OpenJpeg.StreamSetUserDataLength(stream, (ulong)source->length);
        return stream;
    }

    [UnmanagedCallersOnly]
    public static void KeepFirstMessage(byte* text, void* state)
    {
        var source = (OpenJpegSource*)state;
        if (source->messageLength > 0) return;
        while (source->messageLength < MessageCapacity && text[source->messageLength] != 0)
            source->message[source->messageLength] = text[source->messageLength++];
    }

    [UnmanagedCallersOnly]
    private static nuint Read(void* buffer, nuint count, void* state)
    {
        var source = (OpenJpegSource*)state;
        var left = source->length - source->position;
        if (left <= 0) return nuint.MaxValue;
        var take = (long)Math.Min((ulong)count, (ulong)left);
        Buffer.MemoryCopy(source->data + source->position, buffer, take, take);
        source->position += take;
        return (nuint)take;
    }

    [UnmanagedCallersOnly]
    private static long Skip(long count, void* state)
    {
        var source = (OpenJpegSource*)state;
        if (count < 0) return -1;
        var step = Math.Min(count, source->length - source->position);
        source->position += step;
        return step == 0 && count > 0 ? -1 : step;
    }

    [UnmanagedCallersOnly]
    private static int Seek(long to, void* state)
    {
        var source = (OpenJpegSource*)state;
        if (to < 0 || to > source->length) return 0;
        source->position = to;
        return 1;
    }
}
