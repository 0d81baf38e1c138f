using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Routing.Live;
using Wayfinding.Routing.Obstacles;

namespace Wayfinding.Steps;

internal sealed class ChineseWording : Wording
{
    private static readonly string[] Compass = ["北", "东北", "东", "东南", "南", "西南", "西", "西北"];
    private const string EscalatorEntry = "扶梯口";
    private static readonly string[] Shafts = ["电梯", "楼梯间", EscalatorEntry];
    private static readonly string[] Counts = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

    public override string Name(Label label) => label.Zh;

    public override string Floor(string signed) =>
        signed.Length > 0 && signed.All(c => char.IsAsciiDigit(c) || c is '-' or '.') ? $"{signed} 层" : signed;

    public override string Start(string? place, double? heading, Stretch stretch)
    {
        var go = heading is { } h && Round(stretch.Metres) is not null ? $"，向{Direction(h)}{Along(stretch)}" : Straight(stretch);
        return $"从{Part(place ?? "当前位置")}出发{go}";
    }

    public override string StartOut(string? place, double? turn, Stretch stretch) =>
        $"从{Part(place ?? "当前位置")}出发，出门{Onward(turn, stretch, "后")}";

    public override string Turn(double degrees, string? landmark, int afterDoors, Stretch stretch)
    {
        var at = afterDoors > 0 ? $"过{Ordinal(afterDoors)}后" : landmark is null ? "" : $"到{Part(landmark)}旁";
        return at + Go(degrees, stretch);
    }

    public override string Pair(string first, double degrees, bool afterSteps, Stretch stretch) =>
        $"{first}{(!afterSteps ? "，" : first[^1] == '走' ? "几步，" : "，走几步")}再{Go(degrees, stretch)}";

    public override string Fork(bool left, Stretch stretch) => $"在岔路口走{(left ? "左" : "右")}边这条路{Straight(stretch)}";

    public override string Door(int ordinal, double? turn, Stretch stretch) => $"过{Ordinal(ordinal)}{Onward(turn, stretch, "后")}";

    public override string TurnThroughDoor(double turn, Stretch stretch) =>
        $"{TurnWord(turn)}{(Class(turn) == 1 ? "，" : "")}穿过门{Straight(stretch, keepOn: true)}";

    public override string Enter(string into, double? turn, Stretch stretch) =>
        into == EscalatorEntry ? $"{Turning(turn)}走到自动扶梯口"
            : $"{Turning(turn)}进入{Part(into)}{(Shafts.Contains(into) ? "" : Straight(stretch))}";

    public override string Leave(string outOf, double? turn, Stretch stretch) => $"走出{Part(outOf)}{Onward(turn, stretch, "后")}";

    public override string Entrance(string? building, bool entering, string? name, double? before, double? after, Stretch stretch)
    {
        var door = name is null ? entering ? "入口" : "出口" : name.Length <= 3 && name.All(char.IsAsciiLetterOrDigit) ? $"{name} 号门" : name;
        var (verb, house) = entering ? ("进入", building ?? "楼内") : ("离开", building ?? "楼");
        return $"{Turning(before)}从{Part(door)}{verb}{Part(house)}{(after is null ? Straight(stretch) : Onward(after, stretch, "后"))}";
    }

    public override string Connector(ConnectorKind kind, string? name, bool up, string? floor) => kind switch
    {
        ConnectorKind.Stairs when floor is null => up ? "走上台阶" : "走下台阶",
        ConnectorKind.Ramp when floor is null && name is not null => $"走过{Part(name)}",
        ConnectorKind.Ramp when floor is null => $"沿坡道{(up ? "上" : "下")}行",
        ConnectorKind.Lift => $"乘{Part(name ?? "电梯")}{(up ? "上" : "下")}到 {floor}",
        ConnectorKind.Stairs => $"走{Part(name ?? "楼梯")}{(up ? "上" : "下")}到 {floor}",
        ConnectorKind.Escalator => $"乘{Part(name ?? "自动扶梯")}{(up ? "上" : "下")}到 {floor}",
        ConnectorKind.Ramp => $"沿{Part(name ?? "坡道")}{(up ? "上" : "下")}到 {floor}",
    };

