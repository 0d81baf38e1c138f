namespace Micro.Chat;

/// <summary>What patients ask under load.</summary>
internal static class ChatQuestions
{
    /// <summary>Questions of the sandbox's own knowledge base.</summary>
    public static readonly string[] Known = ["怎么挂号", "在哪里取药", "病历怎么复印", "外地医保能用吗", "医院能停车吗", "报告在哪里看", "怎么预约专家门诊啊", "抽血要空腹吗"];

    /// <summary>What is asked at a hospital: the one that <c>import</c> filled is asked about that.</summary>
    public static string[] Of(string hospital) =>
        hospital == "demo-tcm" ? [.. MadeUp(100_000, 200).Take(2000).Select(r => r.Text + "吗")] : Known;

    public static IEnumerable<(string Intent, string Text)> MadeUp(int rows, int intents)
    {
        const string characters = "挂号预约门诊医生检查报告缴费医保发票签到候诊取药住院探视停车交通病案复印投诉体检疫苗孕产儿科互联网云胶片陪诊无障碍手术麻醉影像化验";
        var random = new Random(1);
        string Word(int length) => string.Concat(Enumerable.Range(0, length).Select(_ => characters[random.Next(characters.Length)]));
        var topics = Enumerable.Range(0, intents).Select(_ => Enumerable.Range(0, 8).Select(_ => Word(3)).ToArray()).ToArray();
        for (var i = 0; i < rows; i++)
            yield return ($"主题{i % intents:D3}",
                topics[i % intents][random.Next(8)] + Word(2) + topics[i % intents][random.Next(8)] + Word(3));
    }
}
