using Chatbot.Words;

namespace Chatbot.Danger;

/// <summary>A rule that a clause has met.</summary>
/// <param name="Rule">Which.</param>
/// <param name="Number">Its row.</param>
/// <param name="Withdrawn">The clause denies it, speaks of the past, or of a film, a lesson, a bill.</param>
/// <param name="Asked">The clause only asks for a department or a place.</param>
/// <param name="Exact">False: a word of it only sounds so, or is spelt nearly so.</param>
internal readonly record struct Alarm(Rule Rule, int Number, bool Withdrawn, bool Asked, bool Exact);

/// <summary>Holds each clause against the rules, and what was found against negation, time and topic of that clause.</summary>
internal sealed class Judge(Lexicon lexicon, IReadOnlyList<Rule> rules)
{
    private const int Near = 14;
    private const int NegationReach = 3;

    private readonly ConceptSet _not = Of(lexicon, "NEG"), _past = Of(lexicon, "PAST"), _chronic = Of(lexicon, "CHRONIC"),
        _now = Of(lexicon, "NOW"), _turn = Of(lexicon, "CONJ"), _today = Of(lexicon, "TODAY"), _over = Of(lexicon, "OVER"),
        _fiction = Of(lexicon, "FICTION"), _admin = Of(lexicon, "ADMIN"),
        _when = Of(lexicon, "WHEN"), _ask = Of(lexicon, "ASKDEPT"), _place = Of(lexicon, "PLACE"), _help = Of(lexicon, "HELP");

    /// <summary>Every rule that clause number <paramref name="at"/> meets.</summary>
    public List<Alarm> Of(List<Clause> clauses, int at)
    {
        var alarms = new List<Alarm>();
        var clause = clauses[at];
        var asked = clause.Concepts.Overlaps(_ask) || clause.Concepts.Overlaps(_place);
        for (var number = 0; number < rules.Count; number++)
            if (Meets(clause, rules[number]) is var (first, exact) && first >= 0)
                alarms.Add(new Alarm(rules[number], number, IsWithdrawn(clauses, at, rules[number], first), asked, exact));
        return alarms;
    }

    /// <summary>Whether a clause withdraws what stands in it from an item on: for phrases that are no rule.</summary>
    public bool Withdraws(List<Clause> clauses, int at, int first) => IsWithdrawn(clauses, at, null, first);

    /// <summary>The first item of what meets the rule, or -1; an exact meeting where there is one.</summary>
    private static (int First, bool Exact) Meets(Clause clause, Rule rule)
    {
        var near = (First: -1, Exact: false);
        foreach (var part in rule.Parts)
            if (!clause.Concepts.Overlaps(part)) return near;
        foreach (var core in clause.Hits)
        {
            if (!core.Concepts.Overlaps(rule.Parts[0])) continue;
            var (first, exact) = (core.Start, core.Exact);
            var met = true;
            for (var p = 1; p < rule.Parts.Length && met; p++)
            {
                met = false;
                foreach (var hit in clause.Hits)
                {
                    if (!hit.Concepts.Overlaps(rule.Parts[p]) || (hit.Start == core.Start && hit.End == core.End)) continue;
                    if (Math.Max(hit.Start - core.End, core.Start - hit.End) > Near) continue;
                    met = true;
                    exact &= hit.Exact;
                    first = Math.Min(first, hit.Start);
                    break;
                }
            }
            if (met && exact) return (first, true);
            if (met && near.First < 0) near = (first, false);
        }
        return near;
    }

    private bool IsWithdrawn(List<Clause> clauses, int at, Rule? rule, int first)
    {
        var clause = clauses[at];
        if (Denied(clause, first)) return true;
        var now = clause.Concepts.Overlaps(_now) || clause.Concepts.Overlaps(_help);
        if (now) return false;
        var isPast = clause.Concepts.Overlaps(_past) && !clause.Concepts.Overlaps(_today);
        if (isPast || clause.Concepts.Overlaps(_over) || Tells(clauses, at)) return true;
        if (rule is { Sure: true }) return false;
        if (clause.Concepts.Overlaps(_chronic)) return true;
        return (at > 0 && IsBare(clauses[at - 1], _chronic))
            || (at + 1 < clauses.Count && (IsBare(clauses[at + 1], _chronic) || IsBare(clauses[at + 1], _over)));
    }

    /// <summary>A film, a game, a lesson, a bill: in the clause, or in the one before or after it.</summary>
    private bool Tells(List<Clause> clauses, int at)
    {
        if (clauses[at].Concepts.Overlaps(_when)) return false;
        for (var i = Math.Max(0, at - 1); i <= Math.Min(clauses.Count - 1, at + 1); i++)
            if (clauses[i].Concepts is var c && (c.Overlaps(_fiction) || c.Overlaps(_admin)) && !c.Overlaps(_when)) return true;
        return false;
    }

    private bool Denied(Clause clause, int first)
    {
        foreach (var hit in clause.Hits)
            if (hit.Concepts.Overlaps(_not) && hit.End <= first && first - hit.End <= NegationReach) return true;
        return false;
    }

    /// <summary>A clause that says little but how long or that it is over.</summary>
    private bool IsBare(Clause clause, ConceptSet what)
    {
        var (said, turn) = (0, 0);
        foreach (var hit in clause.Hits)
            if (hit.Concepts.Overlaps(what)) said += hit.End - hit.Start;
            else if (hit.Concepts.Overlaps(_turn)) turn += hit.End - hit.Start;
        return said > 0 && clause.Length - said - turn <= 3;
    }

    private static ConceptSet Of(Lexicon lexicon, string name) => ConceptSet.Of(lexicon.Concept(name));
}
