using Bff.Gateways.FilmArchive;
using DicomRender.Datasets;
using DicomRender.Parsing;

namespace Bff.Film;

/// <summary>Documents that are kept as instances: an Encapsulated PDF is given out as the document it holds (PS3.18 table 8.7.4-1).</summary>
internal sealed class Documents(IFilmArchive archive)
{
    /// <summary>Encapsulated PDF Storage.</summary>
    public const string PdfClass = "1.2.840.10008.5.1.4.1.1.104.1";

    public const string PdfType = "application/pdf";

    private static ReadOnlySpan<byte> Beginning => "%PDF-"u8;

    /// <summary>
    /// Whether an instance that is no image was made for people to read: a report, a document, a curve; and not a note from machine to
    /// machine, such as a presentation state or a list of keys.
    /// </summary>
    public static bool IsForReaders(string sopClassUid) =>
        sopClassUid.StartsWith("1.2.840.10008.5.1.4.1.1.104.", StringComparison.Ordinal)
        || sopClassUid.StartsWith("1.2.840.10008.5.1.4.1.1.9.", StringComparison.Ordinal)
        || (sopClassUid.StartsWith("1.2.840.10008.5.1.4.1.1.88.", StringComparison.Ordinal) && sopClassUid != "1.2.840.10008.5.1.4.1.1.88.59");

    /// <summary>The document of an instance; null when it holds no PDF.</summary>
    /// <exception cref="FileLostException">The archive has lost the file.</exception>
    public async Task<byte[]?> PdfAsync(string sha256, long byteSize, CancellationToken cancellationToken)
    {
        using var local = await archive.FileAsync(sha256, byteSize, cancellationToken);
        using var file = DicomFile.Open(local.Path);
        if (file.Dataset.GetString(DicomTags.SopClassUid) != PdfClass) return null;
        var bytes = file.Dataset.GetBytes(DicomTags.EncapsulatedDocument);
        // The value is padded to an even length; the attribute says how long the document is, where the writer knows it.
        if (file.Dataset.GetInt(DicomTags.EncapsulatedDocumentLength) is { } length && length > 0 && length <= bytes.Length) bytes = bytes[..length];
        else if (bytes.Length > 0 && bytes.Span[^1] == 0) bytes = bytes[..^1];
        return bytes.Span.StartsWith(Beginning) ? bytes.ToArray() : null;
    }
}
