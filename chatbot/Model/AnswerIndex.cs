using Chatbot.Text;

namespace Chatbot.Model;

/// <summary>
/// Picks, among several answers of one intent, the one that fits the question: Okapi BM25 over characters, character pairs and words.
/// Immutable.
/// </summary>
public sealed class AnswerIndex
{
    /// <summary>How fast repetition stops counting.</summary>
    private const double Saturation = 1.2;

    /// <summary>How much a long answer is discounted.</summary>
    private const double LengthShare = 0.75;

    private readonly Dictionary<ulong, List<(int Answer, int Count)>> _postings = [];
    private readonly double[] _lengths;
    private readonly double _meanLength;

    /// <param name="answers">Text that stands for each answer: its title, keywords and body.</param>
    public AnswerIndex(IReadOnlyList<string> answers)
    {
        _lengths = new double[answers.Count];
        for (var i = 0; i < answers.Count; i++)
            foreach (var term in Terms(answers[i]).CountBy(t => t))
            {
                if (!_postings.TryGetValue(term.Key, out var list)) _postings.Add(term.Key, list = []);
                list.Add((i, term.Value));
                _lengths[i] += term.Value;
            }
        _meanLength = answers.Count == 0 ? 1 : Math.Max(1, _lengths.Average());
    }

    /// <summary>
    /// Ranks the answers for a question, best first; of equal ones the earlier first. None is left out, so there is always an answer.
    /// </summary>
    public IReadOnlyList<(int Answer, double Score)> Rank(string question)
    {
        var scores = new double[_lengths.Length];
        foreach (var term in Terms(question).Distinct())
        {
            if (!_postings.TryGetValue(term, out var list)) continue;
            var rarity = Math.Log(1 + (scores.Length - list.Count + 0.5) / (list.Count + 0.5));
            foreach (var (answer, count) in list)
                scores[answer] += rarity * count * (Saturation + 1) / (
                    count + Saturation * (1 - LengthShare + LengthShare * _lengths[answer] / _meanLength));
        }
        return [.. scores.Select((score, answer) => (answer, score)).OrderByDescending(s => s.score).ThenBy(s => s.answer)];
    }

    private static List<ulong> Terms(string text)
    {
        var sink = new TermSink([]);
        // Answers may be longer than any question: read them in pieces.
        for (var start = 0; start < text.Length; start += TextNormalizer.MaxLength / 2)
            new FeatureExtractor(false, SynonymTable.Empty)
                .Read(TextNormalizer.Normalize(text.Substring(start, Math.Min(TextNormalizer.MaxLength / 2, text.Length - start))),
                    ref sink);
        return sink.Terms;
    }

    private readonly struct TermSink(List<ulong> terms) : IFeatureSink
    {
        public List<ulong> Terms { get; } = terms;

        public void Add(FeatureKind kind, uint hash, int start, int length)
        {
            if (kind is FeatureKind.Han or FeatureKind.Word) Terms.Add(FeatureKinds.Key(kind, hash));
        }
    }
}