    public override string IntoBuilding(string connector, string building) => $"{connector}，到{Part(building)}";

    public override string? Shaft(AreaKind kind) =>
        kind == AreaKind.Lift ? "电梯" : kind == AreaKind.Stairs ? "楼梯间" : kind == AreaKind.Escalator ? EscalatorEntry : null;

    public override string Exit(Approach by, double? turn, double? heading, Stretch stretch)
    {
        var from = by.Kind switch
        {
            ConnectorKind.Lift => "出电梯",
            ConnectorKind.Stairs when by.ThroughDoor => "出楼梯间",
            ConnectorKind.Stairs when by.SameFloor => by.Up ? "上完台阶" : "下完台阶",
            ConnectorKind.Stairs => by.Up ? "上楼" : "下楼",
            ConnectorKind.Escalator => "下自动扶梯",
            ConnectorKind.Ramp => "走到坡道尽头",
            null => "下车",
        };
        if (by.Kind == ConnectorKind.Ramp && turn is { } straight && Class(straight) == 0) return $"继续{Along(stretch)}";
        if (turn is { } t) return $"{from}后{(Class(t) == 0 ? Along(stretch) : Go(t, stretch))}";
        return heading is { } h ? $"{from}后向{Direction(h)}{(Round(stretch.Metres) is null ? "走" : Along(stretch))}"
            : $"{from}后{Along(stretch)}";
    }

    public override string Shuttle(string? campus) => campus is null ? "乘院区班车" : $"乘院区班车前往{campus}";

    public override string Arrive(string? place, Side side) =>
        $"到达{Part(place ?? "目的地")}，目的地在{side switch { Side.Ahead => "正前方", Side.Left => "左侧", Side.Right => "右侧" }}";

    public override string Then(string first, string next) => $"{first}，然后{next}";

    public override string Detour(string what, string? reason) => $"{what}{(reason is null ? "暂停使用" : $"因{reason}暂停使用")}，路线已绕开";

    public override string Wait(Obstacle door, double seconds)
    {
        var minutes = seconds < 60 ? "不到 1 分钟" : $"约 {Math.Ceiling(seconds / 60)} 分钟";
        return door.IsShuttle ? $"院区班车 {door.OpensAt} 发车，到站后等候{minutes}" : $"{Where(door)} {door.OpensAt} 开放，走到后等候{minutes}";
    }

    public override string NotOpen(string? place, string? opens) => $"到达时{Part(place ?? "目的地")}未开放{(opens is null ? "" : $"，{opens} 开放")}";

    public override string Blocked(string profile, IReadOnlyList<string> what, string? nearest, string? opens)
    {
        var head = profile switch { "stepFree" => "没有无障碍路线", "stretcher" => "没有担架可通行的路线", _ => "目前无法到达" };
        return Finish(
            $"{head}：{string.Join("；", what)}{(opens is null ? "" : $"；{opens} 起可以通行")}{(nearest is null ? "" : $"；最近可以到达：{nearest}")}");
    }

    public override string Thing(Obstacle b)
    {
        var (where, thing) = (b.Floor is not { Length: > 0 } floor ? "" : char.IsAscii(floor[^1]) ? floor + " " : floor, NameOf(b));
        return b.Reason switch
        {
            BlockReason.NotConnected => "地图上两地之间没有相连的通路",
            BlockReason.Closure when b.IsShuttle => $"院区班车{(b.Why is null ? "已停运" : $"因{b.Why}停运")}",
            BlockReason.Closure => $"{where}{thing}{(b.Why is null ? "已关闭" : $"因{b.Why}关闭")}",
            BlockReason.Hours when b.IsShuttle =>
                $"院区班车{(b.ShutsAt is null ? "现在停运" : $" {b.ShutsAt} 停运，赶不上末班车")}{(b.OpensAt is null ? "" : $"，{b.OpensAt} 发车")}",
            BlockReason.Hours when b.ShutsAt is not null =>
                $"{where}{thing} {b.ShutsAt} 关门，走到时已经锁上{(b.OpensAt is null ? "" : $"，{b.OpensAt} 开放")}",
            BlockReason.Hours => $"{where}{thing}现在锁着{(b.OpensAt is null ? "" : $"，{b.OpensAt} 开放")}",
            BlockReason.Barrier when b.IsShuttle => "院区班车不载担架",
            BlockReason.Barrier => $"{where}{Barrier(b.Barriers, thing)}",
        };
    }

