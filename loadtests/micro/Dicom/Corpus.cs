namespace Micro.Dicom;

/// <summary>The real files that fuzzers and benchmarks start from.</summary>
internal static class Corpus
{
    private static string Folder =>
        Path.Combine(Environment.GetEnvironmentVariable("SHARED_DIR") ?? Path.Combine("..", "shared"), "data", "dicom", "data");

    /// <summary>The folder of the files.</summary>
    /// <param name="given">A folder named on the command line, or null for the one below SHARED_DIR.</param>
    /// <exception cref="CorpusMissingException">It is not there.</exception>
    public static string FolderOr(string? given)
    {
        var folder = given ?? Folder;
        return Directory.Exists(folder) ? folder : throw new CorpusMissingException(folder);
    }

    /// <summary>One file.</summary>
    /// <exception cref="CorpusMissingException">It is not there.</exception>
    public static string PathOf(string name) =>
        Path.Combine(Folder, name) is var path && File.Exists(path) ? path : throw new CorpusMissingException(path);
}

/// <summary>The corpus is not on this machine; the message says where it was looked for.</summary>
internal sealed class CorpusMissingException(string path)
    : Exception($"{path} is missing: set SHARED_DIR to the shared folder with data/dicom/data in it, or name a folder with --folder.");
