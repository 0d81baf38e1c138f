using DicomRender.Datasets;

namespace DicomRender.Parsing;

/// <summary>
/// Where the data set begins and how it is written: found from the file meta information (PS3.10 7.1), or guessed for a bare data set.
/// </summary>
/// <param name="Meta">Group 0002; empty for a bare data set.</param>
/// <param name="DatasetOffset">First byte of the data set.</param>
/// <param name="TransferSyntaxUid">As claimed, or guessed for a bare data set.</param>
/// <param name="Encoding">How the elements are really written.</param>
internal sealed record FileStart(DicomDataset Meta, long DatasetOffset, string TransferSyntaxUid, ElementEncoding Encoding)
{
    private const int PreambleLength = 128;

    /// <exception cref="DicomException"><c>not_dicom</c>; <c>missing_attribute</c>: meta information without a transfer syntax;
    /// <c>truncated</c>: nothing follows it.</exception>
    public static FileStart Find(DicomSource source, DicomWarnings warnings)
    {
        var offset = OffsetOfFirstElement(source);
        var parser = new DicomParser(source, warnings);
        var meta = parser.ReadGroup(offset, 0x0002);
        if (meta.Elements.Count == 0) return Bare(source, offset);
        if (meta.GetString(DicomTags.TransferSyntaxUid) is not { } uid)
            throw new DicomException("missing_attribute", "The file meta information has no Transfer Syntax UID (0002,0010).");
        if (parser.Position >= source.Length) throw new DicomException("truncated", "The file ends after its meta information.");
        return new(meta, parser.Position, uid, EncodingFound(uid, source, parser.Position, warnings));
    }

    private static long OffsetOfFirstElement(DicomSource source)
    {
        Span<byte> head = stackalloc byte[PreambleLength + 4];
        var length = source.Read(0, head);
        if (length == 0) throw new DicomException("not_dicom", "The file is empty.");
        if (length == head.Length && head[PreambleLength..].SequenceEqual("DICM"u8)) return head.Length;
        return head.StartsWith("DICM"u8) ? 4 : 0;
    }

    private static FileStart Bare(DicomSource source, long offset)
    {
        var guess = EncodingGuess.Best(source, offset)
            ?? throw new DicomException("not_dicom", "The file has no DICOM meta information and does not begin like a data set.");
        return new(DicomDataset.Empty, offset, TransferSyntax.UidOf(guess), guess);
    }

    /// <summary>
    /// The encoding of the claimed syntax, unless the data set cannot be written in it and clearly is written in another.
    /// </summary>
    private static ElementEncoding EncodingFound(string claimed, DicomSource source, long offset, DicomWarnings warnings)
    {
        var expected = TransferSyntax.EncodingOf(claimed);
        if (claimed == TransferSyntax.DeflatedExplicitLittleEndian || EncodingGuess.Fits(source, offset, expected)) return expected;
        if (EncodingGuess.Best(source, offset) is not { } guess) return expected;
        warnings.Add($"The data set is not written in the transfer syntax it claims, {claimed}.");
        return guess;
    }
}
