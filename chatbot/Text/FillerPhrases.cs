namespace Chatbot.Text;

/// <summary>
/// Words that open or close a question without being part of it (请问, 麻烦, 谢谢, "hello", "please"). They are cut from the ends
/// of a normalised sentence, as often as they follow one another, but never when nothing would be left: "你好" alone is a greeting.
/// </summary>
internal static class FillerPhrases
{
    private static readonly string[] Opening = Longest(
        "请问", "请问一下", "请问下", "问一下", "问下", "请教", "请教一下", "你好", "您好", "你好呀", "麻烦", "麻烦问一下", "麻烦你", "麻烦您", "麻烦问下", "打扰", "打扰了", "打扰一下",
        "不好意思", "不好意思问一下", "我想", "我想问", "我想问一下", "我想问下", "我想知道", "我想咨询", "我想咨询一下", "我想了解", "我想了解一下", "我要咨询", "我要问", "想问", "想问一下", "想问下",
            "想咨询",
        "想咨询一下", "想知道", "想了解", "想了解一下", "咨询一下", "咨询下", "医生你好", "医生您好", "客服你好", "客服您好", "早上好", "上午好", "下午好", "晚上好", "劳驾",
        "hi", "hello", "hey", "please", "pls", "plz", "excuse me", "good morning", "good afternoon", "good evening", "hi there",
            "hello there");

    private static readonly string[] Closing = Longest(
        "谢谢", "谢谢你", "谢谢您", "谢谢了", "谢谢啦", "多谢", "感谢", "万分感谢", "非常感谢", "麻烦了", "麻烦你了", "麻烦您了", "拜托了", "辛苦了", "请告知", "求解答", "求告知", "急急急",
            "在线等",
        "please", "pls", "plz", "thanks", "thank you", "thanks a lot", "thank you very much", "thx");

    /// <summary>The part of <paramref name="text"/> between the fillers, or all of it when it is nothing else.</summary>
    /// <param name="text">A normalised sentence.</param>
    public static (int Start, int Length) Trim(ReadOnlySpan<char> text)
    {
        int start = 0, end = text.Length;
        while (OpeningAt(text[start..end]) is var cut and > 0) start += cut;
        while (ClosingAt(text[start..end]) is var cut and > 0) end -= cut;
        return end > start ? (start, end - start) : (0, text.Length);
    }

    private static int OpeningAt(ReadOnlySpan<char> text)
    {
        if (text is [' ', ..]) return 1;
        foreach (var phrase in Opening)
            if (text.StartsWith(phrase) && EndsWord(text, phrase.Length)) return phrase.Length;
        return 0;
    }

    private static int ClosingAt(ReadOnlySpan<char> text)
    {
        if (text is [.., ' ']) return 1;
        foreach (var phrase in Closing)
            if (text.EndsWith(phrase) && (CharacterFolding.IsHan(phrase[0]) || text.Length == phrase.Length
                || text[^(phrase.Length + 1)] == ' '))
                return phrase.Length;
        return 0;
    }

    private static bool EndsWord(ReadOnlySpan<char> text, int length) =>
        CharacterFolding.IsHan(text[0]) || length == text.Length || text[length] == ' ';

    private static string[] Longest(params string[] phrases) =>
        [.. phrases.OrderByDescending(p => p.Length).ThenBy(p => p, StringComparer.Ordinal)];
}
