using Bff.Support.Knowledge;
using Chatbot;
using Chatbot.Text;
using Chatbot.Words;

namespace Bff.Support.Answering;

/// <summary>
/// Decides one turn from the published knowledge alone: no clock, no database. In this order: what outranks everything (danger, a person,
/// back, quit), what was offered, the flow that is under way, the model, and the model again with what was spoken of before.
/// </summary>
internal static class Bot
{
    /// <summary>Longest message that is read as a reference to what was said before (那几点开门).</summary>
    private const int LongestReference = 20;

    private const string Greeting = "您好，我是智能客服。可以直接输入问题，也可以点下面的常见问题；需要人工请说“人工”。";

    private static readonly string[] ReferenceStarts = ["那", "它", "这个", "这里", "还有", "另外", "然后"];

    private static readonly string[] BriefQuestions =
        ["几点", "哪里", "在哪", "几楼", "多久", "多少钱", "多少", "电话", "地址", "周末", "怎么走", "要带什么"];

    /// <summary>How a conversation begins; a topic is a category whose questions are offered first.</summary>
    public static (Reply Reply, BotContext Context) Open(KnowledgeSet kb, string? topic)
    {
        var choices = topic is null
            ? [] : kb.Part.Intents.Where(i => i.Category == topic).Take(6).Select(i => new ReplyChoice(i.Name, i.Name)).ToArray();
        if (choices.Length == 0) choices = [.. BotReplies.OpeningChoices(kb)];
        var reply = new Reply(ReplyKind.Choices, kb.Part.Opening?.Text ?? Greeting, null, null, choices, [], []);
        return (reply, BotContext.Fresh with { Offered = choices });
    }

    public static BotTurn Answer(KnowledgeSet kb, BotContext before, string text, BotSituation at)
    {
        if (kb.Globals.Match(text) is { } global) return BotGlobals.Answer(kb, before, global.Name, text, at);
        var normal = TextNormalizer.Normalize(text);
        var filled = kb.Slots.Fill(text, at.Today);
        var known = before with { Slots = Merge(before.Slots, filled) };
        if (normal.Length > 0 && Offered(kb, known, normal, at) is { } chosen) return chosen;
        if (known.Flow is { } place && kb.Flow(place.Flow) is { } flow)
        {
            if (BotFlows.Continue(kb, known, flow, new FlowAnswer(place, text, normal, filled), at) is { } next) return next;
            known = known with { Flow = null };
        }
        return Classified(kb, known, text, normal, filled, at);
    }

    private static BotTurn? Offered(KnowledgeSet kb, BotContext known, string normal, BotSituation at)
    {
        var offered = known.Offered.FirstOrDefault(c => TextNormalizer.Normalize(c.Text) == normal);
        if (offered?.Intent is { } name && kb.Intent(name) is { } intent)
            return BotReplies.Say(kb, known with { Flow = null }, intent, normal, 1, at);
        if (kb.FlowNamed(normal) is { } flow) return BotFlows.Begin(kb, known, flow, at);
        if (known.Flow is not null) return null; // Inside a flow its own choices come first.
        if (kb.IntentNamed(normal) is { } named) return BotReplies.Say(kb, known, named, normal, 1, at);
        return kb.ServiceNamed(normal) is { } service ? Open(kb, known, service, at) : null;
    }

    private static BotTurn Classified(
        KnowledgeSet kb, BotContext known, string text, string normal, IReadOnlyList<FilledSlot> filled, BotSituation at)
    {
        var prediction = kb.Classify(text);
        var refers = known.Intent is not null && Refers(normal, filled);
        if (prediction.Band == Band.Answer && (prediction.Exact || !refers) && kb.Intent(prediction.First.Intent) is { } intent)
            return BotReplies.Say(kb, known, intent, text, prediction.Confidence, at);
        if (refers && InContext(kb, known, normal, at) is { } answered) return answered;
        if (prediction.Band == Band.Answer && kb.Intent(prediction.First.Intent) is { } plain)
            return BotReplies.Say(kb, known, plain, text, prediction.Confidence, at);
        return prediction.Band == Band.DidYouMean ? BotReplies.AskBack(known, prediction) : BotReplies.Miss(kb, known);
    }

    /// <summary>那几点开门 names no topic: it is asked again together with the topic spoken of.</summary>
    private static BotTurn? InContext(KnowledgeSet kb, BotContext known, string normal, BotSituation at)
    {
        var rest = ReferenceStarts.FirstOrDefault(s => normal.StartsWith(s, StringComparison.Ordinal)) is { } start
            ? normal[start.Length..].TrimStart('么', '个', ' ') : normal;
        var together = kb.Classify(known.Intent + rest.TrimEnd('呢'));
        if (together.Band == Band.Unknown || kb.Intent(together.First.Intent) is not { } intent) return null;
        if (intent.Name != known.Intent && together.Band != Band.Answer) return null;
        return BotReplies.Say(kb, known, intent, rest, Math.Max(together.Confidence, 0.01), at);
    }

    private static bool Refers(string normal, IReadOnlyList<FilledSlot> filled)
    {
        if (normal.Length is 0 or > LongestReference) return false;
        if (ReferenceStarts.Any(s => normal.StartsWith(s, StringComparison.Ordinal) && normal.Length > s.Length)) return true;
        if (normal.Length <= 8 && BriefQuestions.Any(q => normal.Contains(q, StringComparison.Ordinal))) return true;
        return filled.Count > 0 && normal.EndsWith('呢');
    }

    private static BotTurn Open(KnowledgeSet kb, BotContext known, KnowledgeLink service, BotSituation at)
    {
        if (service.Code == ServiceAddress.Human) return BotGlobals.Answer(kb, known, GlobalIntents.Human, "", at);
        var reply = new Reply(
            ReplyKind.Service, $"已为您找到“{service.Name}”。", null, null, [], BotReplies.Services(kb, known, [service.Code], at), []);
        return new BotTurn(reply, known with { Misses = 0, Offered = [] });
    }

    private static IReadOnlyList<SlotValue> Merge(IReadOnlyList<SlotValue> before, IReadOnlyList<FilledSlot> now) =>
        [.. before.Where(b => !now.Any(n => n.Slot == b.Slot)), .. now.Select(n => new SlotValue(n.Slot, n.Value))];
}
