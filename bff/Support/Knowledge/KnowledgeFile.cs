using System.Text.Json;
using Chatbot.Training;

namespace Bff.Support.Knowledge;

/// <summary>A knowledge base as it is shipped: answers and documents as JSON, utterances as TSV (intent, text).</summary>
internal static class KnowledgeFile
{
    public static KnowledgePart Read(Stream knowledge, Stream utterances)
    {
        using var document = JsonDocument.Parse(knowledge);
        var root = document.RootElement;
        var texts = TsvReader.Read(utterances).ToLookup(e => e.Intent, e => e.Text);
        var phases = root.GetProperty("phases");
        var types = KnowledgeJson.Default;
        return new KnowledgePart(
            [.. root.GetProperty("intents").EnumerateArray().Select(i => Intent(i, phases, texts))],
            root.GetProperty("services").Deserialize(types.IReadOnlyListKnowledgeLink)!,
            root.GetProperty("synonyms").Deserialize(types.IReadOnlyListIReadOnlyListString)!,
            root.GetProperty("slots").Deserialize(types.IReadOnlyListSlotWord)!,
            root.GetProperty("flows").Deserialize(types.IReadOnlyListFlow)!,
            root.GetProperty("regression").Deserialize(types.IReadOnlyListRegressionQuestion)!,
            root.GetProperty("opening").Deserialize(types.Opening)!);
    }

    private static KnowledgeIntent Intent(JsonElement intent, JsonElement phases, ILookup<string, string> texts)
    {
        var (name, category) = (intent.GetProperty("name").GetString()!, intent.GetProperty("category").GetString()!);
        var answers = new List<string> { intent.GetProperty("answer").GetString()! };
        if (intent.TryGetProperty("more", out var more)) answers.AddRange(more.EnumerateArray().Select(m => m.GetString()!));
        return new KnowledgeIntent(
            name, category, phases.TryGetProperty(category, out var phase) ? phase.GetString() : null,
            [.. answers.Select(text => new KnowledgeAnswer(text))], [.. texts[name]],
            [.. intent.GetProperty("services").EnumerateArray().Select(s => s.GetString()!)], true);
    }
}
