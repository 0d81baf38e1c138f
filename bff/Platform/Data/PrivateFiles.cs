namespace Bff.Platform.Data;

/// <summary>Folders and files that hold personal data: nobody but the host's own account may look into them.</summary>
public static class PrivateFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = (UnixFileMode)0b000_111_111;

    /// <summary>Makes a folder and those above it that are missing, 0700.</summary>
    public static void CreateFolder(string path)
    {
        if (Directory.Exists(path)) return;
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } parent) CreateFolder(parent);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    /// <summary>Takes a folder that is there from others. One that is another account's stays as it is: <c>ops inspect</c> names it.</summary>
    public static void CloseFolder(string path)
    {
        if (IsOpen(path) && !OperatingSystem.IsWindows())
        {
            try
            {
                File.SetUnixFileMode(path, File.GetUnixFileMode(path) & ~Others);
            }
            catch (UnauthorizedAccessException)
            {
                // Not ours to close.
            }
        }
    }

    /// <summary>Whether other accounts may enter or read it.</summary>
    public static bool IsOpen(string path) => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0;

    /// <summary>A new file, 0600.</summary>
    /// <param name="path">Where nothing lies yet, unless it is to be replaced.</param>
    /// <param name="buffer">Bytes; 0: none.</param>
    /// <param name="replace">Whether what lies there is replaced.</param>
    public static FileStream Create(string path, int buffer = 4096, bool replace = false)
    {
        var options = new FileStreamOptions
        {
            Mode = replace ? FileMode.Create : FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = buffer,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }

    /// <summary>Writes a new file, 0600.</summary>
    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await using var file = Create(path, buffer: 0);
        await file.WriteAsync(content, cancellationToken);
    }
}
