using System.CommandLine;
using Bff.Film.Commands;

namespace Bff.Film;

/// <summary><c>bff film …</c>: import and render DICOM files.</summary>
public static class FilmCommands
{
    /// <param name="build">Builds a host that does not listen, from settings.</param>
    public static Command Create(Func<string[], CancellationToken, Task<WebApplication>> build) =>
        new("film", "Cloud film.") { ImportCommand.Create(build), RenderCommand.Create() };

    /// <summary>The child process that decodes untrusted codestreams.</summary>
    public static Command CodecWorker() => CodecWorkerCommand.Create();
}
