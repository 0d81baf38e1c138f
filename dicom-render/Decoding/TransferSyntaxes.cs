namespace DicomRender.Decoding;

/// <summary>Transfer syntax UIDs this engine decodes (PS3.5 section 10 and annex A, PS3.6 annex A).</summary>
public static class TransferSyntaxes
{
    /// <summary>Implicit VR Little Endian.</summary>
    public const string ImplicitLittleEndian = "1.2.840.10008.1.2";
    /// <summary>Explicit VR Little Endian.</summary>
    public const string ExplicitLittleEndian = "1.2.840.10008.1.2.1";
    /// <summary>Deflated Explicit VR Little Endian: the data set is inflated, the frames inside are native.</summary>
    public const string DeflatedLittleEndian = "1.2.840.10008.1.2.1.99";
    /// <summary>Explicit VR Big Endian (retired).</summary>
    public const string ExplicitBigEndian = "1.2.840.10008.1.2.2";
    /// <summary>Encapsulated Uncompressed Explicit VR Little Endian: native frames inside fragments.</summary>
    public const string EncapsulatedUncompressed = "1.2.840.10008.1.2.1.98";
    /// <summary>Deflated Image Frame Compression: each native frame deflated by itself.</summary>
    public const string DeflatedImageFrame = "1.2.840.10008.1.2.8.1";
    /// <summary>RLE Lossless.</summary>
    public const string Rle = "1.2.840.10008.1.2.5";
    /// <summary>JPEG Baseline (process 1).</summary>
    public const string JpegBaseline = "1.2.840.10008.1.2.4.50";
    /// <summary>JPEG Extended (process 2 and 4).</summary>
    public const string JpegExtended = "1.2.840.10008.1.2.4.51";
    /// <summary>JPEG Spectral Selection, non-hierarchical (process 6 and 8, retired).</summary>
    public const string JpegSpectralSelection = "1.2.840.10008.1.2.4.53";
    /// <summary>JPEG Full Progression, non-hierarchical (process 10 and 12, retired).</summary>
    public const string JpegProgressive = "1.2.840.10008.1.2.4.55";
    /// <summary>JPEG Lossless (process 14).</summary>
    public const string JpegLossless = "1.2.840.10008.1.2.4.57";
    /// <summary>JPEG Lossless, first-order prediction (process 14, selection value 1).</summary>
    public const string JpegLosslessSv1 = "1.2.840.10008.1.2.4.70";
    /// <summary>JPEG-LS Lossless.</summary>
    public const string JpegLsLossless = "1.2.840.10008.1.2.4.80";
    /// <summary>JPEG-LS Near-Lossless.</summary>
    public const string JpegLsNearLossless = "1.2.840.10008.1.2.4.81";
    /// <summary>JPEG 2000, lossless only.</summary>
    public const string Jpeg2000Lossless = "1.2.840.10008.1.2.4.90";
    /// <summary>JPEG 2000.</summary>
    public const string Jpeg2000 = "1.2.840.10008.1.2.4.91";
    /// <summary>JPEG 2000 part 2 multi-component, lossless only.</summary>
    public const string Jpeg2000Part2Lossless = "1.2.840.10008.1.2.4.92";
    /// <summary>JPEG 2000 part 2 multi-component.</summary>
    public const string Jpeg2000Part2 = "1.2.840.10008.1.2.4.93";
    /// <summary>High-throughput JPEG 2000, lossless only.</summary>
    public const string HtJpeg2000Lossless = "1.2.840.10008.1.2.4.201";
    /// <summary>High-throughput JPEG 2000 with RPCL progression, lossless only.</summary>
    public const string HtJpeg2000LosslessRpcl = "1.2.840.10008.1.2.4.202";
    /// <summary>High-throughput JPEG 2000.</summary>
    public const string HtJpeg2000 = "1.2.840.10008.1.2.4.203";

    internal static bool IsNative(string uid) =>
        uid is ImplicitLittleEndian or ExplicitLittleEndian or DeflatedLittleEndian or ExplicitBigEndian or EncapsulatedUncompressed;

    internal static bool IsJpeg(string uid) =>
        uid is JpegBaseline or JpegExtended or JpegSpectralSelection or JpegProgressive or JpegLossless or JpegLosslessSv1;

    internal static bool IsJpegLs(string uid) => uid is JpegLsLossless or JpegLsNearLossless;

    internal static bool IsJpeg2000(string uid) => uid
        is Jpeg2000Lossless or Jpeg2000 or Jpeg2000Part2Lossless or Jpeg2000Part2
        or HtJpeg2000Lossless or HtJpeg2000LosslessRpcl or HtJpeg2000;

    internal static bool NeedsNativeCodec(string uid) => IsJpegLs(uid) || IsJpeg2000(uid);

    internal static bool IsDecoded(string uid) => IsNative(uid) || IsJpeg(uid) || uid is Rle or DeflatedImageFrame || NeedsNativeCodec(uid);

    internal static bool MayBeLossyJpeg2000(string uid) => uid is Jpeg2000 or Jpeg2000Part2 or HtJpeg2000;
}
