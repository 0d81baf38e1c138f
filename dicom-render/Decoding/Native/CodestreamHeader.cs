using System.Buffers.Binary;

namespace DicomRender.Decoding.Native;

/// <summary>
/// Reads the claims of a JPEG 2000 or JPEG-LS codestream in managed code, so that an absurd one is refused in microseconds and
/// never reaches a native library.
/// </summary>
internal static class CodestreamHeader
{
    // OpenJPEG keeps some 7 KB for each tile a header claims; 64x64 tiles of a 4096x4096 picture are this many.
    private const long MaxTiles = 4096;
    // A black picture compresses best; one of 3000x3000 still stays within this ratio.
    private const long FreeBytes = 64 << 20, BytesPerCodestreamByte = 1000;

    public static void Check(string transferSyntaxUid, ReadOnlySpan<byte> codestream, PixelShape expected)
    {
        var (width, height) = TransferSyntaxes.IsJpegLs(transferSyntaxUid) ? ReadJpegLs(codestream) : ReadJpeg2000(codestream);
        if (width != expected.Columns || height != expected.Rows)
            throw new DicomException("implausible_size",
                $"The codestream is {width}x{height}; the attributes say {expected.Columns}x{expected.Rows}.");
        var samples = expected.PixelCount * expected.SamplesPerPixel * (expected.BitsAllocated > 8 ? 2 : 1);
        if (samples > FreeBytes + BytesPerCodestreamByte * codestream.Length)
            throw new DicomException("implausible_size", $"{codestream.Length} bytes claim to be a picture of {samples >> 20} MiB.");
    }

    /// <summary>
    /// The codestream without padding, and with the end marker that both families share even where the writer forgot it: a library
    /// that misses it would refuse a whole picture.
    /// </summary>
    public static ReadOnlySpan<byte> WithEndMarker(ReadOnlySpan<byte> codestream)
    {
        ReadOnlySpan<byte> marker = [0xFF, 0xD9];
        var trimmed = codestream.TrimEnd((byte)0);
        return trimmed.EndsWith(marker) ? trimmed : (byte[])[.. codestream, .. marker];
    }

    // SOC, then SIZ at once (T.800 A.5.1). Boxes of JP2, which DICOM forbids and some writers leave in, come before.
    private static (long Width, long Height) ReadJpeg2000(ReadOnlySpan<byte> codestream)
    {
        var at = codestream.IndexOf((ReadOnlySpan<byte>)[0xFF, 0x4F, 0xFF, 0x51]);
        if (at < 0) throw new DicomException("codec_failed", "The frame holds no JPEG 2000 codestream.");
        var size = codestream[(at + 4)..];
        if (size.Length < 38) throw new DicomException("truncated", "The JPEG 2000 codestream ends inside its header.");
        long Field(ReadOnlySpan<byte> from, int index) => BinaryPrimitives.ReadUInt32BigEndian(from[(4 + 4 * index)..]);
        long x1 = Field(size, 0), y1 = Field(size, 1), x0 = Field(size, 2), y0 = Field(size, 3);
        long tileWidth = Field(size, 4), tileHeight = Field(size, 5), tileX0 = Field(size, 6), tileY0 = Field(size, 7);
        if (tileWidth == 0 || tileHeight == 0 || tileX0 > x0 || tileY0 > y0)
            throw new DicomException("codec_failed", "The JPEG 2000 codestream has impossible tiles.");
        var tiles = ((x1 - tileX0 + tileWidth - 1) / tileWidth) * ((y1 - tileY0 + tileHeight - 1) / tileHeight);
        if (tiles > MaxTiles) throw new DicomException("implausible_size", $"The JPEG 2000 codestream claims {tiles} tiles.");
        return (x1 - x0, y1 - y0);
    }

    private static (long Width, long Height) ReadJpegLs(ReadOnlySpan<byte> codestream)
    {
        if (!codestream.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]))
            throw new DicomException("codec_failed", "The frame does not start as a JPEG-LS codestream does.");
        for (var at = 2; at + 9 <= codestream.Length;)
        {
            if (codestream[at] != 0xFF) throw new DicomException("codec_failed", "The JPEG-LS codestream has bytes between its segments.");
            if (codestream[at + 1] == 0xFF) at++;
            else if (codestream[at + 1] == 0xF7)
                return (BinaryPrimitives.ReadUInt16BigEndian(codestream[(at + 7)..]),
                    BinaryPrimitives.ReadUInt16BigEndian(codestream[(at + 5)..]));
            else at += 2 + BinaryPrimitives.ReadUInt16BigEndian(codestream[(at + 2)..]);
        }
        throw new DicomException("truncated", "The JPEG-LS codestream has no frame header.");
    }
}
