using System.Collections.Frozen;

namespace Chatbot.Text;

/// <summary>What n-grams alone do not see in English: contractions, chat spellings and inflected forms of one word.</summary>
internal static class EnglishWords
{
    private const string Spellings =
        "what's=what is;whats=what is;where's=where is;how's=how is;who's=who is;that's=that is;there's=there is;it's=it is;" +
        "let's=let us;i'm=i am;im=i am;i've=i have;i'll=i will;i'd=i would;you're=you are;we're=we are;they're=they are;" +
        "you've=you have;you'll=you will;can't=can not;cant=can not;cannot=can not;don't=do not;dont=do not;doesn't=does not;" +
        "didn't=did not;isn't=is not;aren't=are not;wasn't=was not;won't=will not;wont=will not;wouldn't=would not;" +
        "couldn't=could not;shouldn't=should not;haven't=have not;hasn't=has not;hadn't=had not;u=you;ur=your;r=are;pls=please;" +
        "plz=please;thx=thanks";

    private static readonly FrozenDictionary<string, string[]> Spelled = Spellings.Split(';')
        .Select(s => s.Split('=')).ToFrozenDictionary(s => s[0], s => s[1].Split(' '), StringComparer.Ordinal);

    private static readonly FrozenDictionary<string,
        string[]>.AlternateLookup<ReadOnlySpan<char>> Lookup = Spelled.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The words that a contraction or chat spelling stands for.</summary>
    public static bool TrySpell(ReadOnlySpan<char> word, out string[] words) => Lookup.TryGetValue(word, out words!);

    /// <summary>The word without apostrophes and a possessive s; shortens in place.</summary>
    public static Span<char> Bare(Span<char> word)
    {
        if (word.EndsWith("'s")) word = word[..^2];
        var length = 0;
        foreach (var c in word)
            if (c != '\'') word[length++] = c;
        return word[..length];
    }

    /// <summary>Cuts inflections in place (a light stemmer: it need only map the forms of a word to one string).</summary>
    public static Span<char> Stem(Span<char> w)
    {
        if (w.Length < 4) return w;
        if (w.EndsWith("sses")) w = w[..^2];
        else if (w.EndsWith("ies")) { w = w[..^2]; w[^1] = 'y'; }
        else if (w[^1] == 's' && w[^2] is not ('s' or 'u')) w = w[..^1];
        if (w.Length > 5 && w.EndsWith("ing")) w = Undouble(w[..^3]);
        else if (w.Length > 4 && w.EndsWith("ed")) w = Undouble(w[..^2]);
        if (w.Length > 7 && w.EndsWith("ation")) w = w[..^5];
        else if (w.Length > 6 && w.EndsWith("tion")) w = w[..^3];
        else if (w.Length > 7 && w.EndsWith("ment")) w = w[..^4];
        else if (w.Length > 5 && w.EndsWith("ly")) w = w[..^2];
        else if (w.Length > 5 && w.EndsWith("er")) w = Undouble(w[..^2]);
        if (w.Length > 3 && w[^1] == 'e') w = w[..^1];
        if (w.Length > 3 && w[^1] == 'y') w[^1] = 'i';
        return w;
    }

    private static Span<char> Undouble(Span<char> w) => w.Length > 3 && w[^1] == w[^2] && w[^1] is not ('l' or 's' or 'z') ? w[..^1] : w;
}
