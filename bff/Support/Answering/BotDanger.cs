using Bff.Support.Knowledge;
using Chatbot.Danger;

namespace Bff.Support.Answering;

/// <summary>What a patient in danger is told. The first sentence is what saves: call 120 or come to the emergency department.</summary>
internal static class BotDanger
{
    /// <summary>The quiet line under answers that may have missed something.</summary>
    public const string InDoubt = "情况紧急请拨打 120 或直接到急诊。";

    private const string First = "请立即拨打120，或马上到最近的医院急诊！";

    private const string Emergency = First + "不要在线上等待；如果已经在院内，请马上到急诊分诊台，或呼叫身边的医护人员。";

    private const string SelfHarm = First
        + "您现在的感受很重要，请不要独自承受：也请告诉身边的人，请他们陪着您；全国心理援助热线12356（24小时）随时有人听您说。";

    private const string Misread = "如果是我理解错了，请不要介意，把问题再说一遍就好。";

    private static readonly ReplyCard Ambulance = new("phone", "急救电话", Phone: "120");

    /// <summary>The bot's turn: it tells what to do and hands over. What was under way stays, and goes on when the bot has the turn again.</summary>
    public static BotTurn Answer(BotContext before, HeardDanger heard, BotSituation at) =>
        new(Reply(heard, BotReplies.Connecting, at), before with { Misses = 0 }, Name(heard.Kind)) { Danger = heard };

    /// <summary>What is told while a person or the queue has the turn.</summary>
    /// <param name="state">Whose turn it is.</param>
    public static Reply Meanwhile(HeardDanger heard, string state, BotSituation at) =>
        Reply(heard, state == Talk.ConversationState.Queue ? "已为您优先排队，请先拨打电话，不要等待。" : "人工客服已收到紧急提醒。", at);

    /// <summary>The stable name: emergency or self-harm.</summary>
    public static string Name(DangerKind kind) => kind switch
    {
        DangerKind.Emergency => HandoffReason.Emergency,
        DangerKind.SelfHarm => HandoffReason.SelfHarm,
    };

    /// <summary>The words alone.</summary>
    public static string Words(HeardDanger heard) =>
        heard.Kind switch { DangerKind.Emergency => Emergency, DangerKind.SelfHarm => SelfHarm } + (heard.Certain ? "" : Misread);

    private static Reply Reply(HeardDanger heard, string then, BotSituation at) =>
        new(ReplyKind.Handoff, Words(heard) + then, Name(heard.Kind), 1, [], [], Cards(heard.Kind, at));

    private static IReadOnlyList<ReplyCard> Cards(DangerKind kind, BotSituation at) => kind switch
    {
        DangerKind.SelfHarm => [Ambulance, new ReplyCard("phone", "心理援助热线", Phone: "12356")],
        DangerKind.Emergency =>
            [Ambulance, new ReplyCard("place", "急诊分诊台", Url: ServiceAddress.Of("guide", at.HospitalCode, []), Place: "急诊")],
    };
}
