using System.Runtime.InteropServices;
using DicomRender.Datasets;

namespace DicomRender.Parsing;

/// <summary>Which fragments make up which frame (PS3.5 A.4).</summary>
internal sealed class FrameFragments
{
    private readonly FragmentIndex _index;
    private readonly int[] _starts;
    private readonly int _end;
    private readonly int _frameCount;

    /// <param name="index">The fragments.</param>
    /// <param name="starts">First fragment of each frame.</param>
    /// <param name="end">The fragment behind those of the last of these frames.</param>
    /// <param name="frameCount">Frames the file claims.</param>
    private FrameFragments(FragmentIndex index, int[] starts, int end, int frameCount) =>
        (_index, _starts, _end, _frameCount) = (index, starts, end, frameCount);

    /// <summary>Frames from the first that are there in full.</summary>
    public int WholeFrames
    {
        get
        {
            var there = Math.Min(_starts.Length, _frameCount);
            for (var i = 0; i < there; i++)
            {
                if (!_index.Fragments.AsSpan(_starts[i]..End(i)).ContainsOnlyWhole()) return i;
            }
            return there;
        }
    }

    /// <summary>
    /// Finds the first fragment of each frame: by the extended or basic offset table where it points at fragments, else one fragment per
    /// frame,
    /// else by the first bytes of the fragments, which alone are read, and only then.
    /// </summary>
    public static FrameFragments Assign(FragmentIndex index, int frameCount, DicomDataset dataset, DicomWarnings warnings)
    {
        if (index.Fragments.Length == 0) return new(index, [], 0, frameCount);
        return FromTable(ExtendedOffsets(dataset), index, frameCount, warnings)
            ?? FromTable(Array.ConvertAll(index.BasicOffsets, offset => (ulong)offset), index, frameCount, warnings)
            ?? new(index, frameCount == 1 ? [0] : FromContent(index, frameCount, warnings), index.Fragments.Length, frameCount);
    }

    private static ulong[] ExtendedOffsets(DicomDataset dataset)
    {
        var element = dataset.Find(DicomTags.ExtendedOffsetTable);
        if (element is null || element.Length > FragmentReader.MostFragments * 8L) return [];
        var bytes = element.GetBytes().Span;
        return MemoryMarshal.Cast<byte, ulong>(bytes[..(bytes.Length & ~7)]).ToArray();
    }

    /// <summary>Null when the table is absent, or does not point at a fragment for every frame that the file is long enough for.</summary>
    private static FrameFragments? FromTable(ulong[] offsets, FragmentIndex index, int frameCount, DicomWarnings warnings)
    {
        if (offsets.Length == 0) return null;
        var starts = new int[offsets.Length];
        var fragment = 0;
        for (var i = 0; i < offsets.Length; i++)
        {
            while (fragment < index.Fragments.Length && OffsetOf(index, fragment) < offsets[i]) fragment++;
            if (fragment == index.Fragments.Length && i > 0 && index.IsCut && offsets.Length >= frameCount)
                return CutOff(index, starts[..i], offsets[i], frameCount);
            if (fragment == index.Fragments.Length || OffsetOf(index, fragment) != offsets[i] || (i > 0 && starts[i - 1] == fragment))
                return Wrong(warnings);
            starts[i] = fragment;
        }
        return offsets.Length >= frameCount && starts[0] == 0 ? new(index, starts, index.Fragments.Length, frameCount) : Wrong(warnings);
    }

    /// <summary>
    /// The frames a cut file has left of those in its table. The last of them is left out if fragments of it lay where the file ends.
    /// </summary>
    private static FrameFragments CutOff(FragmentIndex index, int[] starts, ulong next, int frameCount)
    {
        var last = index.Fragments[^1];
        var isWhole = next == OffsetOf(index, index.Fragments.Length - 1) + 8 + last.Length;
        return isWhole ? new(index, starts, index.Fragments.Length, frameCount) : new(index, starts[..^1], starts[^1], frameCount);
    }

    private static FrameFragments? Wrong(DicomWarnings warnings)
    {
        warnings.Add("The offset table does not fit the fragments of pixel data and was not used.");
        return null;
    }

    private static ulong OffsetOf(FragmentIndex index, int fragment) =>
        (ulong)(index.Fragments[fragment].Offset - index.Fragments[0].Offset);

    private static int[] FromContent(FragmentIndex index, int frameCount, DicomWarnings warnings)
    {
        int[] each = [.. Enumerable.Range(0, index.Fragments.Length)];
        if (each.Length <= frameCount && !index.IsCut) return each;
        int[] starts = [.. each.Where(fragment => BeginsCodestream(index, index.Fragments[fragment]))];
        if (starts.Length >= frameCount || (index.IsCut && starts is [0, ..])) return starts;
        if (each.Length <= frameCount) return each;
        warnings.Add("The frames of encapsulated pixel data could not be told apart for certain.");
        var perFrame = each.Length / frameCount;
        return each.Length % frameCount == 0 ? [.. Enumerable.Range(0, frameCount).Select(frame => frame * perFrame)] : each;
    }

    /// <summary>SOI of JPEG and JPEG-LS, SOC of JPEG 2000, the boxes of JP2 and JPEG XL, the header of RLE.</summary>
    private static bool BeginsCodestream(FragmentIndex index, Fragment fragment)
    {
        Span<byte> bytes = stackalloc byte[8];
        var first = bytes[..index.Source.Read(fragment.Offset, bytes[..(int)Math.Min(8, fragment.Length)])];
        return first.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) || first.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x4F, 0xFF, 0x51])
            || first.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x0A])
            || first.StartsWith((ReadOnlySpan<byte>)[0, 0, 0, 12, (byte)'j', (byte)'P'])
            || first.StartsWith((ReadOnlySpan<byte>)[0, 0, 0, 12, (byte)'J', (byte)'X'])
            || (first.Length == 8 && first[0] is >= 1 and <= 15 && first[1..].SequenceEqual((ReadOnlySpan<byte>)[0, 0, 0, 64, 0, 0, 0]));
    }

    public byte[] Read(int frame)
    {
        if (frame >= _starts.Length)
            throw new DicomException("truncated",
                $"Frame {frame + 1} of {_frameCount} is not there in full; those before are: {_starts.Length}.");
        var fragments = _index.Fragments.AsSpan(_starts[frame]..End(frame));
        long length = 0;
        foreach (var fragment in fragments)
        {
            if (!fragment.IsWhole) throw new DicomException("truncated", $"Frame {frame + 1} of {_frameCount} is cut off.");
            length += fragment.Length;
        }
        if (length > LargestCodestream)
            throw new DicomException("implausible_size", $"Frame {frame + 1} has a codestream of {length} bytes.");
        return Join(fragments, (int)length);
    }

    private const long LargestCodestream = 512L << 20;

    private byte[] Join(ReadOnlySpan<Fragment> fragments, int length)
    {
        var codestream = GC.AllocateUninitializedArray<byte>(length);
        var filled = 0;
        foreach (var fragment in fragments)
        {
            var part = codestream.AsSpan(filled, (int)fragment.Length);
            if (_index.Source.Read(fragment.Offset, part) < part.Length) throw new DicomException("truncated", "The file has shrunk.");
            filled += part.Length;
        }
        return codestream;
    }

    private int End(int frame) => frame + 1 < _starts.Length ? _starts[frame + 1] : _end;
}

file static class FragmentSpan
{
    public static bool ContainsOnlyWhole(this Span<Fragment> fragments)
    {
        foreach (var fragment in fragments)
        {
            if (!fragment.IsWhole) return false;
        }
        return true;
    }
}
