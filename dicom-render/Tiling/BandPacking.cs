using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DicomRender.Tiling;

/// <summary>
/// Lossless packing of a band of 16-bit samples, made for decoding 16 samples an instruction. The band is cut into tiles of 16x16
/// (the edges repeat); a sample is predicted by the one above it, in the top row by the tile's base; differences are folded to
/// unsigned and a tile keeps only the bits its largest difference needs. Each of the 16 columns of a tile is its own bit string,
/// so that one vector of 16 words holds the same bits of all columns.
/// <code>
/// byte  widths[tileRows * tileColumns]      0..16 bits
/// u16   bases[tileColumns]                  of the first tile row; below, the row above continues
/// u16   words[width][16] per tile           row r of column c is bits r*width.. of words[..][c], least significant first
/// </code>
/// </summary>
internal static class BandPacking
{
    public const int Tile = 16;

    /// <summary>Most bytes a band can take.</summary>
    public static int Bound(int rows, int columns)
    {
        var (tileRows, tileColumns) = Tiles(rows, columns);
        return tileRows * tileColumns * (1 + Tile * Tile * 2) + tileColumns * 2;
    }

    /// <summary>Packs; returns the bytes written.</summary>
    public static int Pack(ReadOnlySpan<ushort> samples, int rows, int columns, Span<byte> target)
    {
        var (tileRows, tileColumns) = Tiles(rows, columns);
        var widths = target[..(tileRows * tileColumns)];
        var at = widths.Length + tileColumns * 2;
        Span<ushort> tile = stackalloc ushort[Tile * Tile];
        for (var y = 0; y < tileRows; y++)
            for (var x = 0; x < tileColumns; x++)
            {
                Gather(samples, rows, columns, x * Tile, y * Tile, tile);
                if (y == 0) BinaryPrimitives.WriteUInt16LittleEndian(target[(widths.Length + x * 2)..], tile[0]);
                var all = Difference(samples, columns, x * Tile, y * Tile, tile);
                var width = 32 - BitOperations.LeadingZeroCount(all);
                widths[y * tileColumns + x] = (byte)width;
                PackTile(tile, width, target.Slice(at, width * 32));
                at += width * 32;
            }
        return at;
    }

    /// <summary>Unpacks into exactly <c>rows * columns</c> samples; false when the bytes are no such band.</summary>
    public static bool TryUnpack(ReadOnlySpan<byte> packed, int rows, int columns, Span<ushort> samples)
    {
        var (tileRows, tileColumns) = Tiles(rows, columns);
        var tiles = tileRows * tileColumns;
        if (packed.Length < tiles + tileColumns * 2) return false;
        var widths = packed[..tiles];
        var bases = packed.Slice(tiles, tileColumns * 2);
        var words = packed[(tiles + tileColumns * 2)..];
        if (!LengthFits(widths, words.Length)) return false;
        Span<ushort> edge = stackalloc ushort[Tile * Tile];
        for (var y = 0; y < tileRows; y++)
            for (var x = 0; x < tileColumns; x++)
            {
                var width = widths[y * tileColumns + x];
                var body = words[..(width * 32)];
                words = words[body.Length..];
                var (left, top) = (x * Tile, y * Tile);
                if (left + Tile <= columns && top + Tile <= rows)
                {
                    var above = y == 0 ? Vector256.Create(BinaryPrimitives.ReadUInt16LittleEndian(bases[(x * 2)..]))
                        : Vector256.Create<ushort>(samples.Slice((top - 1) * columns + left, Tile));
                    UnpackTile(body, width, above, ref samples[top * columns + left], columns);
                }
                else
                {
                    UnpackTile(body, width, AboveEdge(samples, columns, left, top, bases[(x * 2)..]), ref edge[0], Tile);
                    Scatter(edge, samples, rows, columns, left, top);
                }
            }
        return true;
    }

    private static (int Rows, int Columns) Tiles(int rows, int columns) => ((rows + Tile - 1) / Tile, (columns + Tile - 1) / Tile);

    private static bool LengthFits(ReadOnlySpan<byte> widths, int length)
    {
        long sum = 0;
        foreach (var width in widths)
        {
            if (width > 16) return false;
            sum += width;
        }
        return sum * 32 == length;
    }

