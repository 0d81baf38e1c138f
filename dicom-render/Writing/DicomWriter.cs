using System.IO.Compression;
using DicomRender.Datasets;
using DicomRender.Parsing;

namespace DicomRender.Writing;

/// <summary>Writes data sets as Part 10 files (PS3.10 7.1). Equal data sets give equal bytes.</summary>
public static class DicomWriter
{
    private const string ImplementationClassUid = "2.25.146930842750301742917433904652101857211";
    private const string ImplementationVersion = "CLOUDCLINIC_1";

    /// <summary>Writes preamble, file meta information and data set.</summary>
    /// <param name="target">Written forwards only.</param>
    /// <param name="dataset">Must hold SOP Class UID and SOP Instance UID. Encapsulated pixel data are written as they are.</param>
    /// <param name="transferSyntaxUid">Names how the data set is written; values are not compressed or decompressed.</param>
    /// <exception cref="DicomException"><c>missing_attribute</c>: a UID is missing; <c>truncated</c>: a bulk value can no longer be
    /// read.</exception>
    public static void Write(Stream target, DicomDataset dataset, string transferSyntaxUid = TransferSyntax.ExplicitLittleEndian)
    {
        target.Write(new byte[128]);
        target.Write("DICM"u8);
        WriteMeta(target, dataset, transferSyntaxUid);
        WriteDataset(target, dataset, transferSyntaxUid);
    }

    /// <summary>Writes the data set alone, as it follows the meta information.</summary>
    public static void WriteDataset(Stream target, DicomDataset dataset, string transferSyntaxUid)
    {
        if (transferSyntaxUid != TransferSyntax.DeflatedExplicitLittleEndian)
        {
            new ElementWriter(target, TransferSyntax.EncodingOf(transferSyntaxUid)).Write(dataset);
            return;
        }
        using var deflate = new DeflateStream(target, CompressionLevel.Optimal, leaveOpen: true);
        new ElementWriter(deflate, ElementEncoding.ExplicitLittle).Write(dataset);
    }

    private static void WriteMeta(Stream target, DicomDataset dataset, string transferSyntaxUid)
    {
        var meta = new DicomDatasetBuilder()
            .AddBytes(DicomTags.FileMetaInformationVersion, Vr.OB, [0, 1])
            .Add(DicomTags.MediaStorageSopClassUid, Required(dataset, DicomTags.SopClassUid))
            .Add(DicomTags.MediaStorageSopInstanceUid, Required(dataset, DicomTags.SopInstanceUid))
            .Add(DicomTags.TransferSyntaxUid, transferSyntaxUid)
            .Add(DicomTags.ImplementationClassUid, ImplementationClassUid)
            .Add(DicomTags.ImplementationVersionName, ImplementationVersion)
            .Build().Elements.Where(element => element.Tag.Group == 0x0002);
        using var group = new MemoryStream();
        new ElementWriter(group, ElementEncoding.ExplicitLittle).Write(new DicomDataset(meta));
        new ElementWriter(target, ElementEncoding.ExplicitLittle)
            .Write(new DicomElement(new(0x0002, 0x0000), Vr.UL, BitConverter.GetBytes((uint)group.Length)));
        group.WriteTo(target);
    }

    private static string Required(DicomDataset dataset, DicomTag tag) =>
        dataset.GetString(tag) ?? throw new DicomException("missing_attribute", $"{tag} is missing; the file cannot be written.");
}
