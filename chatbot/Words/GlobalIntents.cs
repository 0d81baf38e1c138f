using Chatbot.Text;

namespace Chatbot.Words;

/// <summary>A thing that may be said at any time and outranks every flow and every guess.</summary>
/// <param name="Name">Stable name, such as <c>human</c>.</param>
/// <param name="Patterns">
/// Normalised text. <c>=人工</c> is the whole message; <c>胸口*痛</c> allows up to four characters at the star; anything else is found anywhere.
/// </param>
/// <param name="Unless">Text whose presence makes it an ordinary question after all.</param>
public sealed record GlobalIntent(string Name, IReadOnlyList<string> Patterns, IReadOnlyList<string> Unless);

/// <summary>
/// Finds global intents by pattern: exact, explainable, edited as data. Danger is none of them: it is heard by a detector of its own.
/// </summary>
/// <param name="byPrecedence">The first that matches wins.</param>
public sealed class GlobalIntents(IReadOnlyList<GlobalIntent> byPrecedence)
{
    private const int WidestGap = 4;

    /// <summary>A person is asked for.</summary>
    public const string Human = "human";

    /// <summary>One step back in a flow.</summary>
    public const string Back = "back";

    /// <summary>Out of a flow.</summary>
    public const string Quit = "quit";

    private static readonly GlobalIntent Person = new(Human, [], []);

    /// <summary>What every hospital needs; staff add to it.</summary>
    public static IReadOnlyList<GlobalIntent> Default { get; } =
    [
        new(Back, ["=返回", "=上一步", "=返回上一步", "=回到上一步", "=后退", "=返回上一级", "=back", "=go back"], []),
        new(Quit, ["=退出", "=结束", "=取消", "=不问了", "=结束对话", "=退出对话", "=算了", "=没事了", "=再见", "=拜拜", "=quit", "=exit", "=cancel", "=bye",
            "=goodbye"], []),
    ];

    /// <summary>The first intent that the message expresses, or null.</summary>
    /// <param name="message">As typed.</param>
    public GlobalIntent? Match(string message)
    {
        var text = TextNormalizer.Normalize(message);
        if (text.Length == 0) return null;
        if (PersonWish.IsIn(message)) return Person;
        foreach (var intent in byPrecedence)
            if (Any(intent.Patterns, text) && !Any(intent.Unless, text)) return intent;
        return null;
    }

    private static bool Any(IReadOnlyList<string> patterns, string text)
    {
        foreach (var pattern in patterns)
            if (pattern is ['=', ..] ? text.AsSpan().SequenceEqual(pattern.AsSpan(1)) : Found(text, pattern)) return true;
        return false;
    }

    private static bool Found(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern)
    {
        var star = pattern.IndexOf('*');
        if (star < 0) return FindWord(text, pattern) >= 0;
        var head = pattern[..star];
        for (var at = text.IndexOf(head); at >= 0;)
        {
            var rest = text[(at + head.Length)..];
            var tail = pattern[(star + 1)..];
            var next = tail.IndexOf('*') is >= 0 and var other ? tail[..other] : tail;
            var found = rest[..Math.Min(rest.Length, WidestGap + next.Length)].IndexOf(next);
            if (found >= 0 && (next.Length == tail.Length || Found(rest[found..], tail))) return true;
            var further = text[(at + 1)..].IndexOf(head);
            at = further < 0 ? -1 : at + 1 + further;
        }
        return false;
    }

    /// <summary>Latin patterns match whole words, Chinese ones any place that no "没有" or "不" denies.</summary>
    private static int FindWord(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern)
    {
        var han = CharacterFolding.IsHan(pattern[0]);
        for (var from = 0; text[from..].IndexOf(pattern) is >= 0 and var offset; from += offset + 1)
        {
            var at = from + offset;
            var end = at + pattern.Length;
            if (han ? !IsDenied(text[..at]) : (at == 0 || text[at - 1] == ' ') && (end == text.Length || text[end] == ' ')) return at;
        }
        return -1;
    }

    private static bool IsDenied(ReadOnlySpan<char> before) =>
        before.EndsWith("没有") || before.EndsWith("不是") || before.EndsWith("并没") || before.EndsWith("不会");
}
