using Bff.Support.Answering;
using Chatbot;
using Chatbot.Model;
using Chatbot.Text;
using Chatbot.Words;

namespace Bff.Support.Knowledge.Trial;

/// <summary>
/// Questions put to a knowledge set without a conversation: suggestions for agents, the editors' "try it" box, regression questions.
/// </summary>
internal static class KnowledgeTrial
{
    private const int MostSuggestions = 3;

    /// <summary>From this probability on an intent is worth naming as a conflict.</summary>
    private const double Conflicting = 0.3;

    /// <summary>Answers an agent may send, likeliest first.</summary>
    public static IReadOnlyList<Suggestion> Suggest(KnowledgeSet kb, string text, DateOnly today, string channel)
    {
        var p = kb.Classify(text);
        Candidate[] candidates = [p.First, p.Second, p.Third];
        return [.. candidates[..Math.Min(p.Count, MostSuggestions)]
            .Select(c => (Candidate: c, Intent: kb.Intent(c.Intent))).Where(c => c.Intent is not null)
            .Select(c => (c.Candidate, Answer: kb.Answer(c.Intent!, text, today, channel))).Where(c => c.Answer is not null)
            .Select(c => new Suggestion(c.Candidate.Intent, c.Answer!.Text, c.Candidate.Probability))];
    }

    /// <summary>What the bot would say, and why.</summary>
    public static TryAnswer Try(KnowledgeSet kb, string text, BotSituation at)
    {
        var danger = kb.Danger.Hear(text);
        var untrained = new TryAnswer
        {
            Version = kb.Version,
            Band = "unknown",
            Exact = false,
            Confidence = 0,
            Coverage = 0,
            AnswerAt = 1,
            Normal = TextNormalizer.Normalize(text),
            Global = danger is null ? kb.Globals.Match(text)?.Name : BotDanger.Name(danger.Kind),
            Top = [],
            Features = [],
            Reply = (danger is null ? Bot.Answer(kb, BotContext.Fresh, text, at) : BotDanger.Answer(BotContext.Fresh, danger, at)).Reply,
        };
        if (kb.Model is null) return untrained;
        var why = Explainer.Explain(kb.Model, text);
        return untrained with
        {
            Band = why.Prediction.Band switch { Band.Answer => "answer", Band.DidYouMean => "choices", Band.Unknown => "unknown" },
            Exact = why.Prediction.Exact,
            Confidence = why.Prediction.Confidence,
            Coverage = why.Coverage,
            AnswerAt = why.AnswerAt,
            Normal = why.Normal,
            Top = [.. why.Ranking.Select(r => new RankedIntent(r.Intent, r.Probability))],
            Features = [.. why.Evidence.Select(e => new FeatureWeight(e.Text, e.Kind, e.Weight))],
        };
    }

    /// <summary>Other intents that a model takes an utterance for.</summary>
    public static IReadOnlyList<RankedIntent> Conflicts(KnowledgeSet kb, string utterance, string intent) =>
        kb.Model is null || kb.Classify(utterance).Count == 0
            ? []
            : [.. Explainer.Explain(kb.Model, utterance).Ranking.Where(r => r.Intent != intent && r.Probability >= Conflicting)
                .Select(r => new RankedIntent(r.Intent, r.Probability))];

    /// <summary>The intent that is answered, or null when none is.</summary>
    public static string? Outcome(KnowledgeSet kb, string question) =>
        kb.Classify(question) is { Band: Band.Answer } p ? p.First.Intent : null;

    /// <summary>Questions whose outcome is not what it was, or not what it should be.</summary>
    public static IReadOnlyList<ChangedAnswer> Changed(
        KnowledgeSet before, KnowledgeSet after, IEnumerable<RegressionQuestion> questions) =>
        [.. questions.Select(q => (q, Before: Outcome(before, q.Question), After: Outcome(after, q.Question)))
            .Select(o => new ChangedAnswer(o.q.Question, o.Before, o.After, o.q.Intent, o.After != o.q.Intent))
            .Where(c => c.Wrong || c.Before != c.After)];
}
