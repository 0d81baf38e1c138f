using DicomRender.Decoding;
using DicomRender.Decoding.Managed;
using DicomRender.Decoding.Native;

namespace DicomRender.Tests.Golden;

/// <summary>Every codec there is, in this process.</summary>
internal static class TestCodecs
{
    public static IDicomCodec All { get; } = new DicomCodecs(new NativeCodecs());
}
