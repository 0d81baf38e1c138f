namespace DicomRender.Decoding.Native;

/// <summary>
/// JPEG-LS through CharLS, JPEG 2000 and HTJ2K through OpenJPEG. A hostile codestream may crash these libraries, so products
/// use the pool of codec workers; only a worker and tests use this class itself.
/// </summary>
/// <param name="openJpegLibrary">Shared library that must be there for JPEG 2000.</param>
/// <param name="charLsLibrary">Shared library that must be there for JPEG-LS.</param>
public sealed class NativeCodecs(string openJpegLibrary = OpenJpeg.Library, string charLsLibrary = CharLs.Library) : IDicomCodec
{
    private readonly NativeLibraryRequirement _openJpeg = new(openJpegLibrary, OpenJpeg.Package);
    private readonly NativeLibraryRequirement _charLs = new(charLsLibrary, CharLs.Package);

    /// <inheritdoc/>
    public bool Supports(string transferSyntaxUid) => TransferSyntaxes.NeedsNativeCodec(transferSyntaxUid);

    /// <inheritdoc/>
    public ValueTask<DecodedFrame> DecodeAsync(string transferSyntaxUid, ReadOnlyMemory<byte> codestream, PixelShape expected,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Decode(transferSyntaxUid, codestream.Span, expected));
    }

    internal DecodedFrame Decode(string transferSyntaxUid, ReadOnlySpan<byte> codestream, PixelShape expected)
    {
        if (!Supports(transferSyntaxUid))
            throw new DicomException("unsupported_transfer_syntax", $"No native decoder for transfer syntax {transferSyntaxUid}.");
        CodestreamHeader.Check(transferSyntaxUid, codestream, expected);
        var whole = CodestreamHeader.WithEndMarker(codestream);
        if (TransferSyntaxes.IsJpegLs(transferSyntaxUid))
        {
            _charLs.Demand();
            return JpegLsFrame.Decode(whole, expected);
        }
        _openJpeg.Demand();
        return Jpeg2000Frame.Decode(whole, expected, mayBeLossy: TransferSyntaxes.MayBeLossyJpeg2000(transferSyntaxUid));
    }
}
