namespace DicomRender.Parsing;

/// <summary>Which fragments make up which frame (PS3.5 A.4).</summary>
internal sealed class FrameFragments
{
    private readonly FragmentIndex _index;
    private readonly int[] _starts;
    private readonly int _frameCount;

    private FrameFragments(FragmentIndex index, int[] starts, int frameCount) => (_index, _starts, _frameCount) = (index, starts, frameCount);

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

    public static FrameFragments Assign(FragmentIndex index, int frameCount, DicomDataset dataset, DicomWarnings warnings)
    {
        int[] starts = frameCount == 1 && index.Fragments.Length > 0 ? [0] : [.. Enumerable.Range(0, index.Fragments.Length)];
        return new(index, starts, frameCount);
    }

    public byte[] Read(int frame)
    {
        if (frame >= _starts.Length) throw new DicomException("truncated", $"Frame {frame + 1} of {_frameCount} is missing; {_starts.Length} are there.");
        var fragments = _index.Fragments.AsSpan(_starts[frame]..End(frame));
        long length = 0;
        foreach (var fragment in fragments)
        {
            if (!fragment.IsWhole) throw new DicomException("truncated", $"Frame {frame + 1} of {_frameCount} is cut off.");
            length += fragment.Length;
        }
        if (length > LargestCodestream) throw new DicomException("implausible_size", $"Frame {frame + 1} has a codestream of {length} bytes.");
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

    private int End(int frame) => frame + 1 < _starts.Length ? _starts[frame + 1] : _index.Fragments.Length;
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
