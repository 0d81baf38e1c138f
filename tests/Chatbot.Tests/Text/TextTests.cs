using Chatbot.Model;
using Chatbot.Text;
using Chatbot.Words;
using FsCheck;
using FsCheck.Fluent;

namespace Chatbot.Tests.Text;

public class TextNormalizerTests
{
    [Theory]
    [InlineData("ＣＴ　检查！！", "ct 检查")]
    [InlineData("掛號費用多少錢？", "挂号费用多少钱")]
    [InlineData("挂 号  在 哪里", "挂号在哪里")]
    [InlineData("请问一下，麻烦问一下：怎么缴费？谢谢您！", "怎么缴费")]
    [InlineData("你好", "你好")]
    [InlineData("你好，谢谢", "你好 谢谢")]
    [InlineData("Hello, please help ME pay", "help me pay")]
    [InlineData("病史highlight", "病史highlight")]
    [InlineData("Café Zürich", "cafe zurich")]
    [InlineData("①号楼③层", "1号楼3层")]
    [InlineData("😀🏥", "")]
    [InlineData("what’s up", "what's up")]
    public void Text_is_brought_to_one_form(string typed, string normal) => Assert.Equal(normal, TextNormalizer.Normalize(typed));

    [Fact]
    public void Normal_text_stays_as_it_is() => Prop.ForAll<string>(text =>
    {
        var once = TextNormalizer.Normalize(text ?? "");
        return TextNormalizer.Normalize(once) == once && once.Length <= TextNormalizer.MaxLength;
    }).QuickCheckThrowOnFailure();
}

public class PersonalDataTests
{
    [Theory]
    [InlineData("我的身份证11010519491231002X帮我查", "我的身份证[证件号]帮我查")]
    [InlineData("身份证 110105 19491231 002x", "身份证 [证件号]")]
    [InlineData("１１０１０５１９４９１２３１００２Ｘ", "[证件号]")]
    [InlineData("老证130503670401001", "老证[证件号]")]
    [InlineData("电话13812345678，急", "电话[电话]，急")]
    [InlineData("打138-1234-5678", "打[电话]")]
    [InlineData("打 138 1234 5678 或 021-61234567", "打 [电话] 或 [电话]")]
    [InlineData("+86 13812345678", "[电话]")]
    [InlineData("3 138 1234 5678", "3 [电话]")]
    [InlineData("卡号6222 0212 3456 7890 129", "卡号[号码]")]
    [InlineData("卡4111 1111 1111 1111", "卡[银行卡]")]
    [InlineData("护照E12345678", "护照[证件号]")]
    [InlineData("110105194912310021", "[号码]")]
    [InlineData("就诊卡000000123456789012345678901234567890", "就诊卡[号码]")]
    public void What_identifies_a_person_is_masked(string text, string masked) => Assert.Equal(masked, PersonalData.Mask(text));

    [Theory]
    [InlineData("11月21号下午3点")]
    [InlineData("2026-11-21")]
    [InlineData("3号楼12层1205室")]
    [InlineData("血压120-80，心率72")]
    [InlineData("挂号费50元，能用医保吗")]
    [InlineData("拨打120或12345")]
    public void Ordinary_numbers_stay(string text) => Assert.Equal(text, PersonalData.Mask(text));

