using System.IO.Compression;
using Wayfinding.Model;

namespace Wayfinding.Import.Reading;

/// <summary>
/// Unpacks a small archive in memory, mistrusting its own table: sizes are counted while unpacking, names may not leave the archive.
/// </summary>
internal static class ZipReader
{
    public static bool IsZip(ReadOnlySpan<byte> content) => content.StartsWith("PK\x03\x04"u8) || content.StartsWith("PK\x05\x06"u8);

    public static IReadOnlyList<SourceFile> Read(SourceFile zip, ImportOptions options)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(zip.Content.ToArray(), writable: false), ZipArchiveMode.Read);
            if (archive.Entries.Count > options.MaxEntries)
                throw new UnusableFileException("zip.too_many_entries", $"压缩包中的文件多于 {options.MaxEntries} 个。");
            var (files, budget) = (new List<SourceFile>(), options.MaxBytes);
            foreach (var entry in archive.Entries.Where(e => !e.FullName.EndsWith('/') && !IsShadow(e)))
            {
                var name = entry.FullName.Replace('\\', '/');
                if (name.StartsWith('/') || name.Contains(':') || name.Split('/').Contains(".."))
                    throw new UnusableFileException("zip.path_outside", $"压缩包内的路径“{entry.FullName}”指向包外，已拒绝整个文件。");
                var content = Unpack(entry, budget);
                budget -= content.Length;
                files.Add(new(name, content));
            }
            return files;
        }
        catch (InvalidDataException e)
        {
            throw new UnusableFileException("zip.damaged", $"压缩包已损坏：{e.Message}");
        }
    }

    // Where macOS keeps what other systems have no place for.
    private static bool IsShadow(ZipArchiveEntry entry) =>
        entry.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal) || entry.Name.StartsWith("._", StringComparison.Ordinal)
            || entry.Name == ".DS_Store";

    private static byte[] Unpack(ZipArchiveEntry entry, long budget)
    {
        using var stream = entry.Open();
        using var content = new MemoryStream();
        var buffer = new byte[81920];
        for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            if (content.Length + read > budget) throw new UnusableFileException("zip.bomb", "压缩包解开后过大，已停止。");
            content.Write(buffer, 0, read);
        }
        return content.ToArray();
    }
}
