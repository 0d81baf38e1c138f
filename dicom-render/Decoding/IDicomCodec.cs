namespace DicomRender.Decoding;

/// <summary>Turns one frame's bytes, as a file holds them, into samples. The seam another imaging library could fill.</summary>
public interface IDicomCodec
{
    /// <summary>Whether frames in this transfer syntax can be decoded here.</summary>
    bool Supports(string transferSyntaxUid);

    /// <summary>Decodes one frame.</summary>
    /// <param name="transferSyntaxUid">How <paramref name="codestream"/> is encoded.</param>
    /// <param name="codestream">Exactly one frame: native bytes, or the joined fragments of an encapsulated one.</param>
    /// <param name="expected">What the attributes claim. A codestream of another size is refused before memory is taken for it.</param>
    /// <param name="cancellationToken">Stops the work between rows.</param>
    /// <exception cref="DicomException">
    /// truncated, codec_failed, codec_missing, codec_timeout, codec_memory, implausible_size, unsupported_pixel_data or
    /// unsupported_transfer_syntax.
    /// </exception>
    ValueTask<DecodedFrame> DecodeAsync(string transferSyntaxUid, ReadOnlyMemory<byte> codestream, PixelShape expected,
        CancellationToken cancellationToken);
}

/// <summary>One decoded frame.</summary>
/// <param name="Shape">
/// Shape of <paramref name="Samples"/> after decoding: its photometric interpretation, bit depth and sign may differ from the attributes.
/// </param>
/// <param name="Samples">
/// Little-endian words of Shape.BitsAllocated bits (1-bit pixels stay packed), <see cref="PixelShape.FrameBytes"/> long.
/// Interleaved by pixel, except native data, which keeps the planar configuration of its file.
/// </param>
public sealed record DecodedFrame(PixelShape Shape, byte[] Samples);
