namespace Bff.Film;

/// <summary>
/// Where an instance's objects lie in the archive; all are named by the hash of the file as it was sent, in lower-case hexadecimal.
/// </summary>
internal static class ArchiveKeys
{
    /// <summary>The file as it was sent.</summary>
    public static string File(string sha256) => $"dicom/{sha256[..2]}/{sha256}.dcm";

    /// <summary>Its decoded frames; see <see cref="DicomRender.Tiling.FrameContainer"/>.</summary>
    public static string Frames(string sha256) => $"frames/{sha256[..2]}/{sha256}.frames";

    /// <summary>Its attributes in the DICOM JSON model.</summary>
    public static string Metadata(string sha256) => $"metadata/{sha256[..2]}/{sha256}.json";
}
