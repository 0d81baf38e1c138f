using Wayfinding.Model;
using Wayfinding.Search;

namespace Wayfinding.Tests.Search;

/// <summary>People ask in sentences; what they name comes first, and letters within words never before words.</summary>
public sealed class SentenceTests
{
    private static readonly (string Zh, string En, string Category)[] Places =
    [
        ("检验科采血处", "Blood collection", "lab"), ("饮水处", "Drinking water", "water"), ("CT 一室", "CT room 1", "radiology"),
        ("DR 摄片室", "X-ray room", "radiology"), ("门诊药房", "Outpatient pharmacy", "pharmacy"), ("209 心内科诊室", "Cardiology 209", "department"),
        ("1209 病房", "Ward 1209", "room"), ("210 内科诊室", "Internal medicine 210", "department"), ("女卫生间", "Women's toilet", "toilet"),
        ("门诊楼 1 号电梯", "lift 1", "lift"), ("挂号收费处", "Registration and payment", "payment"), ("超声检查室", "Ultrasound room", "lab"),
        ("住院部护士站", "Nurses' station", "reception"), ("口腔科", "Dentistry", "department"), ("餐厅", "Restaurant", "food"),
        ("3 楼收费处", "Payment 3F", "payment"), ("东院区大门", "East gate", "entrance"), ("急诊预检台", "Emergency triage", "department"),
    ];

    private static readonly PlaceIndex Index = new([.. Places.Select(p => new SearchPlace(new(p.Zh, p.En), p.Category, []))]);

    private static string? First(string typed) => Index.Find(typed) is [var first, ..] ? Places[first.Place].Zh : null;

    [Theory]
    [InlineData("CT", "CT 一室")]
    [InlineData("ct", "CT 一室")]
    [InlineData("DR", "DR 摄片室")]
    [InlineData("做CT", "CT 一室")]
    [InlineData("209", "209 心内科诊室")]
    [InlineData("209 诊室", "209 心内科诊室")]
    [InlineData("209 诊室怎么走", "209 心内科诊室")]
    [InlineData("209诊室在哪里？", "209 心内科诊室")]
    [InlineData("我要去心内科", "209 心内科诊室")]
    [InlineData("心内科门诊在几楼", "209 心内科诊室")]
    [InlineData("我想去心内科看病", "209 心内科诊室")]
    [InlineData("药房在哪", "门诊药房")]
    [InlineData("请问药房在哪里呀", "门诊药房")]
    [InlineData("拿药去哪里", "门诊药房")]
    [InlineData("厕所在哪里", "女卫生间")]
    [InlineData("最近的厕所", "女卫生间")]
    [InlineData("附近有没有洗手间", "女卫生间")]
    [InlineData("我想上厕所", "女卫生间")]
    [InlineData("电梯", "门诊楼 1 号电梯")]
    [InlineData("电梯在哪边", "门诊楼 1 号电梯")]
    [InlineData("哪里有电梯", "门诊楼 1 号电梯")]
    [InlineData("dianti", "门诊楼 1 号电梯")]
    [InlineData("B超在哪做", "超声检查室")]
    [InlineData("抽血去哪", "检验科采血处")]
    [InlineData("采血处怎么走", "检验科采血处")]
    [InlineData("带我去餐厅", "餐厅")]
    [InlineData("麻烦问一下挂号在什么地方", "挂号收费处")]
    [InlineData("从这里到口腔科怎么去", "口腔科")]
    [InlineData("看牙往哪走", "口腔科")]
    [InlineData("我要喝水", "饮水处")]
    [InlineData("导航到东院区大门", "东院区大门")]
    [InlineData("3楼的收费处", "3 楼收费处")]
    [InlineData("where is the pharmacy", "门诊药房")]
    [InlineData("How do I get to cardiology?", "209 心内科诊室")]
    [InlineData("toilet please", "女卫生间")]
    [InlineData("I need the restroom", "女卫生间")]
    [InlineData("elevator", "门诊楼 1 号电梯")]
    public void What_people_say_finds_what_they_mean_first(string said, string name) => Assert.Equal(name, First(said));

    [Theory]
    [InlineData("CT", "检验科采血处")]
    [InlineData("inking", "饮水处")]
    [InlineData("oom", "CT 一室")]
    [InlineData("209", "1209 病房")]
    [InlineData("at", "门诊药房")]
    public void Letters_within_words_find_nothing(string typed, string name) =>
        Assert.DoesNotContain(Index.Find(typed), m => Places[m.Place].Zh == name);

    [Theory]
    [InlineData("999 诊室怎么走")]
    [InlineData("今天天气怎么样")]
    [InlineData("在哪里")]
    public void What_is_not_there_is_not_replaced_by_something_else(string said) => Assert.Empty(Index.Find(said));

    [Fact]
    public void Every_place_is_found_first_in_every_phrase()
    {
        string[] phrases =
        [
            "{0}", "我要去{0}", "我想去{0}", "去{0}", "{0}在哪", "{0}在哪里", "{0}在哪儿呀", "{0}怎么走", "{0}怎么去？", "请问{0}在几楼", "请问一下{0}怎么走",
            "你好，{0}在什么地方", "到{0}", "导航到{0}", "带我去{0}", "找{0}", "我要找{0}", "我想找一下{0}", "{0}往哪边走", "从这儿去{0}怎么走", "麻烦问一下，{0}在哪",
            "不好意思请问{0}在哪里啊", "{0}", " {0} ", "{0}。", "我们要到{0}", "怎么去{0}", "怎么到{0}啊", "哪里是{0}", "{0}在哪个方向", "{0}在几层", "{0}的位置",
        ];
        foreach (var phrase in phrases)
            foreach (var place in Places)
            {
                var said = string.Format(null, phrase, place.Zh);
                Assert.True(First(said) == place.Zh, $"{said}: {First(said)}");
            }
    }
}
