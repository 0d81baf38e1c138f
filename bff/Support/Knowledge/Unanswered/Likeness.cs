using Chatbot.Text;

namespace Bff.Support.Knowledge.Unanswered;

/// <summary>How alike two questions are: the share of character pairs they have in common (Dice), after normalisation.</summary>
internal sealed class Likeness(string text)
{
    private const double Alike = 0.5;
    private readonly HashSet<(char, char)> _pairs = [.. Pairs(TextNormalizer.Normalize(text))];

    public bool IsLike(Likeness other)
    {
        var all = _pairs.Count + other._pairs.Count;
        return all > 0 && 2.0 * _pairs.Count(other._pairs.Contains) / all >= Alike;
    }

    private static IEnumerable<(char, char)> Pairs(string normal) =>
        normal.Length == 1 ? [(normal[0], '\0')] : normal.Zip(normal.Skip(1));
}
