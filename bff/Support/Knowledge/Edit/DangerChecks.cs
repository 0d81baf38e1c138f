using Chatbot.Danger;

namespace Bff.Support.Knowledge.Edit;

/// <summary>A phrase tried on questions that are no danger.</summary>
/// <param name="Text">The phrase.</param>
/// <param name="IsHeard">Whether it is heard without being added.</param>
/// <param name="Rings">Harmless questions on which it would ring, five at most; none: it may be published.</param>
internal sealed record TriedPhrase(string Text, bool IsHeard, IReadOnlyList<string> Rings);

/// <summary>What editors add to what is heard as danger: neither unreadable nor so general that it would ring on ordinary questions.</summary>
internal static class DangerChecks
{
    private const int MostPhrases = 500;
    private const int LongestPhrase = 30;
    private const int MostExamples = 5;
    private static readonly DangerDetector BuiltIn = new();

    /// <summary>What is wrong with the phrases as such; null: nothing.</summary>
    public static string? Fault(IReadOnlyList<DangerWords> body)
    {
        if (body.Count > MostPhrases) return $"最多 {MostPhrases} 条。";
        if (body.Any(w => w is null || w.Kind is not ("emergency" or "self-harm"))) return "每条要有 kind（emergency 或 self-harm）和 text。";
        if (body.Any(w => !ShortText.IsLine(w.Text, LongestPhrase) || !IsLongEnough(w.Text))) return "每条 2 到 30 个字，可用一个 * 代表中间几个字。";
        return body.DistinctBy(w => w.Text).Count() < body.Count ? "不能重复。" : null;
    }

    /// <summary>The first phrase that rings where it must not; null: none does.</summary>
    public static string? TooGeneral(IReadOnlyList<TriedPhrase> tried) =>
        tried.FirstOrDefault(t => t.Rings.Count > 0) is { } general
            ? $"“{general.Text}”太宽：像“{general.Rings[0]}”这样的普通问题也会触发。" : null;

    /// <summary>Tries each phrase on the questions and on the built-in harmless lines.</summary>
    public static IReadOnlyList<TriedPhrase> Try(IReadOnlyList<DangerWords> body, IReadOnlyList<string> questions) =>
    [
        .. body.Select(w => (w.Text, Phrases: DangerWords.Phrases([w]))).Select(w => new TriedPhrase(
            w.Text, BuiltIn.Hear(w.Text.Replace('*', ' ')) is not null,
            [.. questions.Concat(DangerData.Harmless).Where(w.Phrases.IsIn).Take(MostExamples)])),
    ];

    /// <summary>Questions of the draft and of what is published; those that are danger by themselves are none.</summary>
    public static async Task<IReadOnlyList<string>> QuestionsAsync(HttpContext http, DraftStore store, KnowledgeService knowledge)
    {
        var scope = KnowledgeScope.Of(http);
        var draft = await store.DraftAsync(scope.HospitalId, http.RequestAborted);
        var published = await knowledge.ForAsync(scope.HospitalCode, http.RequestAborted);
        return
        [
            .. draft.Intents.Concat(published.Part.Intents).SelectMany(i => i.Utterances.Append(i.Name)).Distinct()
                .Where(question => BuiltIn.Hear(question) is null),
        ];
    }

    /// <summary>Two characters or a word of four letters, beside the star.</summary>
    private static bool IsLongEnough(string text)
    {
        var letters = text.Count(char.IsLetterOrDigit);
        return letters >= (text.Any(c => c > 0x2e80) ? 2 : 4) && text.Count(c => c == '*') <= 1 && !text.StartsWith('*') && !text.EndsWith('*');
    }
}
