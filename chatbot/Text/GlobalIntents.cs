namespace Chatbot.Text;

/// <summary>A thing that may be said at any time and outranks every flow and every guess.</summary>
/// <param name="Name">Stable name, such as <c>emergency</c>.</param>
/// <param name="Patterns">
/// Normalised text. <c>=人工</c> is the whole message; <c>胸口*痛</c> allows up to four characters at the star; anything else is found anywhere.
/// </param>
/// <param name="Unless">Text whose presence makes it an ordinary question after all (胸痛门诊).</param>
public sealed record GlobalIntent(string Name, IReadOnlyList<string> Patterns, IReadOnlyList<string> Unless);

/// <summary>
/// Finds global intents by pattern: exact, explainable, edited as data. Few and certain, so that an emergency is never a matter of
/// training.
/// </summary>
/// <param name="byPrecedence">The first that matches wins.</param>
public sealed class GlobalIntents(IReadOnlyList<GlobalIntent> byPrecedence)
{
    private const int WidestGap = 4;

    /// <summary>A life in danger by one's own hand.</summary>
    public const string SelfHarm = "self-harm";

    /// <summary>A medical emergency.</summary>
    public const string Emergency = "emergency";

    /// <summary>A person is asked for.</summary>
    public const string Human = "human";

    /// <summary>One step back in a flow.</summary>
    public const string Back = "back";

    /// <summary>Out of a flow.</summary>
    public const string Quit = "quit";

    /// <summary>What every hospital needs; staff add to it.</summary>
    public static IReadOnlyList<GlobalIntent> Default { get; } =
    [
        new(SelfHarm,
            ["自杀", "轻生", "不想活", "活不下去", "想死", "去死了算了", "结束生命", "结束自己*生命", "割腕", "跳楼", "服毒", "吃了*安眠药", "吞了*药片", "喝了*农药", "喝*百草枯",
                "kill myself", "suicide", "want to die"],
            ["自杀干预门诊", "死机"]),
        new(Emergency,
            ["胸痛", "胸口*痛", "胸口*疼", "胸闷*出冷汗", "心口*绞痛", "心脏*骤停", "没有呼吸", "没呼吸", "呼吸不了", "喘不上气", "喘不过气", "呼吸困难", "透不过气", "大出血", "血流不止", "出血不止",
                "止不住血", "血止不住", "大量*出血",
             "吐血", "呕血", "咯血不止", "昏迷", "昏过去", "晕倒", "叫不醒", "失去意识", "意识不清", "不省人事", "抽搐", "口吐白沫", "休克", "心梗", "中风了", "脑卒中发作", "口眼歪斜", "嘴*歪了",
                 "半边身子*不能动", "半身*没知觉", "突然*说不出话",
             "窒息", "噎住", "卡住喉咙", "触电", "溺水", "中毒", "过敏性休克", "喉头水肿", "喉咙*肿*呼吸", "羊水破", "破水了", "快生了", "要生了", "车祸", "严重烧伤", "大面积烫伤", "从楼上摔",
                 "高处坠落", "断指", "手指*断了",
             "chest pain", "can t breathe", "can't breathe", "cannot breathe", "heart attack", "stroke", "unconscious", "bleeding heavily",
                 "severe bleeding"],
            ["胸痛中心", "胸痛门诊", "卒中中心", "卒中门诊", "食物中毒*证明", "昏迷病人*探视", "科普", "讲座", "车祸*报销", "车祸*医保", "车祸*病历", "工伤*车祸", "以前", "去年", "复查", "中毒科",
                "预防"]),
        new(Human,
            ["=人工", "=客服", "=转人工", "=人工客服", "人工客服", "人工服务", "转人工", "找人工", "转接人工", "真人客服", "要真人", "和真人", "跟真人", "找真人", "找客服", "=真人", "=坐席",
                "=要人工", "=我要人工", "=想要人工", "=我想要人工", "=需要人工", "=我需要人工", "=换人工", "=叫人工", "=接人工", "=有人工吗", "=人工在吗", "human agent",
                    "real person", "speak to a human", "talk to an agent", "=agent", "=human"],
            ["人工耳蜗", "人工关节", "人工授精", "人工流产", "人工晶体", "人工挂号窗口", "人工窗口"]),
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
