namespace DicomRender.Parsing;

/// <summary>
/// A DICOM file (PS3.10) or a bare data set, read without its pixel data. Keep it open while frames or bulk values are needed.
/// </summary>
public sealed class DicomFile : IDisposable
{
    private const int PreambleLength = 128;
    private readonly DicomSource _source;
    private readonly DicomWarnings _warnings = new();

    private DicomFile(DicomSource source)
    {
        _source = source;
        Meta = ReadMeta(out var start);
        TransferSyntaxUid = Meta.GetString(DicomTags.TransferSyntaxUid)
            ?? throw new DicomException("missing_attribute", "The file meta information has no Transfer Syntax UID (0002,0010).");
        var parser = new DicomParser(source, _warnings);
        Dataset = parser.ReadAll(start, TransferSyntax.EncodingOf(TransferSyntaxUid));
        if (parser.PixelData is { } element)
            PixelData = new(Dataset, element, TransferSyntaxUid is TransferSyntax.ExplicitBigEndian, parser.PixelDataIsCut, _warnings);
    }

    /// <summary>File meta information, group 0002; empty for a bare data set.</summary>
    public DicomDataset Meta { get; }

    /// <summary>The data set. Values over 64 KB and pixel data lie in the file until asked for.</summary>
    public DicomDataset Dataset { get; }

    /// <summary>The transfer syntax the data set is really written in.</summary>
    public string TransferSyntaxUid { get; }

    /// <summary>What was wrong with the file and could be passed over, such as a truncation behind which nothing was kept. No patient's data.</summary>
    public IReadOnlyList<string> Warnings => _warnings.Messages;

    /// <summary>The frames; null when the data set has no integer pixel data (a report, a directory, float pixel data).</summary>
    public PixelData? PixelData { get; }

    /// <summary>Opens and reads a file.</summary>
    /// <exception cref="DicomException">
    /// <c>not_dicom</c>, <c>truncated</c> (nothing whole is there), <c>missing_attribute</c> (no Transfer Syntax UID), <c>too_deep</c>, <c>implausible_size</c>.
    /// </exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public static DicomFile Open(string path) => Read(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0));

    /// <summary>Reads from a stream that can seek; it is used until the file is disposed, and disposed with it.</summary>
    /// <exception cref="DicomException">As <see cref="Open"/>.</exception>
    public static DicomFile Read(Stream seekable, bool leaveOpen = false)
    {
        var source = new DicomSource(seekable, leaveOpen);
        try
        {
            return new(source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _source.Dispose();

    private DicomDataset ReadMeta(out long start)
    {
        Span<byte> head = stackalloc byte[PreambleLength + 4];
        if (_source.Read(0, head) < head.Length || !head[PreambleLength..].SequenceEqual("DICM"u8))
            throw new DicomException("not_dicom", "The file does not begin as DICOM does.");
        var parser = new DicomParser(_source, _warnings);
        var meta = parser.ReadGroup(head.Length, 0x0002);
        start = parser.Position;
        return meta;
    }
}
