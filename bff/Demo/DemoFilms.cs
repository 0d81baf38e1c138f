namespace Bff.Demo;

/// <summary>One demo study.</summary>
internal sealed record DemoFilm(string Title, string HospitalCode, string StudyInstanceUid, int InstanceCount, Func<IEnumerable<byte[]>> Instances);

/// <summary>The sandbox's films: generated files, pushed like anyone else's.</summary>
internal static class DemoFilms
{
    public static readonly DemoFilm[] All = [];

    public static IEnumerable<string> StudyInstanceUids => All.Select(f => f.StudyInstanceUid);
}
