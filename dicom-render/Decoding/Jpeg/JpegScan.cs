namespace DicomRender.Decoding.Jpeg;

/// <summary>A scan header (T.81 B.2.3) with the tables it refers to.</summary>
internal sealed record JpegScan
{
    /// <summary>The components of the scan; <see cref="Dc"/> and <see cref="Ac"/> hold their tables in the same order.</summary>
    public required JpegComponent[] Components { get; init; }

    public required HuffmanTable?[] Dc { get; init; }

    public required HuffmanTable?[] Ac { get; init; }

    /// <summary>First coefficient, in zigzag order, of a progressive scan.</summary>
    public required int SpectralStart { get; init; }

    /// <summary>Last coefficient, inclusive.</summary>
    public required int SpectralEnd { get; init; }

    /// <summary>Bit position of the scan before that this one refines; 0 for a first scan.</summary>
    public required int ApproximationHigh { get; init; }

    /// <summary>Bit position that this scan brings the coefficients to.</summary>
    public required int ApproximationLow { get; init; }

    /// <summary>Units between restart markers; 0 for none.</summary>
    public required int RestartInterval { get; init; }

    /// <exception cref="DicomException">codec_failed: the header is malformed or names what is not there.</exception>
    public static JpegScan Read(ReadOnlySpan<byte> header, JpegFrame frame, HuffmanTable?[] dcTables, HuffmanTable?[] acTables,
        int restartInterval)
    {
        var count = header.Length > 0 ? header[0] : 0;
        if (count is < 1 or > 4 || header.Length < 4 + 2 * count)
            throw new DicomException("codec_failed", "A JPEG scan header is malformed.");
        var (components, dc, ac) = (new JpegComponent[count], new HuffmanTable?[count], new HuffmanTable?[count]);
        for (var i = 0; i < count; i++)
        {
            var (id, tables) = (header[1 + 2 * i], header[2 + 2 * i]);
            components[i] = Array.Find(frame.Components, c => c.Id == id && !components.AsSpan().Contains(c))
                ?? throw new DicomException("codec_failed", $"A JPEG scan names component {id}, which the frame does not have.");
            if (tables >> 4 > 3 || (tables & 15) > 3)
                throw new DicomException("codec_failed", "A JPEG scan names a table beyond the fourth.");
            (dc[i], ac[i]) = (dcTables[tables >> 4], acTables[tables & 15]);
        }
        var last = header[(1 + 2 * count)..];
        return new JpegScan
        {
            Components = components,
            Dc = dc,
            Ac = ac,
            SpectralStart = last[0],
            SpectralEnd = last[1],
            ApproximationHigh = last[2] >> 4,
            ApproximationLow = last[2] & 15,
            RestartInterval = restartInterval,
        };
    }

    /// <summary>The DC table of a component, whose symbols count bits and so must not exceed <paramref name="maxSymbol"/>.</summary>
    public HuffmanTable DcTable(int component, int maxSymbol) => Dc[component] is { } table && table.MaxSymbol <= maxSymbol
        ? table : throw new DicomException("codec_failed", "A JPEG scan lacks a usable DC Huffman table.");

    public HuffmanTable AcTable(int component) =>
        Ac[component] ?? throw new DicomException("codec_failed", "A JPEG scan lacks its AC Huffman table.");
}
