namespace DicomRender.Decoding.Managed;

/// <summary>Every transfer syntax of this engine: managed decoders in process, the others in child processes.</summary>
/// <param name="isolated">What decodes what <see cref="ManagedCodecs"/> does not.</param>
public sealed class DicomCodecs(IDicomCodec isolated) : IDicomCodec
{
    private readonly ManagedCodecs _managed = new();

    /// <inheritdoc/>
    public bool Supports(string transferSyntaxUid) => _managed.Supports(transferSyntaxUid) || isolated.Supports(transferSyntaxUid);

    /// <inheritdoc/>
    public ValueTask<DecodedFrame> DecodeAsync(string transferSyntaxUid, ReadOnlyMemory<byte> codestream, PixelShape expected,
        CancellationToken cancellationToken) =>
        (_managed.Supports(transferSyntaxUid)
            ? _managed
            : isolated).DecodeAsync(transferSyntaxUid, codestream, expected, cancellationToken);
}
