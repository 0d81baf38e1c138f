using System.Text.Json;
using Chatbot.Text;
using Npgsql;

namespace Bff.Support.Knowledge.Edit;

/// <summary>An intent in its tables.</summary>
internal static class IntentRows
{
    /// <summary>What <see cref="Read"/> needs, of <c>support.kb_intent i</c>.</summary>
    public const string Columns =
        """
        i.name, i.category, i.phase, i.answers, i.services, i.enabled,
        array(select u.text from support.kb_utterance u where u.intent_id = i.id order by u.position, u.normal)
        """;

    public static KnowledgeIntent Read(NpgsqlDataReader r) => new(
        r.GetString(0), r.GetString(1), r.TextOrNull(2),
        JsonSerializer.Deserialize(r.GetString(3), KnowledgeJson.Default.IReadOnlyListKnowledgeAnswer)!,
        r.GetFieldValue<string[]>(6), r.GetFieldValue<string[]>(4), r.GetBoolean(5));

    /// <summary>Utterances that can be read, each once as the engine compares them.</summary>
    public static IEnumerable<(int Position, string Text, string Normal)> Distinct(IReadOnlyList<string> utterances) =>
        utterances.Select((text, position) => (position, text.Trim(), Normal: TextNormalizer.Normalize(text)))
            .Where(u => u.Normal.Length > 0).DistinctBy(u => u.Normal);

    public static string Answers(KnowledgeIntent intent) =>
        JsonSerializer.Serialize(intent.Answers, KnowledgeJson.Default.IReadOnlyListKnowledgeAnswer);
}
