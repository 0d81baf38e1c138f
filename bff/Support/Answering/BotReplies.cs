using Bff.Support.Knowledge;
using Chatbot;

namespace Bff.Support.Answering;

/// <summary>The bot's sentences: an intent's answer, a question back, a miss, the end of a talk.</summary>
internal static class BotReplies
{
    /// <summary>Ends every text that hands over; outside service hours it is replaced.</summary>
    public const string Connecting = "正在为您转接人工客服。";

    private const int MissesBeforeHandoff = 2;

    /// <summary>Whether one more question that is not understood brings a person.</summary>
    public static bool IsLastMiss(BotContext known) => known.Misses + 1 >= MissesBeforeHandoff;

    public static BotTurn Say(
        KnowledgeSet kb, BotContext known, KnowledgeIntent intent, string question, double confidence, BotSituation at)
    {
        var answer = kb.Answer(intent, question, at.Today, at.Channel);
        var choices = new List<ReplyChoice>();
        if (kb.FlowOf(intent.Name) is { } flow) choices.Add(new ReplyChoice(flow.Name));
        if (intent.Services.Contains(ServiceAddress.Human)) choices.Add(new ReplyChoice("转人工"));
        var reply = new Reply(
            ReplyKind.Answer, answer?.Text ?? "这个问题目前没有可用的答复，可以转人工咨询。", intent.Name, confidence, choices,
            Services(kb, known, intent.Services, at), [.. (answer?.Cards ?? []).Where(MayShow)]);
        return new BotTurn(reply, known with { Intent = intent.Name, Misses = 0, Offered = choices });
    }

    /// <summary>Asked again although editors were: a published version keeps what an older check let through.</summary>
    private static bool MayShow(ReplyCard card) => card.Url is null || PageAddress.MayOpen(card.Url);

    /// <summary>Asks which of the likeliest intents was meant.</summary>
    public static BotTurn AskBack(BotContext known, Prediction p)
    {
        ReadOnlySpan<Candidate> candidates = [p.First, p.Second, p.Third];
        var choices = new List<ReplyChoice>();
        foreach (var candidate in candidates[..p.Count]) choices.Add(new ReplyChoice(candidate.Intent, candidate.Intent));
        if (IsLastMiss(known)) return Missed(known, choices);
        var reply = new Reply(ReplyKind.Choices, "您是想问下面哪一个？都不是的话，请换个说法。" + BotDanger.InDoubt, null, null, choices, [], []);
        return new BotTurn(reply, known with { Misses = known.Misses + 1, Offered = choices });
    }

    public static BotTurn Miss(KnowledgeSet kb, BotContext known)
    {
        var choices = OpeningChoices(kb);
        if (IsLastMiss(known)) return Missed(known, choices);
        const string Text = "抱歉，我没有听懂。请换个说法，或者点下面的常见问题；需要人工请说“人工”。" + BotDanger.InDoubt;
        return new BotTurn(
            new Reply(ReplyKind.Unknown, Text, null, null, choices, [], []), known with { Misses = known.Misses + 1, Offered = choices });
    }

    /// <summary>The miss after which a person takes over.</summary>
    public static BotTurn Missed(BotContext known, IReadOnlyList<ReplyChoice> choices) => new(
        new Reply(ReplyKind.Handoff, "抱歉，两次都没有听懂您的问题，" + Connecting + BotDanger.InDoubt, null, null, choices, [], []),
        known with { Misses = 0, Offered = choices, Flow = null }, HandoffReason.Misses);

    /// <summary>Leaves a flow, or takes leave.</summary>
    public static BotTurn Quit(KnowledgeSet kb, BotContext before)
    {
        var choices = OpeningChoices(kb);
        var reply = before.Flow is null
            ? new Reply(ReplyKind.Answer, "好的，祝您早日康复。有问题随时问我。", null, null, choices, [], [])
            : new Reply(ReplyKind.Choices, "已退出。还想了解什么？", null, null, choices, [], []);
        return new BotTurn(reply, BotContext.Fresh with { Slots = before.Slots, Offered = choices });
    }

    public static IReadOnlyList<ReplyChoice> OpeningChoices(KnowledgeSet kb) => kb.Part.Opening is { } opening
        ? [.. opening.Choices.Select(c => new ReplyChoice(c, kb.Intent(c)?.Name))]
        : [.. kb.Part.Intents.Take(6).Select(i => new ReplyChoice(i.Name, i.Name))];

    public static IReadOnlyList<ReplyService> Services(KnowledgeSet kb, BotContext known, IEnumerable<string> codes, BotSituation at) =>
        [.. codes.Where(c => c != ServiceAddress.Human).Select(kb.Service).OfType<KnowledgeLink>()
            .Select(s => new ReplyService(s.Name, ServiceAddress.Of(s.Code, at.HospitalCode, known.Slots)))];
}
