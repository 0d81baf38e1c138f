using System.Runtime.InteropServices;
using System.Text;

namespace DicomRender.Decoding.Native;

/// <summary>A codestream in memory as OpenJPEG reads it, and the first thing the library complained of.</summary>
internal unsafe struct OpenJpegSource(byte* data, long length)
{
    private const int MessageCapacity = 200;

    private readonly byte* _data = data;
    private readonly long _length = length;
    private long _position;
    private int _messageLength;
    private fixed byte _message[MessageCapacity];

    /// <summary>The library's first error message, or empty.</summary>
    public readonly string Message
    {
        get
        {
            fixed (byte* first = _message) return Encoding.ASCII.GetString(first, _messageLength).Trim();
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
        OpenJpeg.StreamSetUserDataLength(stream, (ulong)source->_length);
        return stream;
    }

    [UnmanagedCallersOnly]
    public static void KeepFirstMessage(byte* text, void* state)
    {
        var source = (OpenJpegSource*)state;
        if (source->_messageLength > 0) return;
        while (source->_messageLength < MessageCapacity && text[source->_messageLength] != 0)
            source->_message[source->_messageLength] = text[source->_messageLength++];
    }

    [UnmanagedCallersOnly]
    private static nuint Read(void* buffer, nuint count, void* state)
    {
        var source = (OpenJpegSource*)state;
        var left = source->_length - source->_position;
        if (left <= 0) return nuint.MaxValue;
        var take = (long)Math.Min((ulong)count, (ulong)left);
        Buffer.MemoryCopy(source->_data + source->_position, buffer, take, take);
        source->_position += take;
        return (nuint)take;
    }

    [UnmanagedCallersOnly]
    private static long Skip(long count, void* state)
    {
        var source = (OpenJpegSource*)state;
        if (count < 0) return -1;
        var step = Math.Min(count, source->_length - source->_position);
        source->_position += step;
        return step == 0 && count > 0 ? -1 : step;
    }

    [UnmanagedCallersOnly]
    private static int Seek(long to, void* state)
    {
        var source = (OpenJpegSource*)state;
        if (to < 0 || to > source->_length) return 0;
        source->_position = to;
        return 1;
    }
}
