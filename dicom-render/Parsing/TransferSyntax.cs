namespace DicomRender.Parsing;

/// <summary>How elements are written: with their VR or without, and in which byte order (PS3.5 7.1, 7.3).</summary>
internal readonly record struct ElementEncoding(bool IsExplicit, bool IsBigEndian)
{
    public static readonly ElementEncoding ImplicitLittle = new(false, false);
    public static readonly ElementEncoding ExplicitLittle = new(true, false);
    public static readonly ElementEncoding ExplicitBig = new(true, true);
    public static readonly ElementEncoding ImplicitBig = new(false, true);
}

/// <summary>
/// Transfer syntaxes that decide how the data set itself is read (PS3.5 annex A); all others are explicit VR little endian.
/// </summary>
public static class TransferSyntax
{
    /// <summary>Implicit VR Little Endian, the default.</summary>
    public const string ImplicitLittleEndian = "1.2.840.10008.1.2";

    /// <summary>Explicit VR Little Endian.</summary>
    public const string ExplicitLittleEndian = "1.2.840.10008.1.2.1";

    /// <summary>Deflated Explicit VR Little Endian.</summary>
    public const string DeflatedExplicitLittleEndian = "1.2.840.10008.1.2.1.99";

    /// <summary>Explicit VR Big Endian (retired).</summary>
    public const string ExplicitBigEndian = "1.2.840.10008.1.2.2";

    /// <summary>GE's private syntax: implicit VR little endian whose pixel data are big endian.</summary>
    internal const string GeImplicitBigEndianPixels = "1.2.840.113619.5.2";

    internal static ElementEncoding EncodingOf(string uid) => uid switch
    {
        ImplicitLittleEndian or GeImplicitBigEndianPixels => ElementEncoding.ImplicitLittle,
        ExplicitBigEndian => ElementEncoding.ExplicitBig,
        _ => ElementEncoding.ExplicitLittle,
    };

    internal static string UidOf(ElementEncoding encoding) => encoding switch
    {
        { IsExplicit: false } => ImplicitLittleEndian,
        { IsBigEndian: true } => ExplicitBigEndian,
        _ => ExplicitLittleEndian,
    };

    /// <summary>The syntax writes native pixel data.</summary>
    internal static bool IsNative(string uid) =>
        uid is ImplicitLittleEndian or ExplicitLittleEndian or DeflatedExplicitLittleEndian
            or ExplicitBigEndian or GeImplicitBigEndianPixels;
}
