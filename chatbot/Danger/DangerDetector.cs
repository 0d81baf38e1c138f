using Chatbot.Words;

namespace Chatbot.Danger;

/// <summary>
/// Hears danger in what patients write: the whole text however long, clause by clause, by rules over reviewed words and by a detector that
/// has learnt from reviewed lines. Recall comes first: what may be danger is danger, marked as uncertain. Immutable and safe to share.
/// </summary>
/// <param name="own">What editors have added; null: nothing.</param>
public sealed class DangerDetector(OwnPhrases? own = null)
{
    /// <summary>Below this a likely rule is taken back.</summary>
    private const double Unlikely = 0.1;

    /// <summary>As <see cref="Unlikely"/>, where the clause only asks for a department or a place, or a word only sounds so.</summary>
    private const double UnlikelyAsked = 0.5;

    /// <summary>From here on the learnt detector rings by itself.</summary>
    private const double Ringing = 0.5;

    /// <summary>As <see cref="Ringing"/>, where rules were met and each is withdrawn by its clause.</summary>
    private const double RingingWithdrawn = 0.9;

    private readonly OwnPhrases _own = own ?? OwnPhrases.None;

    /// <summary>The gravest danger in a message; null when there is none.</summary>
    /// <param name="text">As typed, of any length.</param>
    public HeardDanger? Hear(string text)
    {
        var items = Items.Read(text);
        if (items.Count == 0) return null;
        if (items is [{ Word: "120" or "911" or "999" or "sos" }]) return new HeardDanger(DangerKind.Emergency, items[0].Word!, true);
        var heard = Hear(items);
        return heard is { Certain: true } || Items.Spoken(items) is not { } spoken ? heard : Graver(heard, Hear(spoken));
    }

    /// <summary>Makes the learnt detector ready, so that no patient waits for it.</summary>
    public static void Warm() => _ = LearntDanger.BuiltIn;

    private HeardDanger? Hear(List<Item> items)
    {
        var reading = new DangerReading(items);
        HeardDanger? heard = null;
        foreach (var (phrase, start) in _own.Find(items))
        {
            var at = reading.Clauses.FindIndex(c => start < c.End);
            if (!reading.Withdraws(at, start)) heard = Graver(heard, new HeardDanger(phrase.Kind, reading.Text(at), true));
        }
        foreach (var (start, end) in reading.Windows) heard = Graver(heard, Hear(reading, start, end));
        return heard;
    }

    private static HeardDanger? Hear(DangerReading reading, int start, int end)
    {
        var (emergency, selfHarm) = LearntDanger.BuiltIn.Judge(reading.Features(start, end));
        HeardDanger? heard = null;
        var (met, withdrawn) = (false, true);
        for (var at = start; at < end; at++)
            foreach (var alarm in reading.Alarms[at])
            {
                met = true;
                if (alarm.Withdrawn) continue;
                withdrawn = false;
                var sure = alarm.Rule.Sure && alarm.Exact;
                var likely = Math.Max(emergency, selfHarm);
                if (sure || likely >= (alarm.Asked || !alarm.Exact ? UnlikelyAsked : Unlikely))
                    heard = Graver(heard, new HeardDanger(alarm.Rule.Kind, reading.Text(at), sure || likely >= Ringing));
            }
        var threshold = met && withdrawn ? RingingWithdrawn : Ringing;
        if (heard is not null || Math.Max(emergency, selfHarm) < threshold) return heard;
        var kind = selfHarm > emergency ? DangerKind.SelfHarm : DangerKind.Emergency;
        return new HeardDanger(kind, string.Join(' ', Enumerable.Range(start, end - start).Select(reading.Text)), false);
    }

    private static HeardDanger? Graver(HeardDanger? a, HeardDanger? b)
    {
        if (a is null || b is null) return a ?? b;
        if (a.Kind != b.Kind) return a.Kind == DangerKind.SelfHarm ? a : b;
        return a.Certain || !b.Certain ? a : b;
    }
}
