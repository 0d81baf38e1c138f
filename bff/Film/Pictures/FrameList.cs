using System.Globalization;

namespace Bff.Film.Pictures;

/// <summary>Frame numbers of a path.</summary>
internal static class FrameList
{
    private const int Most = 4096;

    /// <summary>Reads <c>1,3,7</c>, from 1; null when any is not of the instance.</summary>
    /// <param name="frames">How many the instance has.</param>
    public static int[]? Read(string list, int frames)
    {
        var parts = list.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is 0 or > Most) return null;
        var numbers = new int[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i])) return null;
            if (numbers[i] < 1 || numbers[i] > frames) return null;
        }
        return numbers;
    }
}
