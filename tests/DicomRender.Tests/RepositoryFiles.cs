namespace DicomRender.Tests;

/// <summary>Finds the repository's own files and the shared data beside it.</summary>
internal static class RepositoryFiles
{
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of shared data, or null when this machine has none.</summary>
    public static string? Shared
    {
        get
        {
            var folder = Environment.GetEnvironmentVariable("SHARED_DIR") ?? Path.Combine(Path.GetDirectoryName(Root)!, "shared");
            return Directory.Exists(folder) ? folder : null;
        }
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "CloudClinic.slnx"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new DirectoryNotFoundException("CloudClinic.slnx is not above the test assembly.");
    }
}
