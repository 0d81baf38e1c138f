namespace DicomRender.Datasets;

/// <summary>One data element: its value lies in memory when small, else it is a place in the file, read when asked for.</summary>
public sealed class DicomElement
{
    private readonly object _value;

    internal DicomElement(DicomTag tag, Vr vr, byte[] value) : this(tag, vr, (object)value)
    {
    }

    internal DicomElement(DicomTag tag, Vr vr, DicomDataset[] items) : this(tag, vr, (object)items)
    {
    }

    internal DicomElement(DicomTag tag, Vr vr, FileRange range) : this(tag, vr, (object)range)
    {
    }

    internal DicomElement(DicomTag tag, Vr vr, FragmentIndex fragments) : this(tag, vr, (object)fragments)
    {
    }

    private DicomElement(DicomTag tag, Vr vr, object value)
    {
        (Tag, Vr) = (tag, vr);
        _value = value;
    }

    /// <summary>Group and element.</summary>
    public DicomTag Tag { get; }

    /// <summary>Value representation: the file's, or the dictionary's where the file has none.</summary>
    public Vr Vr { get; }

    /// <summary>Bytes of the value; 0 for sequences; -1 for encapsulated pixel data, which is read by frame.</summary>
    public long Length => _value switch
    {
        byte[] bytes => bytes.Length,
        FileRange range => range.Length,
        FragmentIndex => -1,
        _ => 0,
    };

    /// <summary>The value was left in the file because of its size, or is encapsulated pixel data.</summary>
    public bool IsBulk => _value is FileRange or FragmentIndex;

    /// <summary>Items of a sequence; empty for every other element.</summary>
    public IReadOnlyList<DicomDataset> Items => _value as DicomDataset[] ?? [];

    /// <summary>
    /// The raw value, little endian, with its padding. Read from the file when bulk; empty for sequences and encapsulated pixel data.
    /// </summary>
    /// <exception cref="DicomException"><c>implausible_size</c>: more than 2^30 bytes; <c>truncated</c>: the file has shrunk
    /// since.</exception>
    public ReadOnlyMemory<byte> GetBytes() => _value switch
    {
        byte[] bytes => bytes,
        FileRange range => range.Read(Tag, Vr),
        _ => ReadOnlyMemory<byte>.Empty,
    };

    /// <summary>The raw value as <see cref="GetBytes"/> has it, read piece by piece; the file must stay open.</summary>
    public Stream OpenRead() => _value is FileRange range ? new FileRangeStream(range, Vr)
        : new MemoryStream(GetBytes().ToArray(), writable: false);

    internal FragmentIndex? Fragments => _value as FragmentIndex;

    internal FileRange? Range => _value as FileRange;

    /// <summary>The value when it lies in memory, else nothing.</summary>
    internal ReadOnlySpan<byte> SmallValue => _value as byte[];
}

/// <summary>Where a value lies in the file.</summary>
/// <param name="Source">The file.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Bytes that are really there.</param>
/// <param name="BigEndian">Numbers are to be swapped when read.</param>
internal sealed record FileRange(DicomSource Source, long Offset, long Length, bool BigEndian)
{
    private const int Largest = 1 << 30;

    public byte[] Read(DicomTag tag, Vr vr)
    {
        if (Length > Largest) throw new DicomException("implausible_size", $"The value of {tag} has {Length} bytes; read it by frame.");
        var value = Source.ReadRange(Offset, (int)Length);
        if (BigEndian) VrRules.SwapBytes(vr, value);
        return value;
    }
}
