using System.Collections.Frozen;

namespace Chatbot.Words;

/// <summary>English words with one slip of the fingers: a letter too many, too few, wrong, or two in each other's place.</summary>
internal static class Slips
{
    /// <summary>Ordinary words that are one letter from a word of danger.</summary>
    private static readonly FrozenSet<string> Ordinary = FrozenSet.ToFrozenSet(
        ("chess beach bench reach teach strike struck broke spoke smoke joke woke stock stone chose drunk brink faith " +
         "saint feint breed bread break sheet cheat cheap chart heard hears light might right sight night tight point " +
         "paint print plain plane chant child cheek check checks chose chosen clock block store stroll turns turned " +
         "learn earns barns bored burst birth broth clothing living leaving loving driving filling falling sells smells " +
         "shells spelling swelled stable stabled stamped snack snake's shake snail rapid cling caller hearing hearty " +
         "hearts carton pilot poise prison seeing sizing sealing feeling healing dealing reading leading trouble double " +
         "clinic sweat sweet sweater weather mother's other another brother brooding breeding boarding needing heeding " +
         "bleeping unable single stuff staff staple grasp grasping asking gasps chocolate").Split(' '),
        StringComparer.Ordinal);

    /// <summary>The word that was meant, or null.</summary>
    /// <param name="word">As typed, of 5 letters or more.</param>
    /// <param name="words">Words by first letter and length.</param>
    public static string? Guess(string word, ILookup<(char, int), string> words)
    {
        if (Ordinary.Contains(word)) return null;
        for (var length = word.Length - 1; length <= word.Length + 1; length++)
            foreach (var meant in words[(word[0], length)])
                if (meant.Length >= 5 && IsOneSlip(word, meant)) return meant;
        return null;
    }

    private static bool IsOneSlip(string a, string b)
    {
        if (a.Length > b.Length) (a, b) = (b, a);
        var i = 0;
        while (i < a.Length && a[i] == b[i]) i++;
        var restA = a.AsSpan(i);
        var restB = b.AsSpan(i);
        if (a.Length < b.Length) return restA.SequenceEqual(restB[1..]);
        if (restA.Length < 2) return true;
        return restA[1..].SequenceEqual(restB[1..])
            || (restA[0] == restB[1] && restA[1] == restB[0] && restA[2..].SequenceEqual(restB[2..]));
    }
}
