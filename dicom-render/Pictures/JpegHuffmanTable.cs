namespace DicomRender.Pictures;

/// <summary>A Huffman table of T.81 Annex K.3, as the file carries it and as codes per symbol.</summary>
internal sealed class JpegHuffmanTable
{
    private readonly ushort[] _codes = new ushort[256];
    private readonly byte[] _sizes = new byte[256];

    private JpegHuffmanTable(byte[] lengths, byte[] symbols)
    {
        (Lengths, Symbols) = (lengths, symbols);
        var (code, next) = (0, 0);
        for (var size = 1; size <= 16; size++, code <<= 1)
            for (var i = 0; i < lengths[size - 1]; i++, code++)
            {
                var symbol = symbols[next++];
                (_codes[symbol], _sizes[symbol]) = ((ushort)code, (byte)size);
            }
    }

    public byte[] Lengths { get; }

    public byte[] Symbols { get; }

    public (ushort Code, byte Size) this[int symbol] => (_codes[symbol], _sizes[symbol]);

    public static JpegHuffmanTable LumaDc { get; } =
        new([0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);

    public static JpegHuffmanTable ChromaDc { get; } =
        new([0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);

    public static JpegHuffmanTable LumaAc { get; } = new(
        [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7D],
        Convert.FromHexString(
            "01020300041105122131410613516107227114328191A1082342B1C11552D1F02433627282090A161718191A25262728292A3435363738393A434445" +
            "464748494A535455565758595A636465666768696A737475767778797A838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6" +
            "B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE1E2E3E4E5E6E7E8E9EAF1F2F3F4F5F6F7F8F9FA"));

    public static JpegHuffmanTable ChromaAc { get; } = new(
        [0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 0x77],
        Convert.FromHexString(
            "000102031104052131061241510761711322328108144291A1B1C109233352F0156272D10A162434E125F11718191A262728292A35363738393A4344" +
            "45464748494A535455565758595A636465666768696A737475767778797A82838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4" +
            "B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE2E3E4E5E6E7E8E9EAF2F3F4F5F6F7F8F9FA"));
}
