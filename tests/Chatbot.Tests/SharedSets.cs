using Chatbot.Training;

namespace Chatbot.Tests;

/// <summary>The intent sets beside the repository; tests that need them skip where they are missing.</summary>
internal static class SharedSets
{
    public static IReadOnlyList<LabelledText> Read(string set, string file)
    {
        var path = Path.Combine(Folder(), set, file);
        if (!File.Exists(path)) return [];
        using var stream = File.OpenRead(path);
        return TsvReader.Read(stream);
    }

    /// <summary>The lines of a report's file.</summary>
    public static string[] Report(string name)
    {
        var path = Path.Combine(Shared(), "data", "reports", name);
        if (!File.Exists(path)) Assert.Skip("The shared reports are not here: set SHARED_DIR.");
        return File.ReadAllLines(path);
    }

    private static string Shared() => Environment.GetEnvironmentVariable("SHARED_DIR") ?? Path.Combine(RepositoryRoot(), "..", "shared");

    private static string Folder()
    {
        var shared = Shared();
        var folder = Path.Combine(shared, "data", "intents");
        if (!Directory.Exists(folder)) Assert.Skip("The shared intent sets are not here: set SHARED_DIR.");
        return folder;
    }

    public static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CloudClinic.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? AppContext.BaseDirectory;
    }
}
