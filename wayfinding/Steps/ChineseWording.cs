using Wayfinding.Model;
using Wayfinding.Routing;

namespace Wayfinding.Steps;

internal sealed class ChineseWording : Wording
{
    private static readonly string[] Compass = ["北", "东北", "东", "东南", "南", "西南", "西", "西北"];
    private static readonly string[] Counts = ["", "", "两", "三", "四", "五", "六", "七", "八", "九"];

    public override string Name(Label label) => label.Zh;

    public override string Floor(string signed) => signed.Length > 0 && signed.All(c => char.IsAsciiDigit(c) || c is '-' or '.') ? $"{signed} 层" : signed;

    public override string Start(string? place, double? heading, double metres) =>
        $"从{place ?? "当前位置"}出发{(heading is { } h && Round(metres) is { } m ? $"，向{Direction(h)}直行约 {m} 米" : "")}";

    public override string Turn(double degrees, string? landmark, double metres) => $"{(landmark is null ? "" : $"到{landmark}旁")}{TurnWord(degrees)}{Straight(metres)}";

    public override string Doors(int count, string? entering, string? leaving, double? turn, double metres)
    {
        if (entering is "扶梯口") return $"{(turn is { } e && Class(e) > 0 ? TurnWord(e) + "，" : "")}走到自动扶梯口";
        if (entering is not null) return $"{(turn is { } t && Class(t) > 0 ? TurnWord(t) + "，" : "")}进入{entering}";
        var through = leaving is not null ? $"走出{leaving}" : count > 1 ? $"穿过{(count < Counts.Length ? Counts[count] : count.ToString())}道门" : "穿过门";
        return $"{through}{After(turn)}{Straight(metres, turn is null)}";
    }

    public override string Entrance(string? building, bool entering, string? name, double? turn, double metres)
    {
        var door = name is null ? entering ? "入口" : "出口" : name;
        return $"从{door}{(entering ? "进入" : "离开")}{building ?? (entering ? "楼内" : "楼")}{After(turn)}{Straight(metres, turn is null)}";
    }

    public override string Connector(ConnectorKind kind, string? name, bool up, string? floor) => kind switch
    {
        ConnectorKind.Stairs when floor is null => up ? "走上台阶" : "走下台阶",
        ConnectorKind.Ramp when floor is null && name is not null => $"走过{name}",
        ConnectorKind.Ramp when floor is null => $"沿坡道{(up ? "上" : "下")}行",
        ConnectorKind.Lift => $"乘{name ?? "电梯"}{(up ? "上" : "下")}到 {floor}",
        ConnectorKind.Stairs => $"走{name ?? "楼梯"}{(up ? "上" : "下")}到 {floor}",
        ConnectorKind.Escalator => $"乘{name ?? "自动扶梯"}{(up ? "上" : "下")}到 {floor}",
        ConnectorKind.Ramp => $"沿{name ?? "坡道"}{(up ? "上" : "下")}到 {floor}",
    };

    public override string? Shaft(AreaKind kind) => kind == AreaKind.Lift ? "电梯" : kind == AreaKind.Stairs ? "楼梯间" : kind == AreaKind.Escalator ? "扶梯口" : null;

    public override string Exit(ConnectorKind? kind, double? turn, double? heading, double metres)
    {
        var from = kind switch { ConnectorKind.Lift => "出电梯", ConnectorKind.Stairs => "出楼梯", ConnectorKind.Escalator => "下自动扶梯", ConnectorKind.Ramp => "走完坡道", null => "下车" };
        if (turn is { } t) return Class(t) == 0 ? $"{from}后直行{(Round(metres) is { } ahead ? $"约 {ahead} 米" : "")}" : $"{from}{After(t)}{Straight(metres)}";
        return heading is { } h ? $"{from}后向{Direction(h)}{(Round(metres) is { } m ? $"直行约 {m} 米" : "走")}" : $"{from}后直行";
    }

    public override string Shuttle(string campus) => $"乘院区班车前往{campus}";

