namespace Bff.Tests.Film;

/// <summary>The small files of the shared folder that were made for faults reported of other products; tests are skipped where it is missing.</summary>
internal static class ReportedFilms
{
    private static readonly string? Root = Find();

    public static byte[] Read(string name)
    {
        if (Root is null) Assert.Skip("The shared data folder is missing: set SHARED_DIR or place 'shared' beside the repository.");
        return File.ReadAllBytes(Path.Combine(Root, name));
    }

    private static string? Find()
    {
        var configured = Environment.GetEnvironmentVariable("SHARED_DIR");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null && string.IsNullOrEmpty(configured); folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "CloudClinic.slnx"))) configured = Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared"));
        var path = configured is null ? null : Path.Combine(configured, "data", "reports", "dicom");
        return Directory.Exists(path) ? path : null;
    }
}
