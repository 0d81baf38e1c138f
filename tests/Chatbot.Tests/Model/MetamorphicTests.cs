using System.Text;

namespace Chatbot.Tests.Model;

/// <summary>A question asked in another dress is the same question: at most 5 % may change their answer.</summary>
public class MetamorphicTests
{
    private const string Letters = "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学么之都好看起发当没成只如事把还用第样道想作种开";
    /// <summary>A chance mutation is tried this often on every question: one draw says little about one in twenty.</summary>
    private const int Draws = 20;

    [Theory]
    [InlineData("请问一下，", "，谢谢！")]
    [InlineData("你好，我想问一下", "，麻烦了")]
    [InlineData("您好 不好意思 ", " 谢谢您🙏")]
    public void Politeness_changes_nothing(string before, string after) => AssertKept(q => before + q + after);

    [Fact]
    public void Full_width_and_traditional_characters_change_nothing() =>
        AssertKept(q => new string([.. q.Select(c => c is > ' ' and < '\x7f' ? (char)(c + 0xfee0) : c)]) + "？！");

    [Fact]
    public void Spaces_between_characters_change_nothing() => AssertKept(q => string.Join(' ', q.ToCharArray()));

    [Fact]
    public void One_wrong_character_in_ten_changes_nothing() => AssertKept((q, chance) =>
    {
        var text = new StringBuilder(q);
        for (var i = 0; i < Math.Max(1, q.Length / 10); i++) text[chance.Next(text.Length)] = Letters[chance.Next(Letters.Length)];
        return text.ToString();
    });

    [Fact]
    public void A_missing_character_changes_nothing() => AssertKept((q, chance) => q.Remove(chance.Next(q.Length), 1));

    [Fact]
    public void Homophones_change_nothing() => AssertKept(q => q
        .Replace("号", "好").Replace("报告", "抱告").Replace("缴费", "交废").Replace("医保", "一保").Replace("停车", "亭车").Replace("住院", "主院")
        .Replace("探视", "探试").Replace("药", "要").Replace("发票", "发飘").Replace("体检", "体捡").Replace("核磁", "合磁"));

    [Fact]
    public void Word_order_changes_nothing() => AssertKept(q => q[(q.Length / 2)..] + "，" + q[..(q.Length / 2)]);

    private static void AssertKept(Func<string, string> dress) => AssertKept(KnowledgeBase.Questions.Select(q => (q.Text, dress(q.Text))));

    private static void AssertKept(Func<string, Random, string> dress)
    {
        var chance = new Random(7);
        AssertKept(Enumerable.Range(0, Draws).SelectMany(_ => KnowledgeBase.Questions).Select(q => (q.Text, dress(q.Text, chance))));
    }

    private static void AssertKept(IEnumerable<(string Question, string Dressed)> pairs)
    {
        var all = pairs.ToArray();
        var changed = all.Where(q => KnowledgeBase.Model.Classify(q.Question).First.Intent != KnowledgeBase.Model.Classify(q.Dressed)
            .First.Intent).ToArray();
        Assert.True(changed.Length < 0.05 * all.Length,
            $"{changed.Length} of {all.Length}: {string.Join("; ", changed.Take(40).Select(c => $"{c.Question} -> {c.Dressed}"))}");
    }
}