    public override string Arrive(string? place, Side side) =>
        $"到达{place ?? "目的地"}，目的地在{side switch { Side.Ahead => "正前方", Side.Left => "左侧", Side.Right => "右侧" }}";

    public override string Then(string first, string next) => $"{first}，然后{next}";

    public override string Detour(string what, string? reason) => $"{what}{(reason is null ? "暂停使用" : $"因{reason}暂停使用")}，路线已绕开";

    public override string Wait(Block door, double seconds)
    {
        var minutes = seconds < 60 ? "不到 1 分钟" : $"约 {Math.Ceiling(seconds / 60)} 分钟";
        return door.IsShuttle ? $"院区班车 {door.OpensAt} 发车，到站后等候{minutes}" : $"{Where(door)} {door.OpensAt} 开放，走到后等候{minutes}";
    }

    public override string Blocked(string profile, IReadOnlyList<string> what, string? nearest, string? opens)
    {
        var head = profile switch { "stepFree" => "没有无台阶路线", "stretcher" => "没有担架可通行的路线", _ => "目前无法到达" };
        return $"{head}：{string.Join("；", what)}{(opens is null ? "" : $"；{opens} 起可以通行")}{(nearest is null ? "" : $"；最近可以到达：{nearest}")}";
    }

    public override string Thing(Block b)
    {
        var (where, thing) = (b.Floor is null ? "" : b.Floor + " ", NameOf(b));
        return b.Reason switch
        {
            BlockReason.NotConnected => "地图上两地之间没有相连的通路",
            BlockReason.Closure => $"{where}{thing}{(b.Why is null ? "已关闭" : $"因{b.Why}关闭")}",
            BlockReason.Hours when b.IsShuttle => $"院区班车{(b.ShutsAt is null ? "现在停运" : $" {b.ShutsAt} 停运，赶不上末班车")}{(b.OpensAt is null ? "" : $"，{b.OpensAt} 发车")}",
            BlockReason.Hours when b.ShutsAt is not null => $"{where}{thing} {b.ShutsAt} 关门，走到时已经锁上{(b.OpensAt is null ? "" : $"，{b.OpensAt} 开放")}",
            BlockReason.Hours => $"{where}{thing}现在锁着{(b.OpensAt is null ? "" : $"，{b.OpensAt} 开放")}",
            BlockReason.Barrier => $"{where}{Barrier(b.Barriers, thing)}",
        };
    }

    private static string Where(Block b) => b.Floor is null ? NameOf(b) : $"{b.Floor} {NameOf(b)}";

    private static string NameOf(Block b) => b.Name ?? b.Connector switch { ConnectorKind.Lift => "电梯", ConnectorKind.Stairs => "楼梯", ConnectorKind.Escalator => "自动扶梯", ConnectorKind.Ramp => "坡道", null => "门" };

    private static string Barrier(Barriers b, string thing) =>
        (b & Barriers.StaffOnly) != 0 ? $"{thing}仅限工作人员通行"
        : (b & Barriers.Steps) != 0 ? "只有楼梯可走"
        : (b & Barriers.Escalator) != 0 ? "只有自动扶梯可走"
        : (b & Barriers.SmallLift) != 0 ? $"{thing}的轿厢放不下担架"
        : (b & (Barriers.NarrowForWheelchair | Barriers.NarrowForStretcher)) != 0 ? $"{thing}过窄"
        : (b & Barriers.Steep) != 0 ? "坡道过陡" : $"{thing}轮椅无法通行";

    private static string After(double? turn) => turn is { } t && Class(t) > 0 ? $"后{TurnWord(t)}" : "";

    private static string Straight(double metres, bool keepOn = false) =>
        Round(metres) is { } m ? $"{(keepOn ? "，继续" : "，")}直行约 {m} 米" : "";

    private static string TurnWord(double degrees)
    {
        var side = degrees < 0 ? "左" : "右";
        return Class(degrees) switch { 0 => "直行", 1 => $"向{side}前方走", 2 => $"{side}转", 3 => $"向{side}后方转", _ => "掉头" };
    }

    private static string Direction(double heading) => Compass[(int)Math.Round(heading / 45) % 8];
}
