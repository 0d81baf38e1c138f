using System.Text;

namespace Wayfinding.Search;

/// <summary>
/// A text as it is searched: lower case, half width, without spaces and punctuation, but knowing where its words begin and end. Every Han
/// character is a word; letters side by side are one, and so are digits.
/// </summary>
internal sealed class SearchText
{
    private readonly List<int> _starts = [];
    private readonly HashSet<int> _bounds = [];

    public SearchText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (folded, last) = (new StringBuilder(text.Length), Kind.Gap);
        foreach (var c in text)
        {
            var plain = c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - 0xFEE0) : c;
            var kind = KindOf(plain);
            if (kind != last || kind == Kind.Sign) _bounds.Add(folded.Length);
            if (kind != Kind.Gap && (kind != last || kind == Kind.Sign)) _starts.Add(folded.Length);
            if (kind != Kind.Gap) folded.Append(char.ToLowerInvariant(plain));
            last = kind;
        }
        Text = folded.ToString();
        _bounds.Add(Text.Length);
    }

    private enum Kind { Gap, Sign, Letter, Digit }

    /// <summary>All of it in one.</summary>
    public string Text { get; }

    /// <summary>Its words, in order.</summary>
    public IEnumerable<string> Words =>
        _starts.Select((start, i) => Text[start..(i + 1 < _starts.Count ? _starts[i + 1] : Text.Length)]);

    /// <summary>How well the text holds what was typed: as whole words (2), as the beginning of a word (1), or not at all (0).</summary>
    public int Holds(string typed)
    {
        if (typed.Length == 0) return 0;
        var best = 0;
        foreach (var start in _starts)
            if (string.CompareOrdinal(Text, start, typed, 0, typed.Length) == 0)
                best = Math.Max(best, _bounds.Contains(start + typed.Length) ? 2 : 1);
        return best;
    }

    private static Kind KindOf(char c) =>
        char.IsAsciiDigit(c) ? Kind.Digit : !char.IsLetterOrDigit(c) ? Kind.Gap : c < '\u2E80' ? Kind.Letter : Kind.Sign;
}
