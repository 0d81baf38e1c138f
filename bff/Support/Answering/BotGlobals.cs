using Bff.Support.Knowledge;
using Chatbot.Text;
using Chatbot.Words;

namespace Bff.Support.Answering;

/// <summary>What outranks every flow and every guess.</summary>
internal static class BotGlobals
{
    public static BotTurn Answer(KnowledgeSet kb, BotContext before, string name, string text, BotSituation at) => name switch
    {
        KnowledgeSet.Complaint => Complain(kb, before, text, at),
        GlobalIntents.Human => new BotTurn(
            new Reply(ReplyKind.Handoff, BotReplies.Connecting, null, null, [], [], []),
            before with { Misses = 0, Flow = null, Offered = [] }, HandoffReason.Request),
        GlobalIntents.Back => BotFlows.Back(kb, before, at),
        _ => BotReplies.Quit(kb, before),
    };

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
