using DicomRender.Decoding.Jpeg;

namespace DicomRender.Decoding.Managed;

/// <summary>Decoders written in managed code: they run in process, because a hostile codestream can only make them throw.</summary>
public sealed class ManagedCodecs : IDicomCodec
{
    /// <inheritdoc/>
    public bool Supports(string transferSyntaxUid) =>
        TransferSyntaxes.IsNative(transferSyntaxUid)
        || TransferSyntaxes.IsJpeg(transferSyntaxUid)
        || transferSyntaxUid is TransferSyntaxes.Rle or TransferSyntaxes.DeflatedImageFrame;

    /// <inheritdoc/>
    public ValueTask<DecodedFrame> DecodeAsync(string transferSyntaxUid, ReadOnlyMemory<byte> codestream, PixelShape expected,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Decode(transferSyntaxUid, codestream, expected, cancellationToken));
    }

    private static DecodedFrame Decode(string transferSyntaxUid, ReadOnlyMemory<byte> codestream, PixelShape expected,
        CancellationToken cancellationToken)
    {
        if (TransferSyntaxes.IsNative(transferSyntaxUid))
            return NativeFrame.Decode(codestream.Span, expected, transferSyntaxUid == TransferSyntaxes.ExplicitBigEndian);
        if (TransferSyntaxes.IsJpeg(transferSyntaxUid))
            return JpegDecoder.Decode(codestream.Span, expected, cancellationToken);
        if (transferSyntaxUid == TransferSyntaxes.Rle)
            return RleFrame.Decode(codestream.Span, expected);
        if (transferSyntaxUid == TransferSyntaxes.DeflatedImageFrame)
            return NativeFrame.Inflate(codestream, expected);
        throw new DicomException("unsupported_transfer_syntax", $"No managed decoder for transfer syntax {transferSyntaxUid}.");
    }
}
