using System.Buffers;
using System.Buffers.Binary;

namespace DicomRender.Decoding.Jpeg;

/// <summary>
/// Bits of a scan's entropy-coded segments. One segment (the scan, or one restart interval of it) is freed of byte stuffing up
/// front; after that the next 57 bits are always one unaligned load away.
/// </summary>
internal ref struct EntropyReader
{
    // Padding: one symbol may be read past the end, and the load after it reads further still.
    private const int Padding = 24;

    private readonly ReadOnlySpan<byte> _codestream;
    private readonly byte[] _buffer;
    private long _bits;
    private int _restarts;

    /// <summary>Bits consumed of the current segment.</summary>
    public long Position;

    /// <summary>Where in the codestream the current segment ends: at a marker or at the end.</summary>
    public int End { get; private set; }

    public EntropyReader(ReadOnlySpan<byte> codestream, int start)
    {
        _codestream = codestream;
        _buffer = ArrayPool<byte>.Shared.Rent(codestream.Length - start + Padding);
        Load(start);
    }

    /// <summary>The next bits, the first one on top; at least 57 are valid.</summary>
    public readonly ulong Window => BinaryPrimitives.ReadUInt64BigEndian(_buffer.AsSpan((int)(Position >> 3))) << (int)(Position & 7);

    /// <summary>Consumes bits. Everything consumed must have been there: a scan that runs dry is an error, not a grey patch.</summary>
    public void Advance(int count)
    {
        Position += count;
        if (Position > _bits) throw new DicomException("truncated", "A JPEG scan ends before its picture does.");
    }

    /// <summary>The next <paramref name="count"/> bits (0 to 16) as a number.</summary>
    public int Read(int count)
    {
        var value = (int)((Window >> 1) >> (63 - count));
        Advance(count);
        return value;
    }

    /// <summary>Decodes one symbol.</summary>
    public int Decode(HuffmanTable table)
    {
        var window = Window;
        int entry = table.Lookup[window >> (64 - HuffmanTable.LookupBits)];
        if (entry == 0) entry = table.Find(window);
        Advance(entry >> 8);
        return entry & 0xFF;
    }

    /// <summary>Decodes a symbol whose low four bits (or all, below 16) count the bits of a signed value after it (T.81 F.2.2.1).</summary>
    public int DecodeWithValue(HuffmanTable table, out int symbol)
    {
        var window = Window;
        int entry = table.Lookup[window >> (64 - HuffmanTable.LookupBits)];
        if (entry == 0) entry = table.Find(window);
        symbol = entry & 0xFF;
        var size = symbol & 15;
        var value = (int)(((window << (entry >> 8)) >> 1) >> (63 - size));
        Advance((entry >> 8) + size);
        return Extend(value, size);
    }

    /// <summary>T.81 F.2.2.1 EXTEND: values without the top bit are negative.</summary>
    public static int Extend(int value, int size) => value < (1 << size) >> 1 ? value - (1 << size) + 1 : value;

    /// <summary>Steps over the restart marker that must come next.</summary>
    public void Restart()
    {
        var at = End;
        while (at + 1 < _codestream.Length && _codestream[at + 1] == 0xFF) at++;
        if (at + 1 >= _codestream.Length) throw new DicomException("truncated", "A JPEG scan ends at a restart interval.");
        if (_codestream[at + 1] != 0xD0 + (_restarts & 7))
            throw new DicomException("codec_failed", $"Restart marker {_restarts & 7} is missing from a JPEG scan.");
        _restarts++;
        Load(at + 2);
    }

    public readonly void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private void Load(int from)
    {
        var to = 0;
        while (true)
        {
            var rest = _codestream[from..];
            var run = rest.IndexOf((byte)0xFF);
            if (run < 0) run = rest.Length;
            rest[..run].CopyTo(_buffer.AsSpan(to));
            (from, to) = (from + run, to + run);
            if (from + 1 >= _codestream.Length || _codestream[from + 1] != 0) break;
            _buffer[to++] = 0xFF;
            from += 2;
        }
        _buffer.AsSpan(to, Padding).Clear();
        (Position, _bits, End) = (0, 8L * to, from);
    }
}
