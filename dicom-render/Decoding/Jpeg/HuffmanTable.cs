namespace DicomRender.Decoding.Jpeg;

/// <summary>A Huffman table (ITU-T T.81 annex C and F.2.2.3): codes up to nine bits by look-up, longer ones by comparison.</summary>
internal sealed class HuffmanTable
{
    public const int LookupBits = 9;

    private readonly byte[] _symbols;
    // Per code length: the first 16-bit left-aligned code beyond it, and what turns a code into an index of `symbols`.
    private readonly uint[] _limit = new uint[18];
    private readonly int[] _offset = new int[17];

    /// <summary>Indexed by the next nine bits: code length in the high byte, symbol in the low one; 0 = a longer code.</summary>
    public ushort[] Lookup { get; } = new ushort[1 << LookupBits];

    /// <summary>The largest symbol of the table; tells whether it fits its use.</summary>
    public int MaxSymbol { get; }

    /// <param name="counts">Number of codes of each length 1 to 16.</param>
    /// <param name="symbols">Symbols in order of their codes.</param>
    /// <exception cref="DicomException">codec_failed when the lengths do not form a prefix code.</exception>
    public HuffmanTable(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        _symbols = symbols.ToArray();
        foreach (var symbol in symbols) MaxSymbol = Math.Max(MaxSymbol, symbol);
        int code = 0, index = 0;
        for (var length = 1; length <= 16; length++, code <<= 1)
        {
            _offset[length] = index - code;
            for (var i = 0; i < counts[length - 1]; i++, code++, index++) AddToLookup(code, length, symbols[index]);
            if (code > 1 << length) throw new DicomException("codec_failed", "A JPEG Huffman table has more codes than bits allow.");
            _limit[length] = (uint)code << (16 - length);
        }
        _limit[17] = uint.MaxValue;
    }

    private void AddToLookup(int code, int length, byte symbol)
    {
        if (length > LookupBits || code >= 1 << length) return;
        Lookup.AsSpan(code << (LookupBits - length), 1 << (LookupBits - length)).Fill((ushort)((length << 8) | symbol));
    }

    /// <summary>
    /// Finds the code at the top of <paramref name="window"/> the slow way. Returns length in the high byte, symbol in the low one.
    /// </summary>
    public int Find(ulong window)
    {
        var code = (uint)(window >> 48);
        var length = 1;
        while (code >= _limit[length]) length++;
        if (length > 16) throw new DicomException("codec_failed", "A JPEG scan holds a code that is not in its Huffman table.");
        return (length << 8) | _symbols[(int)(code >> (16 - length)) + _offset[length]];
    }
}
