using System.Globalization;
using System.Text;

namespace Bff.Platform.Http;

/// <summary>
/// What people write as a name, a label, a title, a purpose. It is shown among words of other people, so it must not turn their direction,
/// break their line or hide itself.
/// </summary>
public static class ShortText
{
    private const int Joiner = 0x200D, NonJoiner = 0x200C; // Emoji and some scripts are written with them.

    /// <summary>One line of 1 to <paramref name="longest"/> UTF-16 units with something to read in it, blanks around it aside.</summary>
    public static bool IsLine(string? text, int longest) => IsReadable(text, longest, withLines: false);

    /// <summary>The same of several lines.</summary>
    public static bool IsLines(string? text, int longest) => IsReadable(text, longest, withLines: true);

    private static bool IsReadable(string? text, int longest, bool withLines)
    {
        if (text?.Trim() is not { Length: > 0 } words || words.Length > longest) return false;
        var isSeen = false;
        for (int i = 0, length; i < words.Length; i += length)
        {
            if (Rune.DecodeFromUtf16(words.AsSpan(i), out var rune, out length) != System.Buffers.OperationStatus.Done) return false;
            if (withLines && rune.Value is '\n' or '\r' or '\t') continue;
            if (!IsReadable(rune)) return false;
            isSeen |= !Rune.IsWhiteSpace(rune) && rune.Value is not (Joiner or NonJoiner);
        }
        return isSeen;
    }

    private static bool IsReadable(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.Format => rune.Value is Joiner or NonJoiner,
        UnicodeCategory.OtherNotAssigned => (rune.Value & 0xFFFE) != 0xFFFE && rune.Value is not (>= 0xFDD0 and <= 0xFDEF),
        _ => true,
    };
}
