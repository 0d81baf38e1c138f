using System.Globalization;

namespace Bff.Film.Pictures;

/// <summary>Frame numbers of a path.</summary>
internal static class FrameList
{
    /// <summary>Frames of one request.</summary>
    public const int Most = 4096;

    /// <summary>
    /// Reads <c>1,3,7</c>, from 1, each once: a short list must not ask for an endless answer. Else the refusal says why.
    /// </summary>
    /// <param name="frames">How many the instance has.</param>
    public static (int[]? Numbers, Refused Refusal) Read(string list, int frames)
    {
        var parts = list.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0) return (null, Words.Of(Missing.Frame));
        if (parts.Length > Most) return (null, Words.Of(Malformed.FrameList));
        var numbers = new int[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i])
                || numbers[i] < 1 || numbers[i] > frames) return (null, Words.Of(Missing.Frame));
        }
        return numbers.ToHashSet().Count == numbers.Length ? (numbers, default) : (null, Words.Of(Malformed.FrameList));
    }
}
