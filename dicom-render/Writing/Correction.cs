using System.Text;
using DicomRender.CharacterSets;
using DicomRender.Datasets;
using DicomRender.Parsing;

namespace DicomRender.Writing;

/// <summary>Writes a file anew with other values of some attributes, and all else as it is.</summary>
public static class Correction
{
    private const string Unicode = "ISO_IR 192";

    /// <summary>
    /// Writes the corrected file. Where the file or a new value holds anything but ASCII, all text is written as UTF-8. Equal input gives
    /// equal bytes.
    /// </summary>
    /// <param name="target">Written forwards only.</param>
    /// <param name="file">Open until it is written.</param>
    /// <param name="values">Of text attributes at the top of the data set; null: an empty value.</param>
    /// <param name="isDropped">Further elements at the top that are left out; null: none.</param>
    /// <exception cref="DicomException"><c>unsupported_transfer_syntax</c>: a private syntax that nobody else reads; <c>truncated</c>: the
    /// file is not whole, or has shrunk since.</exception>
    public static void Write(
        Stream target, DicomFile file, IReadOnlyDictionary<DicomTag, string?> values, Func<DicomTag, bool>? isDropped = null)
    {
        if (file.TransferSyntaxUid == TransferSyntax.GeImplicitBigEndianPixels)
            throw new DicomException("unsupported_transfer_syntax", "A file of a private transfer syntax is not written anew.");
        if (file.IsTruncated) throw new DicomException("truncated", "A file that is not whole is not written anew.");
        DicomWriter.Write(target, Of(file.Dataset, values, isDropped ?? (_ => false)), file.TransferSyntaxUid);
    }

    private static DicomDataset Of(DicomDataset dataset, IReadOnlyDictionary<DicomTag, string?> values, Func<DicomTag, bool> isDropped)
    {
        var isPlain = IsAscii(dataset) && values.Values.All(value => value is null || Ascii.IsValid(value));
        var builder = new DicomDatasetBuilder(Unicode);
        foreach (var element in dataset.Elements.Where(e => !isDropped(e.Tag)))
            builder.Set(isPlain ? element : InUnicode(element, dataset.CharacterSet));
        if (isPlain && dataset.Find(DicomTags.SpecificCharacterSet) is { } label) builder.Set(label);
        else if (!isPlain) builder.Add(DicomTags.SpecificCharacterSet, Unicode);
        foreach (var (tag, value) in values)
            if (value is null) builder.AddEmpty(tag);
            else builder.Add(tag, value);
        return builder.Build();
    }

    private static DicomElement InUnicode(DicomElement element, CharacterSet set)
    {
        if (element.Items.Count > 0)
            return new DicomElement(element.Tag, Vr.SQ, [.. element.Items.Select(item => new DicomDataset(
                item.Elements.Where(e => e.Tag != DicomTags.SpecificCharacterSet).Select(e => InUnicode(e, item.CharacterSet))))]);
        if (!VrRules.UsesCharacterSet(element.Vr)) return element;
        var bytes = element.GetBytes().Span;
        if (Ascii.IsValid(bytes) && !bytes.Contains((byte)0x1B)) return element;
        return new DicomElement(element.Tag, element.Vr, Encoding.UTF8.GetBytes(set.Decode(bytes, element.Vr == Vr.PN)));
    }

    private static bool IsAscii(DicomDataset dataset) => dataset.Elements.All(element =>
        element.Items.All(IsAscii)
        && (!VrRules.UsesCharacterSet(element.Vr) || (Ascii.IsValid(element.GetBytes().Span) && !element.GetBytes().Span.Contains((byte)0x1B))));
}
