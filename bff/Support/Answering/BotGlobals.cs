using Bff.Support.Knowledge;
using Chatbot.Text;

namespace Bff.Support.Answering;

/// <summary>What outranks every flow and every guess.</summary>
internal static class BotGlobals
{
    private const string SelfHarmText =
        "您现在的感受很重要，请不要独自承受。请马上拨打全国心理援助热线12356（24小时），有人会听您说；如果已经受伤或服药，请立即拨打120。"
        + "也请告诉身边的人，请他们陪着您。" + BotReplies.Connecting;

    private const string EmergencyText =
        "这可能是急症，请立即拨打120，不要在线上等待。如果已经在院内，请马上到急诊分诊台或呼叫身边的医护人员。" + BotReplies.Connecting;

    private static readonly ReplyCard Ambulance = new("phone", "急救电话", Phone: "120");

    public static BotTurn Answer(KnowledgeSet kb, BotContext before, string name, string text, BotSituation at) => name switch
    {
        GlobalIntents.SelfHarm => Danger(
            before, name, HandoffReason.SelfHarm, SelfHarmText, [new ReplyCard("phone", "心理援助热线", Phone: "12356"), Ambulance]),
        GlobalIntents.Emergency => Danger(
            before, name, HandoffReason.Emergency, EmergencyText,
            [Ambulance, new ReplyCard("place", "急诊分诊台", Url: ServiceAddress.Of("guide", at.HospitalCode, []), Place: "急诊")]),
        KnowledgeSet.Complaint => Complain(kb, before, text, at),
        GlobalIntents.Human => new BotTurn(
            new Reply(ReplyKind.Handoff, BotReplies.Connecting, null, null, [], [], []),
            before with { Misses = 0, Flow = null, Offered = [] }, HandoffReason.Request),
        GlobalIntents.Back => BotFlows.Back(kb, before, at),
        _ => BotReplies.Quit(kb, before),
    };

    private static BotTurn Danger(BotContext before, string intent, string reason, string text, IReadOnlyList<ReplyCard> cards) => new(
        new Reply(ReplyKind.Handoff, text, intent, 1, [], [], cards), before with { Misses = 0, Flow = null, Offered = [] }, reason);

    private static BotTurn Complain(KnowledgeSet kb, BotContext before, string text, BotSituation at)
    {
        var prediction = kb.Classify(text);
        var answer = prediction.Band == Chatbot.Band.Answer && kb.Intent(prediction.First.Intent) is { } intent
            ? kb.Answer(intent, text, at.Today, at.Channel)?.Text : null;
        var reply = new Reply(
            ReplyKind.Handoff, (answer ?? "很抱歉给您带来不好的体验。") + BotReplies.Connecting, KnowledgeSet.Complaint, 1, [], [], []);
        return new BotTurn(reply, before with { Misses = 0, Flow = null, Offered = [] }, HandoffReason.Complaint);
    }
}