    // A tile's samples; beyond the edge the last column and row repeat, which costs no bits.
    private static void Gather(ReadOnlySpan<ushort> samples, int rows, int columns, int left, int top, Span<ushort> tile)
    {
        for (var row = 0; row < Tile; row++)
        {
            var line = samples.Slice(Math.Min(top + row, rows - 1) * columns, columns);
            var whole = Math.Min(Tile, columns - left);
            line.Slice(left, whole).CopyTo(tile[(row * Tile)..]);
            if (whole < Tile) tile.Slice(row * Tile + whole, Tile - whole).Fill(line[^1]);
        }
    }

    // Replaces samples by folded differences from below upwards; returns the bits set in any.
    private static uint Difference(ReadOnlySpan<ushort> samples, int columns, int left, int top, Span<ushort> tile)
    {
        Span<ushort> above = stackalloc ushort[Tile];
        if (top == 0) above.Fill(tile[0]);
        else
        {
            var whole = Math.Min(Tile, columns - left);
            var line = samples.Slice((top - 1) * columns + left, whole);
            line.CopyTo(above);
            above[whole..].Fill(line[^1]);
        }
        var all = Vector256<ushort>.Zero;
        var previous = Vector256.Create<ushort>(above);
        for (var row = 0; row < Tile; row++)
        {
            var current = Vector256.Create<ushort>(tile[(row * Tile)..]);
            var difference = current - previous;
            var folded = (difference << 1) ^ Vector256.ShiftRightArithmetic(difference.AsInt16(), 15).AsUInt16();
            folded.CopyTo(tile[(row * Tile)..]);
            all |= folded;
            previous = current;
        }
        uint bits = 0;
        for (var lane = 0; lane < Tile; lane++) bits |= all[lane];
        return bits;
    }

    private static void PackTile(ReadOnlySpan<ushort> tile, int width, Span<byte> target)
    {
        var words = MemoryMarshal.Cast<byte, ushort>(target);
        words.Clear();
        for (var row = 0; row < Tile && width > 0; row++)
        {
            var (word, shift) = Math.DivRem(row * width, 16);
            var values = Vector256.Create<ushort>(tile[(row * Tile)..]);
            (Vector256.Create<ushort>(words[(word * Tile)..]) | values << shift).CopyTo(words[(word * Tile)..]);
            if (shift + width > 16) (values >>> (16 - shift)).CopyTo(words[((word + 1) * Tile)..]);
        }
    }

    private static Vector256<ushort> AboveEdge(ReadOnlySpan<ushort> samples, int columns, int left, int top, ReadOnlySpan<byte> tileBase)
    {
        if (top == 0) return Vector256.Create(BinaryPrimitives.ReadUInt16LittleEndian(tileBase));
        Span<ushort> above = stackalloc ushort[Tile];
        var whole = Math.Min(Tile, columns - left);
        var line = samples.Slice((top - 1) * columns + left, whole);
        line.CopyTo(above);
        above[whole..].Fill(line[^1]);
        return Vector256.Create<ushort>(above);
    }

    private static void UnpackTile(ReadOnlySpan<byte> body, int width, Vector256<ushort> above, ref ushort target, int stride)
    {
        if (width == 0)
        {
            for (var row = 0; row < Tile; row++) above.StoreUnsafe(ref target, (nuint)(row * stride));
            return;
        }
        ref var words = ref Unsafe.As<byte, ushort>(ref MemoryMarshal.GetReference(body));
        var mask = Vector256.Create((ushort)((1 << width) - 1));
        for (int row = 0, bit = 0; row < Tile; row++, bit += width)
        {
            var (word, shift) = (bit >> 4, bit & 15);
            var folded = Vector256.LoadUnsafe(ref words, (nuint)(word * Tile)) >>> shift;
            if (shift + width > 16) folded |= Vector256.LoadUnsafe(ref words, (nuint)(word * Tile + Tile)) << (16 - shift);
            folded &= mask;
            above += (folded >>> 1) ^ (Vector256<ushort>.Zero - (folded & Vector256<ushort>.One));
            above.StoreUnsafe(ref target, (nuint)(row * stride));
        }
    }

    private static void Scatter(ReadOnlySpan<ushort> tile, Span<ushort> samples, int rows, int columns, int left, int top)
    {
        var whole = Math.Min(Tile, columns - left);
        for (var row = 0; row < Tile && top + row < rows; row++)
            tile.Slice(row * Tile, whole).CopyTo(samples[((top + row) * columns + left)..]);
    }
}
