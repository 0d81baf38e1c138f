using DicomRender.Decoding;

namespace DicomRender.Tests.Golden;

/// <summary>Every codec there is, in this process.</summary>
internal static class TestCodecs
{
    public const string Missing = "libopenjp2-7 and libcharls2 (Debian)";

    public static IDicomCodec All { get; } = new ManagedCodecs();
}
