using Bff.Support.Knowledge;
using Chatbot;
using Chatbot.Text;

namespace Bff.Support.Answering;

/// <summary>What a patient says while a flow waits for an answer.</summary>
/// <param name="Normal">The text as the engine compares it.</param>
/// <param name="Filled">Slots that the text fills.</param>
internal sealed record FlowAnswer(FlowPlace Place, string Text, string Normal, IReadOnlyList<FilledSlot> Filled);

/// <summary>
/// Guided talks: data written by staff, walked step by step. A flow that was changed under way is left, never guessed at.
/// </summary>
internal static class BotFlows
{
    /// <summary>Steps that are skipped in a row because their slots are filled; more is a circle in the data.</summary>
    private const int MostSkips = 50;

    public static BotTurn Begin(KnowledgeSet kb, BotContext known, Flow flow, BotSituation at)
    {
        if (flow.Steps.Count == 0) return BotReplies.Miss(kb, known);
        return Enter(kb, known with { Flow = new FlowPlace(flow.Name, []), Misses = 0 }, flow, flow.Steps[0].Id, at);
    }

    /// <returns>Null when the step that was asked is no longer in the flow.</returns>
    public static BotTurn? Continue(KnowledgeSet kb, BotContext known, Flow flow, FlowAnswer said, BotSituation at)
    {
        if (said.Place.Asked is not [.., var asked] || flow.Steps.FirstOrDefault(s => s.Id == asked) is not { } step) return null;
        if (step.Choices is { Count: > 0 } && Chosen(step.Choices, said.Normal) is { } choice)
            return Follow(kb, known, flow, choice, said.Text, at);
        if (step.Slot is { } slot && said.Filled.Any(f => f.Slot == slot)) return Next(kb, known with { Misses = 0 }, flow, step.Next, at);
        // Another question in between is answered, and the flow waits where it was.
        if (kb.Classify(said.Text) is { Band: Band.Answer } aside && kb.Intent(aside.First.Intent) is { } intent)
        {
            var (reply, _, _) = BotReplies.Say(kb, known, intent, said.Text, aside.Confidence, at);
            var again = Ask(step);
            return new BotTurn(
                reply with { Text = reply.Text + "\n\n" + step.Question, Choices = again },
                known with { Intent = intent.Name, Offered = again, Misses = 0 });
        }
        if (BotReplies.IsLastMiss(known)) return BotReplies.Missed(known, []);
        var choices = Ask(step);
        var text = "没有听懂，请再说一次；说“返回”回到上一步，说“退出”离开。" + BotDanger.InDoubt + "\n\n" + step.Question;
        return new BotTurn(
            new Reply(ReplyKind.Choices, text, null, null, choices, [], []), known with { Misses = known.Misses + 1, Offered = choices });
    }

    /// <summary>Back to the step before.</summary>
    public static BotTurn Back(KnowledgeSet kb, BotContext before, BotSituation at)
    {
        if (before.Flow is not { Asked: [.. var earlier, var last] } place || kb.Flow(place.Flow) is not { } flow
            || earlier is not [.., var previous])
        {
            var choices = BotReplies.OpeningChoices(kb);
            return new BotTurn(
                new Reply(ReplyKind.Choices, "已回到开始。想了解什么？", null, null, choices, [], []),
                before with { Flow = null, Misses = 0, Offered = choices });
        }
        // What the two steps had filled is forgotten, or they would be skipped again.
        var slots = flow.Steps.Where(s => s.Id == previous || s.Id == last).Select(s => s.Slot).OfType<string>().ToHashSet();
        var known = before with
        {
            Flow = new FlowPlace(flow.Name, earlier),
            Slots = [.. before.Slots.Where(s => !slots.Contains(s.Slot))],
        };
        return Enter(kb, known, flow, previous, at);
    }

    private static BotTurn Follow(KnowledgeSet kb, BotContext known, Flow flow, FlowChoice choice, string text, BotSituation at)
    {
        known = known with { Misses = 0 };
        if (choice.Jump is not null && kb.Intent(choice.Jump) is { } intent)
            return BotReplies.Say(kb, known with { Flow = null }, intent, text, 1, at);
        return Next(kb, known, flow, choice.Next, at);
    }

    private static BotTurn Next(KnowledgeSet kb, BotContext known, Flow flow, string? next, BotSituation at) =>
        next is null ? BotReplies.Quit(kb, known) : Enter(kb, known, flow, next, at);

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
                new Reply(ReplyKind.Choices, step.Question ?? "", flow.Intent, 1, choices, [], []),
                known with { Flow = place, Intent = flow.Intent, Misses = 0, Offered = choices });
        }
        return BotReplies.Quit(kb, known);
    }

    private static BotTurn End(KnowledgeSet kb, BotContext known, Flow flow, FlowStep step, BotSituation at)
    {
        var context = known with { Flow = null, Misses = 0, Offered = [] };
        if (step.Service == ServiceAddress.Human)
        {
            var text = step.Say + BotReplies.Connecting;
            return new BotTurn(new Reply(ReplyKind.Handoff, text, flow.Intent, 1, [], [], []), context, HandoffReason.Flow);
        }
        var slots = step.Parameters is null ? known.Slots : [.. known.Slots.Where(s => step.Parameters.Contains(s.Slot))];
        var services = step.Service is { } code ? BotReplies.Services(kb, known with { Slots = slots }, [code], at) : [];
        var kind = services.Count > 0 ? ReplyKind.Service : ReplyKind.Answer;
        return new BotTurn(new Reply(kind, step.Say!, flow.Intent, 1, [], services, []), context);
    }

    /// <summary>The choice that was named, or the only one that the words fit.</summary>
    private static FlowChoice? Chosen(IReadOnlyList<FlowChoice> choices, string normal)
    {
        if (choices.FirstOrDefault(c => TextNormalizer.Normalize(c.Text) == normal) is { } named) return named;
        return normal.Length >= 2 && choices.Where(c => Fits(TextNormalizer.Normalize(c.Text))).ToArray() is [var only] ? only : null;

        bool Fits(string choice) =>
            normal.Contains(choice, StringComparison.Ordinal) || choice.Contains(normal, StringComparison.Ordinal);
    }

    private static IReadOnlyList<ReplyChoice> Ask(FlowStep step) => [.. (step.Choices ?? []).Select(c => new ReplyChoice(c.Text))];
}
