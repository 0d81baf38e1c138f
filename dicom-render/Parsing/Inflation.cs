using System.IO.Compression;
using DicomRender.Datasets;

namespace DicomRender.Parsing;

/// <summary>
/// Deflated data sets (PS3.5 A.5) are inflated once: small ones in memory, others into a temporary file that goes with the file's closing.
/// </summary>
internal static class Inflation
{
    private const int KeptInMemory = 1 << 20;
    private const long Largest = 4L << 30;

    /// <summary>
    /// Real images compress 2 to 50 times; deflate reaches 1032. The ratio counts only beyond <see cref="Unsuspicious"/>.
    /// </summary>
    private const long LargestRatio = 200;
    private const long Unsuspicious = 32L << 20;

    /// <exception cref="DicomException"><c>implausible_size</c>: the data inflate beyond all reason; <c>truncated</c>: nothing could be
    /// inflated.</exception>
    public static DicomSource Inflate(DicomSource source, long start, DicomWarnings warnings)
    {
        Stream target = new MemoryStream();
        try
        {
            var buffer = new byte[32 * 1024];
            using var inflater = new DeflateStream(source.From(start), CompressionMode.Decompress, leaveOpen: true);
            while (ReadSome(inflater, buffer, warnings) is > 0 and var count)
            {
                if (target.Length + count > Limit(source.Length - start))
                    throw new DicomException("implausible_size",
                        $"{source.Length - start} deflated bytes inflate to more than {target.Length}.");
                if (target is MemoryStream && target.Length + count > KeptInMemory) target = Spill((MemoryStream)target);
                target.Write(buffer, 0, count);
            }
            if (target.Length == 0) throw new DicomException("truncated", "The deflated data set cannot be inflated.");
            target.Flush();
            return new(target, leaveOpen: false);
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    private static long Limit(long deflated) => Math.Min(Largest, Math.Max(Unsuspicious, deflated * LargestRatio));

    private static int ReadSome(DeflateStream inflater, byte[] buffer, DicomWarnings warnings)
    {
        try
        {
            return inflater.Read(buffer);
        }
        catch (InvalidDataException)
        {
            warnings.Add("The deflated data set is damaged; what came before was kept.", isTruncation: true);
            return 0;
        }
    }

    private static FileStream Spill(MemoryStream memory)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(Path.Combine(Path.GetTempPath(), $"dicom-{Guid.NewGuid():N}.inflated"), options);
        // Without a name from now on, so that a process that is killed leaves nothing; where names cannot go first, closing removes it.
        if (!OperatingSystem.IsWindows()) File.Delete(file.Name);
        memory.WriteTo(file);
        return file;
    }
}
