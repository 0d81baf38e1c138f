namespace Chatbot.Words;

/// <summary>Words as sequences of numbers, found from a place in a longer sequence.</summary>
internal sealed class Trie
{
    private readonly Dictionary<(int Node, int Key), int> _next = [];
    private readonly List<ConceptSet> _concepts = [default];

    public void Add(List<int> word, ConceptSet concepts)
    {
        var node = 0;
        foreach (var key in word)
        {
            if (!_next.TryGetValue((node, key), out var next))
            {
                _next.Add((node, key), next = _concepts.Count);
                _concepts.Add(default);
            }
            node = next;
        }
        _concepts[node] = _concepts[node].With(concepts);
    }

    /// <summary>Calls <paramref name="found"/> with the end of every word that begins at a place, and what it stands for.</summary>
    public void Walk(List<int> keys, int at, Action<int, ConceptSet> found)
    {
        var node = 0;
        for (var i = at; i < keys.Count && _next.TryGetValue((node, keys[i]), out node); i++)
            if (_concepts[node] != default) found(i + 1, _concepts[node]);
    }
}