    private static string Where(Obstacle b) => b.Floor is null ? NameOf(b) : $"{b.Floor} {NameOf(b)}";

    private static string NameOf(Obstacle b) => b.Name ?? b.Connector switch
    {
        ConnectorKind.Lift => "电梯",
        ConnectorKind.Stairs => "楼梯",
        ConnectorKind.Escalator => "自动扶梯",
        ConnectorKind.Ramp => "坡道",
        null => "门",
    };

    private static string Barrier(Barriers b, string thing) =>
        (b & Barriers.Closed) != 0 ? $"{thing}不能通行"
        : (b & Barriers.StaffOnly) != 0 ? $"{thing}仅限工作人员通行"
        : (b & Barriers.Steps) != 0 ? "只有楼梯可走"
        : (b & Barriers.Escalator) != 0 ? "只有自动扶梯可走"
        : (b & Barriers.SmallLift) != 0 ? $"{thing}的轿厢放不下担架"
        : (b & (Barriers.NarrowForWheelchair | Barriers.NarrowForStretcher)) != 0 ? $"{thing}过窄"
        : (b & Barriers.Steep) != 0 ? "坡道过陡" : $"{thing}轮椅无法通行";

    public override string Passage(bool outdoors) => outdoors ? "室外通道" : "通道";

    public override string ShuttleName => "院区班车";

    public override string DoorOf(string where) => $"{Part(where)}的门".Trim();

    public override string Beside(string place) => $"{Part(place)}旁".Trim();

    public override string Near(string place) => $"{Part(place)}附近".Trim();

    public override string Outside(string building, string? door) => $"{Part(building)}{Part(door ?? "门")}外".Trim();

    public override string Finish(string sentence) => sentence.Replace(" ，", "，").Replace("  ", " ").Trim();

    private static string Onward(double? turn, Stretch stretch, string then) =>
        turn is { } t && Class(t) > 0 ? then + Go(t, stretch) : Round(stretch.Metres) is null && stretch.Doors == 0 ? ""
            : then + Along(stretch);

    private static string Go(double turn, Stretch stretch) =>
        Class(turn) == 1 ? $"{TurnWord(turn)}{(Round(stretch.Metres) is { } m ? $"约 {m} 米" : "")}{Passing(stretch)}"
            : TurnWord(turn) + Straight(stretch);

    private static string Straight(Stretch stretch, bool keepOn = false) =>
        Round(stretch.Metres) is null ? Passing(stretch) : $"，{(keepOn ? "继续" : "")}{Along(stretch)}";

    private static string Along(Stretch stretch) => $"直行{(Round(stretch.Metres) is { } m ? $"约 {m} 米" : "")}{Passing(stretch)}";

    private static string Passing(Stretch stretch) => stretch.Doors == 0 ? "" : $"，途中穿过{Count(stretch.Doors, "两")}道门";

    private static string Turning(double? turn) => turn is { } t && Class(t) > 0 ? TurnWord(t) + "，" : "";

    private static string Ordinal(int door) => door == 1 ? "门" : $"第{Count(door, "二")}道门";

    private static string Count(int n, string two) => n == 2 ? two : n < Counts.Length ? Counts[n] : $" {n} ";

    // Latin letters and digits stand apart from Chinese characters.
    private static string Part(string text) =>
        text.Length == 0 ? text : $"{(char.IsAscii(text[0]) ? " " : "")}{text}{(char.IsAscii(text[^1]) ? " " : "")}";

    private static string TurnWord(double degrees)
    {
        var side = degrees < 0 ? "左" : "右";
        return Class(degrees) switch { 0 => "直行", 1 => $"向{side}前方走", 2 => $"{side}转", 3 => $"向{side}后方转", _ => "掉头" };
    }

    private static string Direction(double heading) => Compass[(int)Math.Round(heading / 45) % 8];
}
