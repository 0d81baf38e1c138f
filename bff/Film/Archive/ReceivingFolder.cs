using Bff.Gateways.FilmArchive;
using Microsoft.Extensions.Options;

namespace Bff.Film;

/// <summary>Where files are written before they move into the archive, on the archive's own disk where it has one.</summary>
internal sealed class ReceivingFolder
{
    /// <summary>Files that nobody wrote to for this long are what a crash left behind; younger ones may be another node's.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    private readonly string _folder;
    private readonly TimeProvider _time;

    public ReceivingFolder(IOptions<FilmArchiveOptions> options, TimeProvider time)
    {
        (_folder, _time) = (Path.GetFullPath(Path.Combine(options.Value.StorePath, "receiving")), time);
        PrivateFiles.CreateFolder(_folder);
        PrivateFiles.CloseFolder(_folder);
    }

    /// <summary>A path that nothing lies at; whoever writes there deletes it.</summary>
    public string NewPath() => Path.Combine(_folder, Guid.NewGuid().ToString("N"));

    /// <summary>Removes what a crash left: it was never acknowledged.</summary>
    public void RemoveAbandoned()
    {
        var before = _time.GetUtcNow().UtcDateTime - Abandoned;
        foreach (var file in Directory.EnumerateFiles(_folder))
            if (File.GetLastWriteTimeUtc(file) < before) File.Delete(file);
    }
}
