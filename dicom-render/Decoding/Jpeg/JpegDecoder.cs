using System.Buffers.Binary;

namespace DicomRender.Decoding.Jpeg;

/// <summary>
/// The JPEG processes DICOM uses (ITU-T T.81, PS3.5 8.2.1): sequential DCT of 8 and 12 bits, progressive DCT, and lossless process 14.
/// The codestream says which; the transfer syntax only led here. A missing EOI is forgiven where the picture is whole; anything
/// else that is missing is an error.
/// </summary>
internal sealed class JpegDecoder
{
    // A progressive picture needs a dozen scans; each further one costs a pass over all coefficients.
    private const int MaxScans = 100;
    private static ReadOnlySpan<byte> Jfif => "JFIF\0"u8;
    private static ReadOnlySpan<byte> Adobe => "Adobe"u8;

    private readonly PixelShape _expected;
    private readonly CancellationToken _cancellationToken;
    private readonly ushort[]?[] _quantTables = new ushort[4][];
    private readonly HuffmanTable?[] _dcTables = new HuffmanTable[4];
    private readonly HuffmanTable?[] _acTables = new HuffmanTable[4];
    private JpegFrame? _frame;
    private LosslessPicture? _lossless;
    private int _restartInterval;
    private bool _hasJfif;
    private int? _adobeTransform;
    private int _scans;

    private JpegDecoder(PixelShape expected, CancellationToken cancellationToken) =>
        (_expected, _cancellationToken) = (expected, cancellationToken);

    public static DecodedFrame Decode(ReadOnlySpan<byte> codestream, PixelShape expected, CancellationToken cancellationToken) =>
        new JpegDecoder(expected, cancellationToken).Decode(codestream);

