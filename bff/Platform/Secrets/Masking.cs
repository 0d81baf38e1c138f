namespace Bff.Platform.Secrets;

/// <summary>What may be shown of a person to someone who only needs to recognise them.</summary>
public static class Masking
{
    /// <summary>The first character, then a star for each further one: 李秀英 -> 李**.</summary>
    public static string Name(string name)
    {
        var runes = name.Trim().EnumerateRunes().ToArray();
        return runes.Length == 0 ? "" : runes[0] + new string('*', Math.Clamp(runes.Length - 1, 1, 3));
    }

    /// <summary>A DICOM person name (PS3.5 6.2.1): its ideographic group where there is one, masked.</summary>
    public static string PersonName(string? name)
    {
        var groups = (name ?? "").Split('=');
        var shown = groups.Length > 1 && groups[1].Length > 0 ? groups[1] : groups[0];
        return Name(shown.Replace("^", "", StringComparison.Ordinal));
    }

    /// <summary>The last four characters of a number.</summary>
    public static string Number(string number) => number.Length <= 4 ? new string('*', number.Length) : "****" + number[^4..];
}
