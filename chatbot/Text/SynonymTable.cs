namespace Chatbot.Text;

/// <summary>
/// Words that mean the same to this knowledge base (大夫, 医生). Each group becomes one more feature of a text that holds any of its words; the
/// words
/// themselves stay, so that a wrong group does little harm. Immutable.
/// </summary>
public sealed class SynonymTable
{
    private readonly Dictionary<char, (string Word, uint Group)[]> _byFirst;

    /// <param name="groups">Words of one meaning; a word may be in several groups.</param>
    public SynonymTable(IEnumerable<IReadOnlyList<string>> groups)
    {
        // In canonical order, so that the same groups in other rows give the same model.
        Groups = [.. groups
            .Select(g => g.Select(TextNormalizer.Normalize).Where(w => w.Length > 0).Distinct().Order(StringComparer.Ordinal).ToArray())
            .Where(g => g.Length > 1).OrderBy(g => string.Join('\n', g), StringComparer.Ordinal)];
        _byFirst = Groups
            .SelectMany(g => g.Select(word => (Word: word, Group: Hash.Of(9, string.Join('\n', g)))))
            .GroupBy(w => w.Word[0])
            .ToDictionary(g => g.Key, g =>
                g.OrderByDescending(w => w.Word.Length).ThenBy(w => w.Word, StringComparer.Ordinal).ThenBy(w => w.Group).ToArray());
    }

    /// <summary>No synonyms.</summary>
    public static SynonymTable Empty { get; } = new([]);

    /// <summary>The normalised groups in ordinal order.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Groups { get; }

    /// <summary>Sends the groups that the text names; a word within a longer one that was found does not count.</summary>
    internal void Read<TSink>(scoped ReadOnlySpan<char> text, ref TSink sink) where TSink : IFeatureSink, allows ref struct
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (!_byFirst.TryGetValue(text[at], out var words)) continue;
            var length = 0;
            foreach (var (word, group) in words)
            {
                if (word.Length < length) break;
                if (!text[at..].StartsWith(word) || !IsWord(text, at, word)) continue;
                sink.Add(FeatureKind.Synonym, group, at, word.Length);
                length = word.Length;
            }
            if (length > 1) at += length - 1;
        }
    }

    private static bool IsWord(ReadOnlySpan<char> text, int at, string word) =>
        CharacterFolding.IsHan(word[0])
        || ((at == 0 || text[at - 1] == ' ')
            && (at + word.Length == text.Length || text[at + word.Length] == ' ' || CharacterFolding.IsHan(text[at + word.Length])));
}
