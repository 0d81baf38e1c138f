using System.Text.RegularExpressions;

namespace Wayfinding.Search;

/// <summary>What is left of a sentence without the words by which people ask their way: 药房 of 请问药房在哪里呀.</summary>
internal static partial class Sentence
{
    private static readonly HashSet<string> Said =
    [
        "where", "is", "are", "the", "how", "do", "does", "can", "could", "i", "we", "you", "get", "to", "go", "going", "want", "need",
        "would", "like", "take", "bring", "show", "tell", "me", "us", "find", "nearest", "closest", "a", "an", "please", "way",
        "looking", "look", "for", "of", "my", "our", "s", "m", "what", "floor", "which", "on", "there", "here", "near", "hi", "hello",
        "excuse", "thanks", "thank",
    ];

    private static readonly HashSet<string> Vague =
        ["门诊", "医院", "医生", "大夫", "诊室", "检查", "房间", "病人", "大楼", "一楼", "二楼", "三楼", "四楼", "五楼"];

    /// <summary>The part that names a place, folded; the whole text where nothing else is left.</summary>
    public static string Core(SearchText text)
    {
        var typed = text.Text;
        if (typed.All(char.IsAscii))
        {
            var words = text.Words.Where(w => !Said.Contains(w)).ToList();
            return words.Count == 0 ? typed : string.Concat(words);
        }
        for (var before = ""; before != typed;)
        {
            before = typed;
            typed = Shorter(typed, Ahead().Replace(typed, "", 1));
            typed = Shorter(typed, Behind().Replace(typed, "", 1));
        }
        return Shorter(typed, typed.Replace("的", "", StringComparison.Ordinal));
    }

    /// <summary>The text without the floor it names: 收费处 of 3楼的收费处.</summary>
    public static string WithoutFloor(string text) => Shorter(text, Floor().Replace(text, ""));

    /// <summary>True for words that hospitals are full of, so that they name no place.</summary>
    public static bool IsVague(string word) => Vague.Contains(word);

    private static string Shorter(string whole, string part) => part.Length > 0 ? part : whole;

    [GeneratedRegex(@"(?:[bB]?\d+|[一二三四五六七八九十]+)(?:楼|层|f)的?")]
    private static partial Regex Floor();

    [GeneratedRegex(
        "^(?:您好|你好|哈喽|嗨|喂|请问一下|请问|问一下|问下|问问|麻烦问一下|麻烦问下|麻烦|劳驾|打扰一下|打扰|不好意思|请|谢谢|那个|嗯|呃|帮我|帮忙|给我|带我们|带我|领我|告诉我|指一下|查一下|查下|查|找一下|找下"
            + "|我们|我|俺|咱们|咱|想要|想|要|需要|得|该|现在|先|应该|打算|准备|可以|能不能|能|会|知不知道|知道|有没有|哪里有|哪儿有|哪有|哪里可以|哪里能|哪儿可以|哪儿能|哪里|哪儿"
            + "|在哪里可以|在哪里能|在哪里|在哪儿|在哪|去哪里|去哪儿|去哪|到哪里|到哪儿|到哪"
            + "|怎么样|怎么|怎样|如何|从这里|从这儿|从这|离我最近的|离这里最近的|离这最近的|最近的|附近的|附近|最近|这附近|这里|这边|这儿|导航去|导航到|导航|走到|走去|前往|去往|去到|去|到"
            + "|往|上|来|找|寻找|是不是|是|做个|做一个|做|看一下|看下|一个|一下|的)")]
    private static partial Regex Ahead();

    [GeneratedRegex(
        "(?:在几楼几号|在几楼|在几层|在哪一楼|在哪一层|在哪层|在哪楼|几楼|几层|哪一层|哪一楼|哪层|哪楼|什么楼层|在什么位置|什么位置|位置|在什么地方|什么地方|的地方|地方|在哪里呢|在哪里|在哪儿|在哪边|在哪头|在哪个方向|在哪块|在哪"
            + "|哪里|哪儿|哪边|哪个方向|往哪里走|往哪儿走|往哪边走|往哪走|往哪里|往哪儿|往哪边|往哪|朝哪走|朝哪边走|从哪里走|从哪儿走|从哪走|从哪边走|从哪|去哪里|去哪儿|去哪|到哪里|到哪儿"
            + "|到哪|怎么走法|怎么走|怎么去|怎么到|怎么过去|怎么找|怎样走|怎样去|如何走|如何去|如何到"
            + "|怎么样|怎么办|怎么弄|怎么|要走多远|走多远|多远|远吗|远不远|有没有|有吗|在不在|开着吗|路线|导航|的路|呢|吗|嘛|呀|啊|哇|呐|啦|吧|哦|噢|嗯|么|谢谢您|谢谢你|谢谢|多谢"
            + "|麻烦了|好吗|可以吗|行吗|一下|看病|看医生|看门诊|就诊|做检查|怎么做"
            + "|在|的|去|做|办|走|是|有)\\z")]
    private static partial Regex Behind();
}
