using DicomRender.Datasets;

namespace DicomRender.Parsing;

/// <summary>
/// A DICOM file (PS3.10) or a bare data set, read without its pixel data. Keep it open while frames or bulk values are needed.
/// </summary>
public sealed class DicomFile : IDisposable
{
    private readonly DicomSource _source;
    private readonly DicomSource? _inflated;
    private readonly DicomWarnings _warnings = new();

    private DicomFile(DicomSource source)
    {
        _source = source;
        var start = FileStart.Find(source, _warnings);
        Meta = start.Meta;
        try
        {
            if (start.TransferSyntaxUid == TransferSyntax.DeflatedExplicitLittleEndian)
                _inflated = Inflation.Inflate(source, start.DatasetOffset, _warnings);
            var parser = new DicomParser(_inflated ?? source, _warnings);
            Dataset = parser.ReadAll(_inflated is null ? start.DatasetOffset : 0, start.Encoding);
            if (Dataset.Elements.Count == 0) throw new DicomException("truncated", "Not one whole element follows the meta information.");
            // Where the elements are encoded otherwise than claimed, fragments are still what the transfer syntax claims: nothing else says
            // how they are compressed.
            var isAsClaimed = start.Encoding == TransferSyntax.EncodingOf(start.TransferSyntaxUid)
                || (!TransferSyntax.IsNative(start.TransferSyntaxUid) && parser.PixelData is { Fragments: not null });
            if (!TransferSyntax.IsNative(start.TransferSyntaxUid) && parser.PixelData?.Range is { } range
                && range.Length == NativeLength(Dataset))
            {
                _warnings.Add($"The pixel data are not compressed as their transfer syntax claims, {start.TransferSyntaxUid}.");
                isAsClaimed = false;
            }
            TransferSyntaxUid = isAsClaimed ? start.TransferSyntaxUid : TransferSyntax.UidOf(start.Encoding);
            CharacterSetRepair.Apply(Dataset, _warnings);
            PixelData = parser.PixelData is { } element ? OpenPixelData(element, parser.CutPixelDataClaim) : null;
        }
        catch
        {
            _inflated?.Dispose();
            throw;
        }
    }

    /// <summary>File meta information, group 0002; empty for a bare data set.</summary>
    public DicomDataset Meta { get; }

    /// <summary>The data set. Values over 64 KB and pixel data lie in the file until asked for.</summary>
    public DicomDataset Dataset { get; }

    /// <summary>The transfer syntax the data set is really written in; of compressed frames, what they are.</summary>
    public string TransferSyntaxUid { get; }

    /// <summary>
    /// What was wrong with the file and could be passed over, such as a truncation behind which nothing was kept. No patient's data.
    /// </summary>
    public IReadOnlyList<string> Warnings => _warnings.Messages;

    /// <summary>
    /// The file ends before its own structure says so: an element, a frame or only a closing delimiter is not there in full.
    /// What is whole can be read; who must not show part of a study refuses such a file.
    /// </summary>
    public bool IsTruncated => _warnings.IsTruncated;

    /// <summary>The frames; null when the data set has no integer pixel data (a report, a directory, float pixel data).</summary>
    public PixelData? PixelData { get; }

    /// <summary>Opens and reads a file.</summary>
    /// <exception cref="DicomException">
    /// <c>not_dicom</c>, <c>truncated</c> (nothing whole is there), <c>missing_attribute</c> (no Transfer Syntax UID), <c>too_deep</c>,
    /// <c>implausible_size</c>.
    /// </exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public static DicomFile Open(string path) =>
        Read(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0));

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

    /// <summary>The frames of an image.</summary>
    /// <exception cref="DicomException"><c>no_pixel_data</c>: a report, a directory, or cut off before; <c>unsupported_pixel_data</c>:
    /// floating point samples.</exception>
    public PixelData RequirePixelData()
    {
        if (PixelData is not null) return PixelData;
        if (Dataset.Contains(DicomTags.FloatPixelData) || Dataset.Contains(DicomTags.DoubleFloatPixelData))
            throw new DicomException("unsupported_pixel_data", "Floating point pixel data (7FE0,0008), (7FE0,0009) cannot be shown.");
        throw new DicomException("no_pixel_data", "The data set has no Pixel Data (7FE0,0010).");
    }

    /// <summary>Closes the file and deletes what was inflated from it.</summary>
    public void Dispose()
    {
        _inflated?.Dispose();
        _source.Dispose();
    }

    /// <summary>Bytes of all frames where none is compressed; archives decompress and leave the transfer syntax as it was.</summary>
    private static long NativeLength(DicomDataset dataset)
    {
        long Of(DicomTag tag, int otherwise) => dataset.GetInt(tag) ?? otherwise;
        var pixels = Of(DicomTags.Rows, 0) * Of(DicomTags.Columns, 0) * Of(DicomTags.SamplesPerPixel, 1);
        var bits = pixels * Of(DicomTags.BitsAllocated, 0) * Math.Max(1, Of(DicomTags.NumberOfFrames, 1));
        return (bits + 15) / 16 * 2;
    }

    private PixelData OpenPixelData(DicomElement element, long? cutClaim)
    {
        if (element.Range is { } range && !TransferSyntax.IsNative(TransferSyntaxUid))
        {
            _warnings.Add("Compressed pixel data are not encapsulated; read as one codestream.");
            element = new(element.Tag, Vr.OB,
                new FragmentIndex(range.Source, [], [new(range.Offset, (uint)range.Length, cutClaim is null)], cutClaim is not null));
        }
        var bigEndian = TransferSyntaxUid is TransferSyntax.ExplicitBigEndian or TransferSyntax.GeImplicitBigEndianPixels;
        return new(Dataset, element, bigEndian, cutClaim, _warnings);
    }
}
