namespace DicomRender.Tests;

/// <summary>Files of the repository itself that tests read.</summary>
internal static class RepositoryFiles
{
    public static string Root { get; } = FindRoot();

    /// <summary>Whether the corpus is on this machine: tests skip without it.</summary>
    public static bool HasSharedData =>
        Directory.Exists(Environment.GetEnvironmentVariable("SHARED_DIR") ?? Path.Combine(Path.GetDirectoryName(Root)!, "shared"));

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "CloudClinic.slnx"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new DirectoryNotFoundException("CloudClinic.slnx is not above the test assembly.");
    }
}
