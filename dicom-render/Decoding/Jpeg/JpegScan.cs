namespace DicomRender.Decoding.Jpeg;

/// <summary>A scan header (T.81 B.2.3) with the tables it refers to.</summary>
internal sealed record JpegScan(
    JpegComponent[] Components, HuffmanTable?[] Dc, HuffmanTable?[] Ac,
    int SpectralStart, int SpectralEnd, int ApproximationHigh, int ApproximationLow, int RestartInterval)
{
    public static JpegScan Read(ReadOnlySpan<byte> header, JpegFrame frame, HuffmanTable?[] dcTables, HuffmanTable?[] acTables, int restartInterval)
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
            if (tables >> 4 > 3 || (tables & 15) > 3) throw new DicomException("codec_failed", "A JPEG scan names a table beyond the fourth.");
            (dc[i], ac[i]) = (dcTables[tables >> 4], acTables[tables & 15]);
        }
        var last = header[(1 + 2 * count)..];
        return new JpegScan(components, dc, ac, last[0], last[1], last[2] >> 4, last[2] & 15, restartInterval);
    }

    /// <summary>The DC table of a component, whose symbols count bits and so must not exceed <paramref name="maxSymbol"/>.</summary>
    public HuffmanTable DcTable(int component, int maxSymbol) => Dc[component] is { } table && table.MaxSymbol <= maxSymbol
        ? table : throw new DicomException("codec_failed", "A JPEG scan lacks a usable DC Huffman table.");

    public HuffmanTable AcTable(int component) =>
        Ac[component] ?? throw new DicomException("codec_failed", "A JPEG scan lacks its AC Huffman table.");
}