    [Fact]
    public void No_valid_phone_survives_in_any_surroundings() => Prop.ForAll<string, int>((around, seed) =>
    {
        var random = new Random(seed);
        var phone = $"1{random.Next(3, 10)}{random.Next(1_000_000_000):D9}";
        var quiet = new string([.. (around ?? "")
            .Where(c => !char.IsDigit(c) && !char.IsAsciiLetter(c) && c is not ('-' or ' ' or '.' or '　' or '－') && c is < '０' or > 'ｚ')]);
        return !PersonalData.Mask(quiet + phone + quiet).Contains(phone);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Masking_twice_changes_nothing() => Prop.ForAll<string>(text =>
        PersonalData.Mask(PersonalData.Mask(text ?? "")) == PersonalData.Mask(text ?? "")).QuickCheckThrowOnFailure();
}

public class GlobalIntentsTests
{
    private static readonly GlobalIntents Matcher = new(GlobalIntents.Default);

    [Theory]
    [InlineData("返回", GlobalIntents.Back)]
    [InlineData("退出。", GlobalIntents.Quit)]
    public void What_outranks_everything_is_found(string text, string name) => Assert.Equal(name, Matcher.Match(text)?.Name);

    [Theory]
    [InlineData("人工")]
    [InlineData("请帮我转人工客服")]
    [InlineData("我要人工")]
    [InlineData("换人工！")]
    [InlineData("帮我接客服")]
    [InlineData("叫个人来讲")]
    [InlineData("人工服务")]
    [InlineData("rengong kefu")]
    [InlineData("zhuan rengong")]
    [InlineData("wo yao zhao zhenren")]
    [InlineData("talk to a human")]
    [InlineData("can I speak to a real person")]
    [InlineData("I want an agent")]
    [InlineData("转人工")]
    [InlineData("轉人工")]
    [InlineData("有人吗")]
    [InlineData("有人在吗？？")]
    [InlineData("找真人")]
    [InlineData("能不能找个真人跟我聊")]
    [InlineData("不想跟机器人说话 给我转人工")]
    [InlineData("我不要机器人，我要人工")]
    [InlineData("怎么转人工")]
    [InlineData("麻烦叫客服出来")]
    [InlineData("搵真人同我倾")]
    [InlineData("让工作人员回复我")]
    [InlineData("喊个活人来")]
    [InlineData("客服在吗")]
    [InlineData("人 工 客 服")]
    public void A_person_is_asked_for_in_patients_words(string text) => Assert.Equal(GlobalIntents.Human, Matcher.Match(text)?.Name);

    [Theory]
    [InlineData("我不要转人工")]
    [InlineData("不用人工")]
    [InlineData("别给我转客服")]
    [InlineData("不需要人工客服，就问一下停车")]
    [InlineData("转人工要钱吗")]
    [InlineData("人工客服几点上班")]
    [InlineData("人工服务时间")]
    [InlineData("客服电话是多少")]
    [InlineData("人工客服周末在吗")]
    [InlineData("客服招聘吗")]
    [InlineData("客服态度怎么样")]
    [InlineData("人工耳蜗手术多少钱")]
    [InlineData("人工关节置换挂什么科")]
    [InlineData("我要人工受精")]
    [InlineData("人工流产要预约吗")]
    [InlineData("人工智能辅助诊断是什么")]
    [InlineData("一个人来可以做胃镜吗")]
    [InlineData("病人来了怎么登记")]
    [InlineData("带老人来看病要挂几个号")]
    [InlineData("联系人怎么改")]
    [InlineData("i don't want to talk to a human")]
    [InlineData("can someone else pick up my report")]
    [InlineData("怎么取消预约")]
    [InlineData("胸痛门诊在几楼")]
    [InlineData("outstroked")]
    [InlineData("😀")]
    [InlineData("")]
    public void Ordinary_questions_are_left_alone(string text) => Assert.Null(Matcher.Match(text));
}

public class SlotFillerTests
{
    private static readonly DateOnly Saturday = new(2026, 11, 21);

    private static readonly SlotFiller Filler = new([
        new("department", "0301", ["心内科", "心血管内科", "心脏科"]), new("department", "0302", ["内科"]), new("department", "0501", ["儿科", "小儿科"]),
        new("hospital", "H01", ["总院", "浦西院区"]), new("doctor", "D7", ["王建国"]), new("item", "MR", ["核磁共振", "磁共振", "MRI"]),
    ]);

    [Theory]
    [InlineData("今天", "2026-11-21", null)]
    [InlineData("明天上午", "2026-11-22", "am")]
    [InlineData("明晚", "2026-11-22", "evening")]
    [InlineData("大后天下午", "2026-11-24", "pm")]
    [InlineData("下周三", "2026-11-25", null)]
    [InlineData("下下周一", "2026-11-30", null)]
    [InlineData("周一的上午", "2026-11-23", "am")]
    [InlineData("这周五", "2026-11-20", null)]
    [InlineData("星期天", "2026-11-22", null)]
    [InlineData("11月21号", "2026-11-21", null)]
    [InlineData("十二月三十一日晚上", "2026-12-31", "evening")]
    [InlineData("1月5号", "2027-01-05", null)]
    [InlineData("１０月３日的报告", "2026-10-03", null)]
    [InlineData("2026年12月1日", "2026-12-01", null)]
    [InlineData("2026-12-01", "2026-12-01", null)]
    [InlineData("25号", "2026-11-25", null)]
    [InlineData("3号", "2026-12-03", null)]
    [InlineData("下个月二十号", "2026-12-20", null)]
    [InlineData("三天后", "2026-11-24", null)]
    [InlineData("过10天以后", "2026-12-01", null)]
    public void Days_are_read_relative_to_today(string text, string day, string? period)
    {
        var named = ChineseDates.Find($"我要挂{text}的号", Saturday);
        Assert.Equal((day, period), (named?.Day.ToString("yyyy-MM-dd"), named?.Period));
    }

    [Theory]
    [InlineData("3号楼在哪里")]
    [InlineData("2号窗口")]
    [InlineData("2月30号")]
    [InlineData("13月40日")]
    [InlineData("怎么挂号")]
    [InlineData("100天")]
    public void What_is_no_day_is_left_alone(string text) => Assert.Null(ChineseDates.Find(text, Saturday));

    [Fact]
    public void Slots_are_filled_by_the_longest_name()
    {
        var slots = Filler.Fill("下周三上午想在總院看心內科王建国医生，做ＭＲＩ", Saturday);
        Assert.Equal(
            ["hospital=H01", "department=0301", "doctor=D7", "item=MR", "date=2026-11-25", "period=am"],
                slots.Select(s => $"{s.Slot}={s.Value}"));
    }

    [Fact]
    public void A_newer_value_replaces_what_was_said_before()
    {
        var merged = SlotFiller.Merge(Filler.Fill("总院儿科", Saturday), Filler.Fill("改成内科，明天", Saturday));
        Assert.Equal(["hospital=H01", "department=0302", "date=2026-11-22"], merged.Select(s => $"{s.Slot}={s.Value}"));
    }

    [Fact]
    public void Any_text_is_survived() =>
        Prop.ForAll<string>(text => Filler.Fill(text ?? "", Saturday) is not null).QuickCheckThrowOnFailure();
}

public class AnswerIndexTests
{
    private static readonly AnswerIndex Index = new([
        "门诊药房在一楼大厅东侧，凭缴费凭证取药，营业到晚上九点。", "住院药品由护士送到病房，不需要自己去取。", "中药代煎两天后可以取，也可以快递到家。", new string('长', 2000) + "夜间急诊药房在急诊大厅"]);

    [Theory]
    [InlineData("中药代煎什么时候能拿", 2)]
    [InlineData("住院的药去哪里取", 1)]
    [InlineData("门诊取药在几楼", 0)]
    [InlineData("夜间急诊药房", 3)]
    public void The_answer_that_fits_comes_first(string question, int answer) => Assert.Equal(answer, Index.Rank(question)[0].Answer);

    [Fact]
    public void Without_a_common_word_the_order_stays() => Assert.Equal([0, 1, 2, 3], Index.Rank("xyz").Select(r => r.Answer));
}
