using DicomRender.Datasets;

namespace DicomRender.Parsing;

/// <summary>Tells from the first elements of a data set how it is written.</summary>
internal static class EncodingGuess
{
    private const int Looked = 4;

    private static readonly ElementEncoding[] Encodings =
        [ElementEncoding.ExplicitLittle, ElementEncoding.ImplicitLittle, ElementEncoding.ExplicitBig, ElementEncoding.ImplicitBig];

    /// <summary>The encoding in which the first elements make sense, or null.</summary>
    public static ElementEncoding? Best(DicomSource source, long offset)
    {
        foreach (var encoding in Encodings)
        {
            if (Plausible(source, offset, encoding, strict: true)) return encoding;
        }
        return null;
    }

    /// <summary>The first element can be read in this encoding.</summary>
    public static bool Fits(DicomSource source, long offset, ElementEncoding encoding) =>
        Plausible(source, offset, encoding, strict: false);

    /// <param name="source">The file.</param>
    /// <param name="offset">First byte of the data set.</param>
    /// <param name="encoding">The encoding tried.</param>
    /// <param name="strict">The first tags must be known to the standard, ascending, and begin low; else one readable header is
    /// enough.</param>
    private static bool Plausible(DicomSource source, long offset, ElementEncoding encoding, bool strict)
    {
        var cursor = new DicomCursor(source) { Position = offset };
        DicomTag? before = null;
        for (var seen = 0; seen < Looked; seen++)
        {
            if (cursor.Position == source.Length) return seen > 0;
            if (ElementHeader.Read(cursor.Peek(12), encoding) is not { } header) return false;
            if (!CanStand(header, before, cursor.Length - cursor.Position, encoding, strict)) return false;
            if (!strict || header.IsUndefinedLength) return true;
            before = header.Tag;
            cursor.Position += header.HeaderLength + header.ValueLength;
        }
        return true;
    }

    private static bool CanStand(ElementHeader header, DicomTag? before, long remaining, ElementEncoding encoding, bool strict)
    {
        if (encoding.IsExplicit && (header.Vr is not { } vr || !VrRules.IsKnown(vr))) return false;
        if (header.IsUndefinedLength)
        {
            if (encoding.IsExplicit && header.Vr is not (Vr.SQ or Vr.UN or Vr.OB or Vr.OW)) return false;
        }
        else if (header.ValueLength > remaining - header.HeaderLength && !(header.Tag == DicomTags.PixelData && before is not null))
            return false;
        if (!strict) return true;
        if (before is { } previous ? header.Tag <= previous : header.Tag.Group is not (>= 0x0004 and <= 0x0028 or 0x7FE0)) return false;
        return header.Tag.IsPrivate || header.Tag.IsGroupLength || VrDictionary.Find(header.Tag, false) != Vr.UN;
    }
}
