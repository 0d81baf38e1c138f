namespace Chatbot.Text;

/// <summary>
/// Turns what a patient typed into the form that is compared: folded characters, single spaces between words, no punctuation,
/// no white space inside Chinese, no filler words at the ends.
/// </summary>
public static class TextNormalizer
{
    /// <summary>Longest question that is read, in UTF-16 units after normalisation. Longer text is nobody's question.</summary>
    public const int MaxLength = 500;

    /// <summary>The normalised text; empty when nothing readable is in it. Text beyond <see cref="MaxLength"/> is cut.</summary>
    public static string Normalize(string text)
    {
        Span<char> buffer = stackalloc char[MaxLength];
        var length = Normalize(text, buffer, out var start);
        return length < 0 ? new string(buffer) : new string(buffer.Slice(start, length));
    }

    /// <summary>As <see cref="Normalize(string)"/> without allocating.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="buffer">At least <see cref="MaxLength"/> characters of scratch.</param>
    /// <param name="start">Where in <paramref name="buffer"/> the result begins.</param>
    /// <returns>Length of the result, or -1 when the text is too long to be a question.</returns>
    internal static int Normalize(ReadOnlySpan<char> text, Span<char> buffer, out int start)
    {
        start = 0;
        var length = Fold(text, buffer);
        if (length < 0) return -1;
        (start, length) = FillerPhrases.Trim(buffer[..length]);
        return length;
    }

    private static int Fold(ReadOnlySpan<char> text, Span<char> buffer)
    {
        int length = 0;
        char pending = '\0';
        foreach (var raw in text)
        {
            var c = CharacterFolding.Fold(raw);
            if (c is CharacterFolding.Space or CharacterFolding.Break)
            {
                pending = pending == CharacterFolding.Break ? pending : c;
                continue;
            }
            if (length > 0 && pending != '\0' && !Joins(buffer[length - 1], pending, c))
            {
                if (length == MaxLength) return -1;
                buffer[length++] = ' ';
            }
            pending = '\0';
            if (length == MaxLength) return -1;
            buffer[length++] = c;
        }
        return length;
    }

    private static bool Joins(char before, char separator, char after) =>
        separator == CharacterFolding.Space && CharacterFolding.IsHan(before) && CharacterFolding.IsHan(after);
}
