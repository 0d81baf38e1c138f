using System.Runtime.InteropServices;
using DicomRender.Datasets;

namespace DicomRender.Parsing;

/// <summary>Walks the items of encapsulated pixel data from header to header (PS3.5 A.4).</summary>
internal sealed class FragmentReader(DicomSource source, DicomCursor cursor, DicomWarnings warnings)
{
    public const int MostFragments = 1 << 20;
    private const uint LargestOffsetTable = 4 * MostFragments;

    /// <summary>Reads from the first item to behind the sequence delimiter, or to where the items break off.</summary>
    public FragmentIndex Read(long end, ElementEncoding encoding)
    {
        uint[]? offsets = null;
        var isCut = false;
        var fragments = new List<Fragment>();
        while (true)
        {
            var header = ElementHeader.Read(cursor.Peek((int)Math.Min(12, end - cursor.Position)), encoding);
            if (header?.Tag == DicomTag.SequenceDelimiter)
            {
                cursor.Position += 8;
                break;
            }
            if (header is not { } item || item.Tag != DicomTag.Item)
            {
                if (PaddedItemFollows(end, encoding)) continue;
                warnings.Add("Encapsulated pixel data have no sequence delimiter.", isTruncation: header is null);
                isCut = header is null;
                if (isCut) cursor.Position = end;
                break;
            }
            cursor.Position += 8;
            if (offsets is null) offsets = ReadOffsetTable(item, end, encoding);
            else if (fragments.Count == MostFragments)
                throw new DicomException("implausible_size", $"Pixel data hold more than {MostFragments} fragments.");
            else fragments.Add(ReadFragment(item, end));
        }
        return new(source, offsets ?? [], [.. fragments], isCut);
    }

    private uint[] ReadOffsetTable(ElementHeader item, long end, ElementEncoding encoding)
    {
        if (item.ValueLength > LargestOffsetTable || item.ValueLength > end - cursor.Position)
        {
            warnings.Add($"The basic offset table claims {item.ValueLength} bytes.");
            cursor.Position = Math.Min(end, cursor.Position + item.ValueLength);
            return [];
        }
        var bytes = cursor.ReadValue((int)item.ValueLength);
        if (encoding.IsBigEndian) VrRules.SwapBytes(Vr.UL, bytes);
        return MemoryMarshal.Cast<byte, uint>(bytes.AsSpan(0, bytes.Length & ~3)).ToArray();
    }

    private Fragment ReadFragment(ElementHeader item, long end)
    {
        var there = (uint)Math.Min(item.ValueLength, end - cursor.Position);
        var fragment = new Fragment(cursor.Position, there, there == item.ValueLength);
        if (!fragment.IsWhole)
            warnings.Add($"A fragment of pixel data claims {item.ValueLength} bytes, {there} are there.", isTruncation: true);
        cursor.Position += there;
        return fragment;
    }

    /// <summary>A fragment of odd length whose padding byte is not counted.</summary>
    private bool PaddedItemFollows(long end, ElementEncoding encoding)
    {
        var next = cursor.Peek((int)Math.Min(9, end - cursor.Position));
        if (next.Length < 9 || ElementHeader.Read(next[1..], encoding)?.Tag is not { } tag) return false;
        if (tag != DicomTag.Item && tag != DicomTag.SequenceDelimiter) return false;
        cursor.Position++;
        return true;
    }
}
