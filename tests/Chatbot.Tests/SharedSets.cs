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

    private static string Folder()
    {
        var shared = Environment.GetEnvironmentVariable("SHARED_DIR") ?? Path.Combine(RepositoryRoot(), "..", "shared");
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
