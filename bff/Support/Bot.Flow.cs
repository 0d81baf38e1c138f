using Bff.Support.Knowledge;
using Chatbot;
using Chatbot.Text;

namespace Bff.Support;

/// <summary>Guided talks: data written by staff, walked step by step. A flow that was changed under way is left, never guessed at.</summary>
internal static partial class Bot
{
    /// <summary>Steps that are skipped in a row because their slots are filled; more is a circle in the data.</summary>
    private const int MostSkips = 50;

    private static BotTurn Begin(KnowledgeSet kb, BotContext known, Flow flow, BotSituation at) =>
        flow.Steps.Count == 0 ? Miss(kb, known) : Enter(kb, known with { Flow = new FlowPlace(flow.Name, []), Misses = 0 }, flow, flow.Steps[0].Id, at);

    private static BotTurn Continue(KnowledgeSet kb, BotContext known, Flow flow, FlowPlace place, string text, string normal, IReadOnlyList<FilledSlot> filled, BotSituation at)
    {
        if (place.Asked is not [.., var asked] || flow.Steps.FirstOrDefault(s => s.Id == asked) is not { } step) return Classified(kb, known with { Flow = null }, text, normal, filled, at);
        if (step.Choices is { Count: > 0 } && Chosen(step.Choices, normal) is { } choice) return Follow(kb, known, flow, choice.Next, choice.Jump, text, at);
        if (step.Slot is { } slot && filled.Any(f => f.Slot == slot)) return Follow(kb, known, flow, step.Next, null, text, at);
        // Another question in between is answered, and the flow waits where it was.
        if (kb.Classify(text) is { Band: Band.Answer } aside && kb.Intent(aside.First.Intent) is { } intent)
        {
            var (reply, _, _) = Say(kb, known, intent, text, aside.Confidence, at);
            var again = Ask(step);
            return new BotTurn(reply with { Text = reply.Text + "\n\n" + step.Question, Choices = again }, known with { Intent = intent.Name, Offered = again, Misses = 0 });
        }
        if (known.Misses + 1 >= MissesBeforeHandoff) return Missed(known, []);
        var choices = Ask(step);
        return new BotTurn(
            new Reply(ReplyKind.Choices, "没有听懂，请再说一次；说“返回”回到上一步，说“退出”离开。\n\n" + step.Question, null, null, choices, [], []),
            known with { Misses = known.Misses + 1, Offered = choices });
    }

    private static BotTurn Follow(KnowledgeSet kb, BotContext known, Flow flow, string? next, string? jump, string text, BotSituation at)
    {
        known = known with { Misses = 0 };
        if (jump is not null && kb.Intent(jump) is { } intent) return Say(kb, known with { Flow = null }, intent, text, 1, at);
        return next is null ? Quit(kb, known) : Enter(kb, known, flow, next, at);
    }

    private static BotTurn Enter(KnowledgeSet kb, BotContext known, Flow flow, string id, BotSituation at)
    {
        for (var skipped = 0; skipped < MostSkips && flow.Steps.FirstOrDefault(s => s.Id == id) is { } step; skipped++)
        {
            if (step.Say is not null) return End(kb, known, flow, step, at);
            if (step is { Slot: { } slot, Next: { } next } && known.Slots.Any(s => s.Slot == slot))
            {
                id = next;
                continue;
            }
            var choices = Ask(step);
            var place = new FlowPlace(flow.Name, [.. (known.Flow?.Asked ?? []).Where(a => a != step.Id), step.Id]);
            return new BotTurn(
                new Reply(ReplyKind.Choices, step.Question ?? "", flow.Intent, 1, choices, [], []), known with { Flow = place, Intent = flow.Intent, Misses = 0, Offered = choices });
        }
        return Quit(kb, known);
    }

    private static BotTurn End(KnowledgeSet kb, BotContext known, Flow flow, FlowStep step, BotSituation at)
    {
        var context = known with { Flow = null, Misses = 0, Offered = [] };
        if (step.Service == ServiceAddress.Human)
            return new BotTurn(new Reply(ReplyKind.Handoff, step.Say + "正在为您转接人工客服。", flow.Intent, 1, [], [], []), context, HandoffReason.Flow);
        var slots = step.Parameters is null ? known.Slots : [.. known.Slots.Where(s => step.Parameters.Contains(s.Slot))];
        var services = step.Service is { } code ? Services(kb, known with { Slots = slots }, [code], at) : [];
        return new BotTurn(new Reply(services.Count > 0 ? ReplyKind.Service : ReplyKind.Answer, step.Say!, flow.Intent, 1, [], services, []), context);
    }

    private static BotTurn Back(KnowledgeSet kb, BotContext before, BotSituation at)
    {
        if (before.Flow is not { Asked: [.. var earlier, var last] } place || kb.Flow(place.Flow) is not { } flow || earlier is not [.., var previous])
        {
            var choices = OpeningChoices(kb);
            return new BotTurn(new Reply(ReplyKind.Choices, "已回到开始。想了解什么？", null, null, choices, [], []), before with { Flow = null, Misses = 0, Offered = choices });
        }
        // What the two steps had filled is forgotten, or they would be skipped again.
        var slots = flow.Steps.Where(s => s.Id == previous || s.Id == last).Select(s => s.Slot).OfType<string>().ToHashSet();
        return Enter(kb, before with { Flow = new FlowPlace(flow.Name, earlier), Slots = [.. before.Slots.Where(s => !slots.Contains(s.Slot))] }, flow, previous, at);
    }

    private static FlowChoice? Chosen(IReadOnlyList<FlowChoice> choices, string normal) =>
        choices.FirstOrDefault(c => TextNormalizer.Normalize(c.Text) == normal)
        ?? (choices.Where(c => normal.Length >= 2 && (normal.Contains(TextNormalizer.Normalize(c.Text), StringComparison.Ordinal) || TextNormalizer.Normalize(c.Text).Contains(normal, StringComparison.Ordinal))).ToArray()
            is [var only] ? only : null);

    private static IReadOnlyList<ReplyChoice> Ask(FlowStep step) => [.. (step.Choices ?? []).Select(c => new ReplyChoice(c.Text))];
}
