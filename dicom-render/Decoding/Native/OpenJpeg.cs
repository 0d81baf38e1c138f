using System.Runtime.InteropServices;

namespace DicomRender.Decoding.Native;

/// <summary>The decoding half of OpenJPEG 2.5 (openjpeg.h), as far as it is used here.</summary>
internal static unsafe partial class OpenJpeg
{
    public const string Library = "libopenjp2.so.7";
    public const string Package = "libopenjp2-7";
    public const int CodecJ2K = 0, CodecJp2 = 2;

    /// <summary>opj_dparameters_t holds two paths of 4096 characters and little else; it is only passed back to the library.</summary>
    public const int ParametersSize = 16384;

    /// <summary>opj_image_comp_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Component
    {
        public uint Dx, Dy, Width, Height, X0, Y0, Precision, ObsoleteBitsPerPixel, IsSigned, ResolutionsDecoded, Factor;
        public int* Data;
        public ushort Alpha;
    }

    /// <summary>opj_image_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Image
    {
        public uint X0, Y0, X1, Y1, ComponentCount;
        public int ColourSpace;
        public Component* Components;
        public byte* IccProfile;
        public uint IccProfileLength;
    }

    [LibraryImport(Library, EntryPoint = "opj_version")]
    public static partial byte* Version();

    [LibraryImport(Library, EntryPoint = "opj_create_decompress")]
    public static partial nint CreateDecompress(int format);

    [LibraryImport(Library, EntryPoint = "opj_destroy_codec")]
    public static partial void DestroyCodec(nint codec);

    [LibraryImport(Library, EntryPoint = "opj_set_default_decoder_parameters")]
    public static partial void SetDefaultDecoderParameters(void* parameters);

    [LibraryImport(Library, EntryPoint = "opj_setup_decoder")]
    public static partial int SetupDecoder(nint codec, void* parameters);

    [LibraryImport(Library, EntryPoint = "opj_decoder_set_strict_mode")]
    public static partial int SetStrictMode(nint codec, int strict);

    [LibraryImport(Library, EntryPoint = "opj_set_error_handler")]
    public static partial int SetErrorHandler(nint codec, delegate* unmanaged<byte*, void*, void> handler, void* state);

    [LibraryImport(Library, EntryPoint = "opj_stream_create")]
    public static partial nint StreamCreate(nuint bufferSize, int isInput);

    [LibraryImport(Library, EntryPoint = "opj_stream_destroy")]
    public static partial void StreamDestroy(nint stream);

    [LibraryImport(Library, EntryPoint = "opj_stream_set_read_function")]
    public static partial void StreamSetRead(nint stream, delegate* unmanaged<void*, nuint, void*, nuint> read);

    [LibraryImport(Library, EntryPoint = "opj_stream_set_skip_function")]
    public static partial void StreamSetSkip(nint stream, delegate* unmanaged<long, void*, long> skip);

    [LibraryImport(Library, EntryPoint = "opj_stream_set_seek_function")]
    public static partial void StreamSetSeek(nint stream, delegate* unmanaged<long, void*, int> seek);

    [LibraryImport(Library, EntryPoint = "opj_stream_set_user_data")]
    public static partial void StreamSetUserData(nint stream, void* data, delegate* unmanaged<void*, void> free);

    [LibraryImport(Library, EntryPoint = "opj_stream_set_user_data_length")]
    public static partial void StreamSetUserDataLength(nint stream, ulong length);

    [LibraryImport(Library, EntryPoint = "opj_read_header")]
    public static partial int ReadHeader(nint stream, nint codec, Image** image);

    [LibraryImport(Library, EntryPoint = "opj_decode")]
    public static partial int Decode(nint codec, nint stream, Image* image);

    [LibraryImport(Library, EntryPoint = "opj_end_decompress")]
    public static partial int EndDecompress(nint codec, nint stream);

    [LibraryImport(Library, EntryPoint = "opj_image_destroy")]
    public static partial void ImageDestroy(Image* image);
}
