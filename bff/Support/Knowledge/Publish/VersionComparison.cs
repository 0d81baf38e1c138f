using System.Text.Json;

namespace Bff.Support.Knowledge.Publish;

/// <summary>What changed between two contents of a part.</summary>
internal static class VersionComparison
{
    private static readonly string[] DocumentKinds = ["services", "synonyms", "slots", "flows", "regression", "opening", "danger"];

    public static VersionDiff Of(int from, KnowledgePart before, int to, KnowledgePart after) =>
        new(from, to, Intents(before.Intents, after.Intents), Documents(before, after));

    private static List<IntentChange> Intents(IReadOnlyList<KnowledgeIntent> before, IReadOnlyList<KnowledgeIntent> after)
    {
        var old = before.ToDictionary(i => i.Name);
        var changes = new List<IntentChange>();
        foreach (var intent in after)
        {
            old.Remove(intent.Name, out var was);
            string[] added = [.. intent.Utterances.Except(was?.Utterances ?? [])];
            string[] removed = [.. (was?.Utterances ?? []).Except(intent.Utterances)];
            var answers = was is null || Content(was) != Content(intent);
            if (added.Length + removed.Length > 0 || answers)
                changes.Add(new IntentChange(intent.Name, was is null ? "added" : "changed", added, removed, answers));
        }
        changes.AddRange(old.Values.Select(gone => new IntentChange(gone.Name, "removed", [], gone.Utterances, true)));
        return changes;
    }

    /// <summary>Everything of an intent but its utterances.</summary>
    private static string Content(KnowledgeIntent intent) =>
        JsonSerializer.Serialize(intent with { Utterances = [] }, KnowledgeApiJson.Default.KnowledgeIntent);

    private static List<string> Documents(KnowledgePart before, KnowledgePart after)
    {
        using var a = JsonSerializer.SerializeToDocument(before, KnowledgeJson.Default.KnowledgePart);
        using var b = JsonSerializer.SerializeToDocument(after, KnowledgeJson.Default.KnowledgePart);
        return [.. DocumentKinds.Where(kind => Text(a, kind) != Text(b, kind))];
    }

    private static string Text(JsonDocument part, string kind) =>
        part.RootElement.TryGetProperty(kind, out var document) ? document.ToString() : "";
}
