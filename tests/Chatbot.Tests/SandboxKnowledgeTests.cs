using System.Text.Json;
using Chatbot.Model;
using Chatbot.Text;
using Chatbot.Training;

namespace Chatbot.Tests;

/// <summary>The knowledge base that the sandbox ships, and questions it was not written from.</summary>
public class SandboxKnowledgeTests
{
    private static readonly Lazy<(IntentModel Model, IReadOnlyList<LabelledText> Examples)> Trained = new(() =>
    {
        var examples = Read("bff/Demo/Knowledge/utterances.tsv");
        return (IntentTrainer.Train([.. examples], synonyms: Synonyms()).Model, examples);
    });

    [Fact]
    public void It_has_at_least_80_intents_of_15_distinct_questions()
    {
        var byIntent = Trained.Value.Examples.GroupBy(e => e.Intent).ToArray();
        Assert.True(byIntent.Length >= 80);
        Assert.All(byIntent, intent =>
            Assert.True(intent.Select(e => TextNormalizer.Normalize(e.Text)).Distinct().Count() >= 15, intent.Key));
    }

    [Fact]
    public void Every_intent_has_an_answer_and_opens_known_services()
    {
        using var knowledge = Knowledge();
        var services = knowledge.RootElement.GetProperty("services").EnumerateArray().Select(s => s.GetProperty("code").GetString())
            .ToHashSet();
        var intents = knowledge.RootElement.GetProperty("intents").EnumerateArray().ToArray();
        Assert.Equal(Trained.Value.Model.Intents, intents.Select(i => i.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
        Assert.All(intents, i => Assert.True(i.GetProperty("answer").GetString()!.Length >= 15));
        Assert.All(intents, i => Assert.All(i.GetProperty("services").EnumerateArray(), s => Assert.Contains(s.GetString(), services)));
    }

    [Fact]
    public void Test_questions_are_not_among_the_stored_ones()
    {
        var stored = Trained.Value.Examples.Select(e => TextNormalizer.Normalize(e.Text)).ToHashSet();
        foreach (var file in new[] { "knowledge-test.tsv", "knowledge-paraphrases.tsv", "knowledge-oos.tsv" })
            Assert.DoesNotContain(Read("tests/Chatbot.Tests/data/" + file), q => stored.Contains(TextNormalizer.Normalize(q.Text)));
    }

    [Fact]
    public void Questions_as_patients_ask_them_are_understood_and_strangers_are_not_answered()
    {
        var strangers = Read("tests/Chatbot.Tests/data/knowledge-oos.tsv");
        Assert.Equal(150, strangers.Count);
        var evaluation = Evaluation.Of(Trained.Value.Model, Read("tests/Chatbot.Tests/data/knowledge-test.tsv"), strangers);
        Assert.True(evaluation.Accuracy >= 0.85, $"{evaluation}");
        Assert.True(evaluation.OosAuroc >= 0.9, $"{evaluation}");
        var answered = strangers.Count(q => Trained.Value.Model.Classify(q.Text).Band == Band.Answer);
        Assert.True(answered <= 15, $"{answered} strangers answered");
    }

    [Fact]
    public void Far_paraphrases_are_seldom_answered_wrongly()
    {
        // Written to share no word with the stored questions: what lexical features cannot know must be asked back, not guessed.
        var questions = Read("tests/Chatbot.Tests/data/knowledge-paraphrases.tsv")
            .Select(q => (q.Intent, P: Trained.Value.Model.Classify(q.Text))).ToArray();
        var wrong = questions.Count(q => q.P.Band == Band.Answer && q.P.First.Intent != q.Intent);
        Assert.True(wrong <= 0.15 * questions.Length,
            $"{wrong} of {questions.Length}, right {questions.Count(q => q.P.First.Intent == q.Intent)}");
    }

    private static SynonymTable Synonyms()
    {
        using var knowledge = Knowledge();
        return new SynonymTable(knowledge.RootElement.GetProperty("synonyms").EnumerateArray()
            .Select(g => g.EnumerateArray().Select(w => w.GetString()!).ToArray()).ToArray());
    }

    private static JsonDocument Knowledge() =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(SharedSets.RepositoryRoot(), "bff/Demo/Knowledge/knowledge.json")));

    private static IReadOnlyList<LabelledText> Read(string path)
    {
        using var stream = File.OpenRead(Path.Combine(SharedSets.RepositoryRoot(), path));
        return TsvReader.Read(stream);
    }
}
