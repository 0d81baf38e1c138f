using System.Globalization;

namespace Bff.Demo;

/// <summary>The people and hospitals of the sandbox. All of them are made up; production refuses to start on these credentials.</summary>
internal static class DemoData
{
    /// <summary>The account at every platform that the simulators stand for.</summary>
    public const string PlatformAppId = "sandbox";
    public const string IntegratorAppId = "demo-pacs", IntegratorSecret = "sandbox-demo-pacs-secret";
    public const string AdminName = "admin", AdminPassword = "sandbox-admin";

    public static readonly (string Code, string Name)[] Hospitals =
        [("demo-east", "申城东方医院（演示）"), ("demo-tcm", "申城中医医院（演示）"), ("demo-child", "申城儿童医院（演示）")];

    public static readonly DemoPatient[] Patients =
    [
        new()
        {
            Code = "demo-li", Name = "李秀英", Sex = "F", BirthDate = new DateOnly(1958, 3, 12), Phone = "13800000001",
            IdNo = "310101195803120027", About = "68 岁，有胸部 CT 和头部磁共振，在两家医院有就诊卡。",
            Cards = [("demo-east", "DE0010023"), ("demo-tcm", "TC0450071")],
        },
        new()
        {
            Code = "demo-wang", Name = "王建国", Sex = "M", BirthDate = new DateOnly(1949, 10, 8), Phone = "13800000002",
            IdNo = "310104194910080013", About = "77 岁，有胸片和心脏超声动态影像。", Cards = [("demo-east", "DE0010456")],
        },
        new()
        {
            Code = "demo-zhang", Name = "欧阳张小宝", Sex = "M", BirthDate = new DateOnly(2019, 6, 1), Phone = "13800000003",
            IdNo = null, About = "7 岁，名字较长，还没有影像，用来看空页面。", Cards = [("demo-child", "CH0000812")],
        },
    ];

    /// <summary>Further people for load runs, <c>demo-load-1</c> and so on: what one patient may do in a second is limited.</summary>
    public static IEnumerable<DemoPatient> LoadPatients(int count) => Enumerable.Range(1, count).Select(n => new DemoPatient
    {
        Code = $"demo-load-{n}",
        Name = "测试患者",
        Sex = "F",
        BirthDate = new DateOnly(1970, 1, 1),
        Phone = string.Create(CultureInfo.InvariantCulture, $"139{n:D8}"),
        IdNo = null,
        About = "压力测试用。",
        Cards = [("demo-east", string.Create(CultureInfo.InvariantCulture, $"LD{n:D7}"))],
    });

    public static readonly (string Username, string Password, string Name, string[] Roles, string About)[] Staff =
    [
        (AdminName, AdminPassword, "系统管理员", ["admin"], "全市管理员：接收记录、链接、接入应用、审计日志。"),
        ("film", "sandbox-film", "影像科 陈医生", ["film"], "影像科：接收记录、链接和统计。"),
        ("agent", "sandbox-agent", "客服 周老师", ["agent"], "人工客服：接待排队的患者。"),
        ("agent2", "sandbox-agent2", "客服 吴老师", ["agent"], "另一位人工客服，用来看转接和抢接。"),
        ("editor", "sandbox-editor", "知识库 林编辑", ["editor"], "知识库：问法、答案、试一试、发布和回退。"),
        ("guide", "sandbox-guide", "导诊台 周老师", ["guide"], "导诊：地图、地点、临时关闭、巡查。"),
        ("auditor", "sandbox-auditor", "审计员", ["auditor"], "只看审计日志。"),
    ];
}

/// <summary>A made-up person with cards.</summary>
internal sealed record DemoPatient
{
    /// <summary>Its openid at every simulator.</summary>
    public required string Code { get; init; }
    public required string Name { get; init; }

    /// <summary>F or M.</summary>
    public required string Sex { get; init; }
    public required DateOnly BirthDate { get; init; }
    public required string Phone { get; init; }
    public required string? IdNo { get; init; }

    /// <summary>What the tour of the sandbox says of the person.</summary>
    public required string About { get; init; }

    /// <summary>Code of each hospital and the card's number there.</summary>
    public required (string Hospital, string Mrn)[] Cards { get; init; }
}
