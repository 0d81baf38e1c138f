namespace Bff.Film;

/// <summary>
/// Where an instance's objects lie in the archive; all are named by the hash of the file as it was sent, in lower-case hexadecimal.
/// </summary>
internal static class ArchiveKeys
{
    /// <summary>Where all files lie as they were sent.</summary>
    public const string Files = "dicom/";

    /// <summary>The file as it was sent.</summary>
    public static string File(string sha256) => $"{Files}{sha256[..2]}/{sha256}.dcm";

    /// <summary>The hash that a file is named by; null for what was not put there by us.</summary>
    public static byte[]? Sha256Of(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        return name.Length == 64 && name.All(char.IsAsciiHexDigitLower) && file == File(name) ? Convert.FromHexString(name) : null;
    }

    /// <summary>Its decoded frames; see <see cref="DicomRender.Tiling.FrameContainer"/>.</summary>
    public static string Frames(string sha256) => $"frames/{sha256[..2]}/{sha256}.frames";

    /// <summary>Its attributes in the DICOM JSON model.</summary>
    public static string Metadata(string sha256) => $"metadata/{sha256[..2]}/{sha256}.json";
}
