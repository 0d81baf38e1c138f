using DicomRender.Datasets;

namespace DicomRender.Parsing;

/// <summary>
/// Reads the values of elements: small ones into memory, while there is room; large ones and pixel data stay in the file.
/// </summary>
internal sealed class ValueReader(DicomSource source, DicomCursor cursor, DicomWarnings warnings)
{
    private const int SmallValue = 64 * 1024;
    private const long MostBytesKept = 16 * 1024 * 1024;

    private long _bytesKept;
    private bool _signedPixels;

    /// <summary>Pixel data of the outermost data set, wherever it stood.</summary>
    public DicomElement? PixelData { get; set; }

    /// <summary>Bytes that native pixel data claim, where the file holds fewer.</summary>
    public long? CutPixelDataClaim { get; private set; }

    /// <summary>The VR of an element: the file's, or the dictionary's where the file has none or says UN.</summary>
    public Vr VrOf(ElementHeader header)
    {
        if (header.Vr is { } vr && vr != Vr.UN) return vr;
        return VrDictionary.Find(header.Tag, _signedPixels);
    }

    /// <summary>Reads the value of an element, whose length the caller has checked against the end of the file.</summary>
    public void Read(ElementHeader header, Vr vr, ElementEncoding encoding, int depth, List<DicomElement> elements)
    {
        var (tag, length) = (header.Tag, header.ValueLength);
        var isPixelData = depth == 0 && tag.Group == DicomTags.PixelData.Group && !tag.IsGroupLength;
        if (isPixelData || length > SmallValue || _bytesKept + length > MostBytesKept)
        {
            AddRange(tag, vr, length, encoding, depth, elements);
            return;
        }
        var value = cursor.ReadValue((int)length);
        if (tag.IsGroupLength) return;
        _bytesKept += length;
        if (encoding.IsBigEndian) VrRules.SwapBytes(vr, value);
        if (depth == 0 && tag == DicomTags.PixelRepresentation) _signedPixels = value is [1, ..];
        elements.Add(new(tag, vr, value));
    }

    /// <summary>Keeps what is there of native pixel data that claim more bytes than the file has left.</summary>
    public void AddCutPixelData(ElementHeader header, Vr vr, long there, ElementEncoding encoding, List<DicomElement> elements)
    {
        warnings.Add($"Pixel data claim {header.ValueLength} bytes, {there} are there.", isTruncation: true);
        CutPixelDataClaim = header.ValueLength;
        AddRange(header.Tag, vr, there, encoding, 0, elements);
    }

    /// <summary>Some writers pad an odd value to even without counting the padding.</summary>
    public void SkipUncountedPadding(DicomTag before, ElementEncoding encoding, long end)
    {
        var next = cursor.Peek((int)Math.Min(13, end - cursor.Position));
        if (next.Length < 9 || Follows(next[..^1]) || !Follows(next[1..])) return;
        warnings.Add($"{before} is padded beyond its length.");
        cursor.Position++;

        bool Follows(ReadOnlySpan<byte> bytes) => ElementHeader.Read(bytes, encoding) is { } header
            && (header.Tag.Group == 0xFFFE
                || (header.Tag > before && (header.Vr is not null || !encoding.IsExplicit)
                    && (header.IsUndefinedLength || header.ValueLength <= end - cursor.Position)));
    }

    private void AddRange(DicomTag tag, Vr vr, long length, ElementEncoding encoding, int depth, List<DicomElement> elements)
    {
        var element = new DicomElement(tag, vr, new FileRange(source, cursor.Position, length, encoding.IsBigEndian));
        cursor.Position += length;
        elements.Add(element);
        if (depth == 0 && tag == DicomTags.PixelData) PixelData ??= element;
    }
}
