using System.Runtime.InteropServices;

namespace DicomRender.Decoding.Native;

/// <summary>The decoder of CharLS 2 (charls_jpegls_decoder.h), as far as it is used here.</summary>
internal static unsafe partial class CharLs
{
    public const string Library = "libcharls.so.2";
    public const string Package = "libcharls2";
    public const int InterleaveNone = 0;
    public const int TooMuchEncodedData = 6;
    public const int MarkerStartNotFound = 12;
    public const int NotEnoughMemory = 13;

    /// <summary>charls_frame_info.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct FrameInfo
    {
        public uint Width, Height;
        public int BitsPerSample, ComponentCount;
    }

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_create")]
    public static partial nint Create();

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_destroy")]
    public static partial void Destroy(nint decoder);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_set_source_buffer")]
    public static partial int SetSource(nint decoder, byte* source, nuint length);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_read_header")]
    public static partial int ReadHeader(nint decoder);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_get_frame_info")]
    public static partial int GetFrameInfo(nint decoder, FrameInfo* info);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_get_near_lossless")]
    public static partial int GetNearLossless(nint decoder, int component, int* near);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_get_interleave_mode")]
    public static partial int GetInterleaveMode(nint decoder, int* mode);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_get_destination_size")]
    public static partial int GetDestinationSize(nint decoder, uint stride, nuint* size);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_decode_to_buffer")]
    public static partial int DecodeTo(nint decoder, byte* destination, nuint length, uint stride);

    [LibraryImport(Library, EntryPoint = "charls_get_error_message")]
    public static partial byte* ErrorMessage(int code);
}
