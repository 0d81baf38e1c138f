namespace Wayfinding.Search;

/// <summary>How far a word is from the nearest part of a text.</summary>
internal static class Slip
{
    /// <summary>
    /// Fewest insertions, deletions and replacements that turn the word into some part of the text (Sellers 1980); more than
    /// <paramref name="allowed"/> may be answered as any larger number.
    /// </summary>
    public static int Distance(string word, string text, int allowed)
    {
        if (word.Length > text.Length + allowed) return int.MaxValue;
        Span<int> row = stackalloc int[word.Length + 1];
        for (var i = 0; i <= word.Length; i++) row[i] = i;
        var best = word.Length;
        foreach (var c in text)
        {
            var diagonal = 0;
            for (var i = 1; i <= word.Length; i++)
            {
                var replaced = diagonal + (word[i - 1] == c ? 0 : 1);
                diagonal = row[i];
                row[i] = Math.Min(replaced, Math.Min(row[i] + 1, row[i - 1] + 1));
            }
            best = Math.Min(best, row[word.Length]);
        }
        return best;
    }
}