    private DecodedFrame Decode(ReadOnlySpan<byte> codestream)
    {
        if (!codestream.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]))
            throw new DicomException("codec_failed", "The frame does not start as a JPEG codestream does.");
        var at = 2;
        while (!IsWhole && NextMarker(codestream, ref at) is var marker && marker != 0xD9)
        {
            var segment = Segment(codestream, at, marker);
            at += segment.Length + 2;
            if (marker == 0xDA) at = DecodeScan(codestream, segment, at);
            else ReadTables(marker, segment, codestream.Length);
        }
        if (_frame is null) throw new DicomException("truncated", "The JPEG codestream has no frame header.");
        if (!_frame.Components.All(c => c.Scanned))
            throw new DicomException("truncated", "The JPEG codestream lacks the scan of a component.");
        return Finish(_frame);
    }

    // A progressive picture is complete only at EOI: any further scan may refine it.
    private bool IsWhole => _frame is { IsProgressive: false } && _frame.Components.All(c => c.Scanned);

    private static int NextMarker(ReadOnlySpan<byte> codestream, ref int at)
    {
        while (at + 1 < codestream.Length)
        {
            if (codestream[at++] != 0xFF) continue;
            while (at < codestream.Length && codestream[at] == 0xFF) at++;
            // Stuffing, restart markers and TEM carry nothing here.
            if (at < codestream.Length && codestream[at++] is var marker && marker is not (0 or 1 or (>= 0xD0 and <= 0xD8))) return marker;
        }
        throw new DicomException("truncated", "The JPEG codestream ends before its picture does.");
    }

    private static ReadOnlySpan<byte> Segment(ReadOnlySpan<byte> codestream, int at, int marker)
    {
        if (at + 2 > codestream.Length) throw new DicomException("truncated", "A JPEG marker segment is cut short.");
        int length = BinaryPrimitives.ReadUInt16BigEndian(codestream[at..]);
        if (length < 2) throw new DicomException("codec_failed", $"JPEG marker {marker:X2} has length {length}.");
        if (at + length > codestream.Length) throw new DicomException("truncated", $"JPEG marker segment {marker:X2} is cut short.");
        return codestream.Slice(at + 2, length - 2);
    }

    private void ReadTables(int marker, ReadOnlySpan<byte> segment, int codestreamLength)
    {
        switch (marker)
        {
            case 0xC4: ReadHuffmanTables(segment); break;
            case 0xDB: ReadQuantTables(segment); break;
            case 0xDD when segment.Length >= 2: _restartInterval = BinaryPrimitives.ReadUInt16BigEndian(segment); break;
            case 0xE0 when segment.StartsWith(Jfif): _hasJfif = true; break;
            case 0xEE when segment.StartsWith(Adobe) && segment.Length >= 12: _adobeTransform = segment[11]; break;
            case >= 0xC0 and <= 0xCF and not 0xC8 and not 0xCC: ReadFrameHeader(marker, segment, codestreamLength); break;
        }
    }

    private void ReadFrameHeader(int marker, ReadOnlySpan<byte> segment, int codestreamLength)
    {
        if (_frame is not null) throw new DicomException("codec_failed", "The JPEG codestream has two frame headers.");
        var header = JpegFrame.Read(marker, segment, _expected);
        // Every sample of a lossless picture and every block of any other takes at least one bit.
        var leastBits = header.IsLossless
            ? _expected.PixelCount * header.Components.Length
            : header.Components.Sum(c => (long)c.BlocksWide * c.BlocksHigh);
        if (8L * codestreamLength < leastBits)
            throw new DicomException("truncated",
                $"{codestreamLength} bytes cannot hold a JPEG picture of {header.Columns}x{header.Rows}.");
        _frame = header;
        if (header.IsLossless) _lossless = new LosslessPicture(header);
        else foreach (var c in header.Components) c.Coefficients = new short[64 * c.BlockStride * header.UnitsHigh * c.Vertical];
    }

    private void ReadQuantTables(ReadOnlySpan<byte> segment)
    {
        while (segment.Length > 0)
        {
            var (wide, id) = (segment[0] >> 4, segment[0] & 15);
            var length = wide == 0 ? 64 : 128;
            if (wide > 1 || id > 3) throw new DicomException("codec_failed", "A JPEG quantisation table has an unknown form.");
            if (segment.Length < 1 + length) throw new DicomException("truncated", "A JPEG quantisation table is cut short.");
            var table = new ushort[64];
            for (var i = 0; i < 64; i++)
                table[ZigzagOrder.Positions[i]] = wide == 0 ? segment[1 + i] : BinaryPrimitives.ReadUInt16BigEndian(segment[(1 + 2 * i)..]);
            _quantTables[id] = table;
            segment = segment[(1 + length)..];
        }
    }

    private void ReadHuffmanTables(ReadOnlySpan<byte> segment)
    {
        while (segment.Length >= 17)
        {
            var (tables, id) = (segment[0] >> 4 == 0 ? _dcTables : _acTables, segment[0] & 15);
            var count = 0;
            foreach (var n in segment.Slice(1, 16)) count += n;
            if (segment[0] >> 4 > 1 || id > 3 || count > 256)
                throw new DicomException("codec_failed", "A JPEG Huffman table has an unknown form.");
            if (segment.Length < 17 + count) throw new DicomException("truncated", "A JPEG Huffman table is cut short.");
            tables[id] = new HuffmanTable(segment.Slice(1, 16), segment.Slice(17, count));
            segment = segment[(17 + count)..];
        }
    }

    private int DecodeScan(ReadOnlySpan<byte> codestream, ReadOnlySpan<byte> header, int at)
    {
        if (_frame is null) throw new DicomException("codec_failed", "A JPEG scan comes before the frame header.");
        if (++_scans > MaxScans) throw new DicomException("codec_failed", $"The JPEG codestream has more than {MaxScans} scans.");
        var scan = JpegScan.Read(header, _frame, _dcTables, _acTables, _restartInterval);
        foreach (var component in scan.Components) component.Quantisation ??= _quantTables[component.QuantTable];
        var reader = new EntropyReader(codestream, at);
        try
        {
            if (_lossless is not null) _lossless.Decode(scan, ref reader, _cancellationToken);
            else DctScan.Decode(_frame, scan, ref reader, _cancellationToken);
            foreach (var component in scan.Components) component.Scanned = true;
            CheckLineCount(codestream, reader.End);
            return reader.End;
        }
        finally
        {
            reader.Dispose();
        }
    }

    // DNL (T.81 B.2.5) may follow the first scan.
    private void CheckLineCount(ReadOnlySpan<byte> codestream, int at)
    {
        if (_scans > 1 || at + 6 > codestream.Length || codestream[at + 1] != 0xDC) return;
        var rows = BinaryPrimitives.ReadUInt16BigEndian(codestream[(at + 4)..]);
        if (rows != _expected.Rows)
            throw new DicomException("implausible_size", $"The JPEG codestream has {rows} lines; the attributes say {_expected.Rows}.");
    }

    private DecodedFrame Finish(JpegFrame header)
    {
        if (_lossless is not null)
        {
            var meaning = _expected.IsNative422 ? "YBR_FULL" : _expected.PhotometricInterpretation;
            return new DecodedFrame(_expected.AfterDecoding(header.Precision, false, lossy: false, meaning), _lossless.Samples);
        }
        if (header.Components.Any(c => c.Quantisation is null))
            throw new DicomException("codec_failed", "The JPEG codestream lacks a quantisation table.");
        var colour = header.Components.Length == 3;
        var samples = DctPicture.Reconstruct(header, colour && IsYCbCr(header), _cancellationToken);
        return new DecodedFrame(
            _expected.AfterDecoding(header.Precision, false, lossy: true, colour ? "RGB" : _expected.PhotometricInterpretation), samples);
    }

    // What the codestream says (Adobe, JFIF, letters as component ids, subsampled colour) takes precedence over the attribute.
    private bool IsYCbCr(JpegFrame header)
    {
        if (_adobeTransform is { } transform) return transform != 0;
        if (_hasJfif) return true;
        if (header.Components is [{ Id: (byte)'R' }, { Id: (byte)'G' }, { Id: (byte)'B' }]) return false;
        return header.MaxHorizontal * header.MaxVertical > header.Components[1].Horizontal * header.Components[1].Vertical
            || _expected.PhotometricInterpretation != "RGB";
    }
}
