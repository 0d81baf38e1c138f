using System.Text;

namespace Chatbot.Tests.Model;

/// <summary>A question asked in another dress is the same question: at most 5 % may change their answer.</summary>
public class MetamorphicTests
{
    private const string Letters = "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学么之都好看起发当没成只如事把还用第样道想作种开";
    private static readonly Random Fixed = new(7);

    [Theory]
    [InlineData("请问一下，", "，谢谢！")]
    [InlineData("你好，我想问一下", "，麻烦了")]
    [InlineData("您好 不好意思 ", " 谢谢您🙏")]
    public void Politeness_changes_nothing(string before, string after) => AssertKept(q => before + q + after);

    [Fact]
    public void Full_width_and_traditional_characters_change_nothing() =>
        AssertKept(q => new string([.. q.Select(c => c is > ' ' and < '\x7f' ? (char)(c + 0xfee0) : c)]) + "？！").ToString();

    [Fact]
    public void Spaces_between_characters_change_nothing() => AssertKept(q => string.Join(' ', q.ToCharArray()));

    [Fact]
    public void One_wrong_character_in_ten_changes_nothing() => AssertKept(q =>
    {
        var text = new StringBuilder(q);
        for (var i = 0; i < Math.Max(1, q.Length / 10); i++) text[Fixed.Next(text.Length)] = Letters[Fixed.Next(Letters.Length)];
        return text.ToString();
    });

    [Fact]
    public void A_missing_character_changes_nothing() => AssertKept(q => q.Remove(Fixed.Next(q.Length), 1));

    [Fact]
    public void Homophones_change_nothing() => AssertKept(q => q
        .Replace("号", "好").Replace("报告", "抱告").Replace("缴费", "交废").Replace("医保", "一保").Replace("停车", "亭车").Replace("住院", "主院")
        .Replace("探视", "探试").Replace("药", "要").Replace("发票", "发飘").Replace("体检", "体捡").Replace("核磁", "合磁"));

    [Fact]
    public void Word_order_changes_nothing() => AssertKept(q => q[(q.Length / 2)..] + "，" + q[..(q.Length / 2)]);

    private static string AssertKept(Func<string, string> dress)
    {
        var changed = KnowledgeBase.Questions
            .Select(q => (Question: q.Text, Dressed: dress(q.Text)))
            .Where(q => KnowledgeBase.Model.Classify(q.Question).First.Intent != KnowledgeBase.Model.Classify(q.Dressed).First.Intent)
            .ToArray();
        var report = string.Join("; ", changed.Select(c => $"{c.Question} -> {c.Dressed}"));
        Assert.True(changed.Length < 0.05 * KnowledgeBase.Questions.Count, report);
        return report;
    }
}
