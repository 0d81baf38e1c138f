using Chatbot;
using Chatbot.Model;

namespace Bff.Support.Knowledge;

/// <summary>Questions put to a knowledge set without a conversation: suggestions for agents, the editors' "try it" box, regression questions.</summary>
internal static class KnowledgeTrial
{
    private const int MostSuggestions = 3;

    /// <summary>Answers an agent may send, likeliest first.</summary>
    public static IReadOnlyList<Suggestion> Suggest(KnowledgeSet kb, string text, DateOnly today)
    {
        var p = kb.Classify(text);
        if (p.Count == 0) return [];
        Candidate[] candidates = [p.First, p.Second, p.Third];
        return [.. candidates[..Math.Min(p.Count, MostSuggestions)]
            .Select(c => (Candidate: c, Intent: kb.Intent(c.Intent))).Where(c => c.Intent is not null)
            .Select(c => (c.Candidate, Answer: kb.Answer(c.Intent!, text, today, "h5"))).Where(c => c.Answer is not null)
            .Select(c => new Suggestion(c.Candidate.Intent, c.Answer!.Text, c.Candidate.Probability))];
    }
}
