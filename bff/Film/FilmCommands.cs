using System.CommandLine;

namespace Bff.Film;

/// <summary><c>bff film …</c>: import and render DICOM files.</summary>
internal static class FilmCommands
{
    public static Command Create() => new("film", "Cloud film.") { FilmImportCommand.Create(), FilmRenderCommand.Create() };
}
