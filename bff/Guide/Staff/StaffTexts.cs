namespace Bff.Guide.Staff;

/// <summary>What staff may write on a map that people read.</summary>
internal static class StaffTexts
{
    private const int LongestName = 100;

    /// <summary>What is said, without blanks around it; null when nothing is.</summary>
    public static string? Given(string? text) => text?.Trim() is { Length: > 0 } words ? words : null;

    /// <summary>True for 1 to 100 readable characters, blanks around them aside.</summary>
    public static bool IsName(string? text) => ShortText.IsLine(text, LongestName);
}
