using Chatbot.Danger;
using Chatbot.Words;
using FsCheck;
using FsCheck.Fluent;

namespace Chatbot.Tests.Danger;

public class DangerDetectorTests
{
    private static readonly DangerDetector Detector = new();

    [Theory]
    [InlineData("我爸突然胸痛出冷汗", DangerKind.Emergency)]
    [InlineData("胸口一阵阵地疼", DangerKind.Emergency)]
    [InlineData("孩子抽搐叫不醒怎么办", DangerKind.Emergency)]
    [InlineData("大出血！！", DangerKind.Emergency)]
    [InlineData("My father has chest pain", DangerKind.Emergency)]
    [InlineData("120", DangerKind.Emergency)]
    [InlineData("急救电话多少", DangerKind.Emergency)]
    [InlineData("我不想活了", DangerKind.SelfHarm)]
    [InlineData("胸痛，我想轻生", DangerKind.SelfHarm)]
    public void It_is_heard_and_its_kind_is_told(string text, DangerKind kind) => Assert.Equal(kind, Detector.Hear(text)?.Kind);

    [Theory]
    [InlineData("我爸以前心梗过 现在胸口痛得厉害", "我爸以前心梗过 现在康复挂什么科")]
    [InlineData("来复查的路上突然晕倒了", "晕倒以后来复查")]
    [InlineData("没有去年严重但是大出血止不住", "没有大出血")]
    [InlineData("不是感冒，是喘不上气", "没有喘不上气，就是感冒")]
    [InlineData("去年中过风，刚才嘴巴歪了", "去年中过风")]
    [InlineData("看电影的时候突然晕倒了", "电影里有人晕倒了")]
    [InlineData("我想自杀", "我不是自杀")]
    public void Each_clause_is_judged_by_itself(string danger, string harmless)
    {
        Assert.NotNull(Detector.Hear(danger));
        Assert.Null(Detector.Hear(harmless));
    }

    [Fact]
    public void One_clause_in_four_thousand_characters_is_heard_wherever_it_stands()
    {
        var question = string.Concat(Enumerable.Repeat("请问心电图报告在哪里打印，住院部食堂几点开门。", 90));
        Assert.Null(Detector.Hear(question));
        for (var at = 0; at <= 2; at++)
            Assert.Equal(DangerKind.Emergency, Detector.Hear(question.Insert(question.Length * at / 2, "我妈突然晕倒了叫不醒。"))?.Kind);
        Assert.True(question.Length * 2 > 4000);
        Assert.NotNull(Detector.Hear(question + question + "突然大出血止不住"));
    }

    [Fact]
    public void The_clause_that_said_so_is_told()
    {
        var heard = Detector.Hear("停车场在哪里。我爸突然晕倒了叫不醒。报告几点出");
        Assert.Contains("晕倒了叫不醒", heard!.Clause, StringComparison.Ordinal);
        Assert.DoesNotContain("报告", heard.Clause, StringComparison.Ordinal);
        Assert.True(heard.Certain);
    }

    [Fact]
    public void Marks_between_the_characters_hide_nothing()
    {
        string[] lines = ["胸口痛", "救命啊", "大出血", "叫不醒了", "不想活了", "没有呼吸了", "喝农药"];
        foreach (var mark in new[] { " ", "。", "，", "-", "😭", "~", "\n", "*", "\u200b", "…" })
            foreach (var line in lines)
                Assert.True(Detector.Hear(string.Join(mark, line.ToCharArray())) is not null, $"{line} with {mark}");
    }

    [Fact]
    public void Any_text_is_read_without_an_error() => Prop.ForAll<string>(text =>
    {
        _ = Detector.Hear(text ?? "");
        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Phrases_of_editors_are_heard_over_marks_and_withdrawn_by_their_clause()
    {
        var own = new DangerDetector(new OwnPhrases([new(DangerKind.Emergency, "蓝环*章鱼"), new(DangerKind.SelfHarm, "去找阎王")]));
        Assert.Null(Detector.Hear("被蓝环小章鱼碰到了"));
        Assert.Equal(DangerKind.Emergency, own.Hear("被蓝环小章鱼碰到了")?.Kind);
        Assert.Equal(DangerKind.Emergency, own.Hear("被藍環 章魚 碰到了")?.Kind);
        Assert.Equal(DangerKind.SelfHarm, own.Hear("我去找阎王")?.Kind);
        Assert.Null(own.Hear("没有蓝环章鱼"));
        Assert.Null(own.Hear("电影里的蓝环章鱼"));
        Assert.Null(own.Hear("蓝环的一二三四五六七八章鱼"));
    }

    [Fact]
    public void The_same_examples_give_the_same_detector()
    {
        var (first, second) = (DangerTrainer.Train(), DangerTrainer.Train());
        foreach (var (_, _, text) in HeldOutDanger.Lines)
        {
            var reading = new DangerReading(Items.Read(text));
            var features = reading.Features(0, reading.Clauses.Count);
            Assert.Equal(first.Judge(features), second.Judge(features));
        }
    }
}
