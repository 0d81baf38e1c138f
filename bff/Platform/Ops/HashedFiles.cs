using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Bff.Platform.Ops;

/// <summary>Files with their SHA-256, as <c>sha256sum</c> writes it.</summary>
internal static class HashedFiles
{
    /// <summary>Copies to disk, not just to its cache, and returns the SHA-256 of what was read.</summary>
    public static async Task<string> CopyAsync(string source, string target, CancellationToken cancellationToken)
    {
        await using var input = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16,
            useAsync: true);
        PrivateFiles.CreateFolder(Path.GetDirectoryName(target)!);
        await using var output = PrivateFiles.Create(target, 1 << 16, replace: true);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 18);
        for (int read; (read = await input.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            hash.AppendData(buffer, 0, read);
            await output.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
        ArrayPool<byte>.Shared.Return(buffer);
        output.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>SHA-256 of a file, in lower-case hex.</summary>
    public static async Task<string> HashAsync(string file, CancellationToken cancellationToken)
    {
        await using var input = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(input, cancellationToken));
    }

    /// <summary>Adds a line to a list of sums.</summary>
    public static void Append(StringBuilder sums, string sum, string name) => sums.Append(sum).Append("  ").Append(name).Append('\n');
}
