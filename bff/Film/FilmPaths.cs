namespace Bff.Film;

/// <summary>DICOMweb paths under a group's root.</summary>
internal static class FilmPaths
{
    public const string Study = "/studies/{study}";
    public const string Series = Study + "/series/{series}";
    public const string Instance = Series + "/instances/{sop}";
}
