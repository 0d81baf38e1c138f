namespace DicomRender.Tests;

/// <summary>The corpus of real and broken files; tests that need it are skipped with the reason where it is missing.</summary>
internal static class SharedData
{
    private static readonly string? Root = Find();

    public static string PathOf(string relative)
    {
        if (Root is null) Assert.Skip("The shared data folder is missing: set SHARED_DIR or place 'shared' beside the repository.");
        return Path.Combine(Root, "data", "dicom", relative);
    }

    public static string FileOf(string name) => PathOf(Path.Combine("data", name));

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("SHARED_DIR") is { Length: > 0 } configured)
            return Directory.Exists(configured) ? configured : null;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "CloudClinic.slnx"))) continue;
            var shared = Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared"));
            return Directory.Exists(shared) ? shared : null;
        }
        return null;
    }
}
