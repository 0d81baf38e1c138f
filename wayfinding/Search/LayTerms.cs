namespace Wayfinding.Search;

/// <summary>
/// What patients say, and what the signs say instead: 拍片 is done in the 放射科. A meaning of ASCII letters is a category, any other a part of
/// a name.
/// </summary>
internal static class LayTerms
{
    private static readonly (string Said, string Meant)[] Table =
    [
        ("拍片 拍片子 照片子 照光 x光 x线 x片 胸片 透视", "摄片 放射科 放射 radiology"),
        ("拿片子 取片 取胶片 打印胶片", "取片"),
        ("核磁 核磁共振 mri 做磁共振", "磁共振"),
        ("ct检查 做ct 扫ct", "ct"),
        ("验血 抽血 采血 血常规 化验 验尿 查血", "采血 检验 化验"),
        ("b超 彩超 做b超 超声波", "超声"),
        ("心电图 拉心电", "心电"),
        ("交钱 交费 缴费 付钱 付款 结账 划价 收银 买单", "payment 收费"),
        ("挂号 预约 取号 办卡 建档", "挂号 kiosk"),
        ("自助机 自助 打印报告 取报告", "kiosk 自助"),
        ("药房 拿药 取药 药店 买药 领药 开药", "pharmacy 药房"),
        ("厕所 洗手间 wc 卫生间 茅房 上厕所 小便 尿尿 大便 残疾人厕所 toilet toilets restroom bathroom", "toilet"),
        ("喝水 打水 热水 开水 饮水机", "water 饮水"),
        ("小卖部 超市 买东西 便利店 商店", "shop"),
        ("吃饭 食堂 餐厅 咖啡 小吃", "food"),
        ("轮椅 借轮椅 租轮椅 租借 推车", "rental 轮椅"),
        ("导诊 问询 咨询 分诊 服务台 问路", "reception 服务台 预检"),
        ("住院 办住院 出院 办出院 出院结账", "出入院 住院收费"),
        ("医保 报销", "医保"),
        ("急救 抢救 急诊 看急诊", "急诊"),
        ("看牙 牙科 拔牙 补牙 洗牙", "口腔"),
        ("看眼睛 配眼镜 验光", "眼科"),
        ("耳朵 鼻子 喉咙 嗓子 五官科", "耳鼻喉"),
        ("骨折 骨头 扭伤", "骨科"),
        ("生孩子 产检 孕检 妇产科", "妇科 产科"),
        ("小孩 儿童 看小孩 小儿科", "儿科"),
        ("皮肤 过敏 湿疹", "皮肤"),
        ("心脏 心脏病 高血压", "心内"),
        ("咳嗽 肺 哮喘", "呼吸"),
        ("小便不好 肾结石 前列腺", "泌尿"),
        ("康复 理疗 针灸 推拿 按摩", "康复 理疗"),
        ("看病人 探视 探病", "探视"),
        ("大门 门口 出口 入口", "entrance"),
        ("停车 停车场 车库", "parking"),
        ("电梯 直梯 升降梯 垂直电梯 坐电梯 乘电梯 电梯口 lift elevator", "lift"),
        ("楼梯 楼梯口 步梯", "stairs"),
    ];

    private static readonly (string Said, string[] Meant)[] Terms =
        [.. from row in Table from said in row.Said.Split(' ') select (said, row.Meant.Split(' '))];

    /// <summary>Meanings of every term the query holds; the longest term decides, so that 取片 is not 片.</summary>
    public static string[] Meant(string query)
    {
        var held = Terms.Where(t => t.Said == query || (t.Said.Length > 1 && query.Contains(t.Said, StringComparison.Ordinal))).ToList();
        if (held.Count == 0) return [];
        var longest = held.Max(t => t.Said.Length);
        return [.. held.Where(t => t.Said.Length == longest).SelectMany(t => t.Meant).Distinct()];
    }

    /// <summary>
    /// Meanings of the terms typed as sounds, whole or nearly so: <c>paipian</c>, <c>paipia</c>, <c>pp</c>; and whether initials alone did
    /// it.
    /// </summary>
    public static (string[] Meant, bool Initials) MeantBySound(string typed)
    {
        if (typed.Length < 2 || !typed.All(char.IsAsciiLetter)) return ([], false);
        var held = Terms.Where(t => t.Said == typed || Sounds(typed, t.Said)).ToList();
        return ([.. held.SelectMany(t => t.Meant).Distinct()], held.TrueForAll(t => t.Said.Length == typed.Length));
    }

    // A few letters begin many words: initials have to be all of them, and syllables all but the end of the last.
    private static bool Sounds(string typed, string said) =>
        !said.All(char.IsAscii) && Pinyin.Matches(typed, said, 0, out var initials)
            && (initials ? typed.Length == said.Length : typed.Length > Pinyin.Join(said[..^1]).Length);
}
