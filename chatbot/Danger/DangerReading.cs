using Chatbot.Words;

namespace Chatbot.Danger;

/// <summary>A message as the detector has read it: its clauses, and what rang in each.</summary>
internal sealed class DangerReading
{
    /// <summary>So many clauses are judged together by the learnt detector.</summary>
    private const int Window = 3;

    private static readonly Lexicon Known = new(DangerData.Lexicon);
    private static readonly IReadOnlyList<Rule> Rules = DangerData.Rules(Known);
    private static readonly Judge Judge = new(Known, Rules);
    private static readonly int Turn = Known.Concept("CONJ");
    private readonly List<Item> _items;

    public DangerReading(List<Item> items)
    {
        _items = items;
        Clauses = Chatbot.Words.Clauses.Of(items, Known.Find(items), Turn);
        Alarms = [.. Enumerable.Range(0, Clauses.Count).Select(at => Judge.Of(Clauses, at))];
    }

    public List<Clause> Clauses { get; }

    /// <summary>The rules that each clause met.</summary>
    public IReadOnlyList<List<Alarm>> Alarms { get; }

    /// <summary>Whether its clause withdraws what begins at an item.</summary>
    public bool Withdraws(int at, int first) => Judge.Withdraws(Clauses, at, first);

    /// <summary>Runs of clauses that are judged together: first and the one after the last.</summary>
    public IEnumerable<(int Start, int End)> Windows
    {
        get
        {
            for (var start = 0; start == 0 || start + Window <= Clauses.Count; start++)
                yield return (start, Math.Min(start + Window, Clauses.Count));
        }
    }

    public DangerFeatures Features(int start, int end)
    {
        var features = new DangerFeatures();
        features.AddText(_items, Clauses[start].Start, Clauses[end - 1].End);
        for (var at = start; at < end; at++) features.AddConcepts(Clauses[at], Alarms[at].Select(a => (a.Number, a.Withdrawn)));
        return features;
    }

    /// <summary>A clause as it was read.</summary>
    public string Text(int at)
    {
        var clause = Clauses[at];
        var words = _items[clause.Start..clause.End].Select(i => i.Word is null ? i.Han.ToString() : " " + i.Word + " ");
        return string.Concat(words).Trim(' ', '\0');
    }
}
