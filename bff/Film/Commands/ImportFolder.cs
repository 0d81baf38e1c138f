namespace Bff.Film.Commands;

/// <summary>A path under an imported folder, and why it is not opened; null: it is an ordinary file.</summary>
internal sealed record FoundFile(string Path, string? Refusal);

/// <summary>
/// The files under a folder, to any depth, each folder's by name. Only ordinary files are to be opened: a pipe would wait for ever, a device
/// never end, and links may lead in a circle.
/// </summary>
internal static class ImportFolder
{
    // Folders that cannot be read are named; hidden files, which file managers leave behind, are passed over as before.
    private static readonly EnumerationOptions Everything = new() { IgnoreInaccessible = false };

    /// <summary>Walks while it is enumerated; what cannot be read is found, with its reason.</summary>
    public static IEnumerable<FoundFile> Walk(DirectoryInfo root)
    {
        var open = new Stack<DirectoryInfo>([root]);
        while (open.TryPop(out var folder))
        {
            var (entries, refusal) = Read(folder);
            if (refusal is not null) yield return new FoundFile(folder.FullName, refusal);
            foreach (var file in entries.Where(e => e is FileInfo || IsLink(e))) yield return new FoundFile(file.FullName, RefusalOf(file));
            foreach (var below in entries.OfType<DirectoryInfo>().Where(d => !IsLink(d)).Reverse()) open.Push(below);
        }
    }

    private static (FileSystemInfo[] Entries, string? Refusal) Read(DirectoryInfo folder)
    {
        try
        {
            return ([.. folder.EnumerateFileSystemInfos("*", Everything).OrderBy(e => e.Name, StringComparer.Ordinal)], null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ([], "The folder cannot be read: " + e.Message);
        }
    }

    private static string? RefusalOf(FileSystemInfo entry) =>
        IsLink(entry) ? "A link: it is not followed."
        : entry is FileInfo { Length: 0 } ? "Empty, or no ordinary file." // Pipes, sockets and devices have no length.
        : null;

    private static bool IsLink(FileSystemInfo entry) => entry.Attributes.HasFlag(FileAttributes.ReparsePoint);
}
