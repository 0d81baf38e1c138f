namespace Bff.Support;

/// <summary>What people write.</summary>
internal static class PlainText
{
    /// <summary>The longest message of a conversation, in UTF-16 units.</summary>
    public const int LongestMessage = 2000;

    /// <summary>
    /// Whether it is text of 1 to <paramref name="longest"/> UTF-16 units with something to read in it. Lone surrogates and NUL cannot be
    /// stored.
    /// </summary>
    public static bool IsText(string? text, int longest)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > longest || text.Contains('\0')) return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }
        return true;
    }
}
