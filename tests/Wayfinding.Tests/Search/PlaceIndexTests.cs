using FsCheck;
using FsCheck.Fluent;
using Wayfinding.Model;
using Wayfinding.Search;

namespace Wayfinding.Tests.Search;

public sealed class PlaceIndexTests
{
    private static readonly string[] Names =
        ["放射科登记处", "门诊药房", "挂号收费处", "检验科采血处", "女卫生间", "便利店", "轮椅租借处", "CT 一室", "超声检查室", "心电图室", "口腔科", "库房", "血液科", "磁共振一室", "DR 摄片室",
            "收费处"];

    private static readonly PlaceIndex Index =
        new([.. Names.Select(n => new SearchPlace(new(n, n == "CT 一室" ? "CT room 1" : null), Category(n), n == "门诊药房" ? ["西药房"] : []))]);

    private static string Category(string name) => name switch
    {
        "放射科登记处" or "CT 一室" or "磁共振一室" or "DR 摄片室" => "radiology",
        "门诊药房" => "pharmacy",
        "挂号收费处" or "收费处" => "payment",
        "检验科采血处" or "超声检查室" or "心电图室" => "lab",
        "女卫生间" => "toilet",
        "便利店" => "shop",
        "轮椅租借处" => "rental",
        "库房" => "staff",
        _ => "department",
    };

    [Theory]
    [InlineData("放射科", "放射科登记处", MatchKind.Name)]
    [InlineData(" 放 射 科 ", "放射科登记处", MatchKind.Name)]
    [InlineData("ＣＴ", "CT 一室", MatchKind.Name)]
    [InlineData("ct room", "CT 一室", MatchKind.Name)]
    [InlineData("fangsheke", "放射科登记处", MatchKind.Pinyin)]
    [InlineData("fangshe", "放射科登记处", MatchKind.Pinyin)]
    [InlineData("fangsh", "放射科登记处", MatchKind.Pinyin)]
    [InlineData("FSK", "放射科登记处", MatchKind.Initials)]
    [InlineData("mzyf", "门诊药房", MatchKind.Initials)]
    [InlineData("xieyeke", "血液科", MatchKind.Pinyin)]
    [InlineData("xueyeke", "血液科", MatchKind.Pinyin)]
    [InlineData("西药房", "门诊药房", MatchKind.Alias)]
    [InlineData("xiyaofang", "门诊药房", MatchKind.Pinyin)]
    [InlineData("xyf", "门诊药房", MatchKind.Initials)]
    [InlineData("拍片", "放射科登记处", MatchKind.Alias)]
    [InlineData("paipian", "放射科登记处", MatchKind.Pinyin)]
    [InlineData("paipia", "放射科登记处", MatchKind.Pinyin)]
    [InlineData("paip", "放射科登记处", MatchKind.Pinyin)]
    [InlineData("pp", "放射科登记处", MatchKind.Initials)]
    [InlineData("PP", "DR 摄片室", MatchKind.Initials)]
    [InlineData("chouxue", "检验科采血处", MatchKind.Pinyin)]
    [InlineData("cx", "检验科采血处", MatchKind.Initials)]
    [InlineData("cesuo", "女卫生间", MatchKind.Pinyin)]
    [InlineData("抽血", "检验科采血处", MatchKind.Alias)]
    [InlineData("厕所", "女卫生间", MatchKind.Alias)]
    [InlineData("b超", "超声检查室", MatchKind.Alias)]
    [InlineData("看牙", "口腔科", MatchKind.Alias)]
    [InlineData("超市", "便利店", MatchKind.Alias)]
    [InlineData("取药", "门诊药房", MatchKind.Alias)]
    [InlineData("核磁", "磁共振一室", MatchKind.Alias)]
    [InlineData("检验检查", "检验科采血处", MatchKind.Category)]
    [InlineData("放社科", "放射科登记处", MatchKind.Typo)]
    [InlineData("fangsheje", "放射科登记处", MatchKind.Typo)]
    [InlineData("心店图", "心电图室", MatchKind.Typo)]
    public void What_people_type_finds_what_they_mean(string typed, string name, MatchKind kind)
    {
        var found = Index.Find(typed).FirstOrDefault(m => Names[m.Place] == name);
        Assert.NotNull(found);
        Assert.Equal(kind, found.Kind);
    }

    [Fact]
    public void The_exact_name_comes_before_names_that_hold_it() => Assert.Equal("收费处", Names[Index.Find("收费处")[0].Place]);

    [Theory]
    [InlineData("")]
    [InlineData("pai")]
    [InlineData("  ，。")]
    [InlineData("量子物理研究所")]
    [InlineData("库房")]
    [InlineData("x")]
    public void Nonsense_single_letters_and_rooms_of_the_staff_find_nothing(string typed) => Assert.Empty(Index.Find(typed));

    [Fact]
    public void Any_text_is_answered() =>
        Prop.ForAll<string>(text => Index.Find(text ?? "").All(m => m.Place >= 0 && m.Place < Names.Length)).QuickCheckThrowOnFailure();
}
