using Chatbot.Model;
using Chatbot.Text;
using Chatbot.Training;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Chatbot.Tests.Training;

/// <summary>What ML.NET learns, what is stored of it, and how strangers are kept apart.</summary>
public class LearningTests
{
    private static string Data(string file) => Path.Combine(SharedSets.RepositoryRoot(), "tests/Chatbot.Tests/data", file);

    private static IReadOnlyList<LabelledText> Read(string file)
    {
        using var stream = File.OpenRead(Data(file));
        return TsvReader.Read(stream);
    }

    [Fact]
    public void The_stored_model_asked_through_ML_NET_gives_the_same_best_intent()
    {
        var trained = IntentTrainer.Train(Read("small-train.tsv"));
        var model = trained.Model;
        var context = new MLContext(1);
        using var zip = new MemoryStream(trained.Learnt);
        var learnt = context.Model.Load(zip, out _);
        var schema = MarginRow.Schema(model.Features, model.Intents.Count);
        using var engine = context.Model.CreatePredictionEngine<MarginRow, Scores>(learnt, inputSchemaDefinition: schema);
        var asked = Read("small-test.tsv").Concat(Read("small-train.tsv")).Concat(Read("knowledge-test.tsv"))
            .Concat(Read("knowledge-paraphrases.tsv")).Concat(Read("../../../bff/Demo/Knowledge/utterances.tsv")).Select(q => q.Text)
            .Concat(File.ReadAllLines(Data("everyday-held-out.txt"))).Concat(Everyday.Sentences(chinese: true)).ToArray();
        var (told, alike) = (0, 0);
        foreach (var text in asked)
        {
            var keys = new ulong[FeatureExtractor.MaxFeatures];
            var sink = new KeySink(keys);
            new FeatureExtractor(model.ReadsPinyin, model.Synonyms).Read(TextNormalizer.Normalize(text), ref sink);
            var (rows, values, scores) = (new int[sink.Count], new float[sink.Count], new float[model.Weights.Stride]);
            var known = model.Vocabulary.Vectorize(keys.AsSpan(0, sink.Count), rows, values, out _);
            if (known == 0) continue;
            model.Weights.Score(rows.AsSpan(0, known), values.AsSpan(0, known), scores);
            var theirs = engine.Predict(new MarginRow { Features = new VBuffer<float>(model.Features, known, values, rows) }).Score;
            told++;
            var ours = scores.AsSpan(0, model.Intents.Count);
            if (ours.IndexOf(System.Numerics.Tensors.TensorPrimitives.Max(ours)) == Array.IndexOf(theirs, theirs.Max())) alike++;
        }
        Assert.True(told > 500 && alike >= 0.999 * told, $"{alike} of {told}");
    }

    [Fact]
    public void Two_trainings_give_the_same_bytes()
    {
        var rows = Read("small-train.tsv");
        Assert.Equal(IntentTrainer.Train(rows).ToBytes(), IntentTrainer.Train(rows).ToBytes());
    }

    [Fact]
    public void A_small_knowledge_base_knows_its_own_questions_and_rejects_everyday_ones()
    {
        var strangers = File.ReadAllLines(Data("everyday-held-out.txt")).Where(l => l.Any(CharacterFolding.IsHan))
            .Select(l => new LabelledText("-", l)).ToArray();
        Assert.Empty(strangers.Select(s => s.Text).Intersect(Everyday.Sentences(chinese: true)));
        var evaluation = Evaluation.Of(IntentTrainer.Train(Read("small-train.tsv")).Model, Read("small-test.tsv"), strangers);
        Assert.True(evaluation.Accuracy >= 0.9 && evaluation.OosRecall >= 0.6, $"{evaluation}");
    }

    [Fact]
    public void A_damaged_learnt_model_is_refused_by_a_clear_error()
    {
        var trained = IntentTrainer.Train(Read("small-train.tsv"));
        var random = new Random(17);
        for (var i = 0; i < 200; i++)
        {
            var bytes = random.Next(3) switch
            {
                0 => trained.Learnt[..random.Next(1, trained.Learnt.Length)],
                1 => new byte[random.Next(1, 400)],
                _ => trained.Learnt.ToArray(),
            };
            for (var k = 0; k < 20; k++) bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
            try
            {
                LearntWeights.Read(bytes, trained.Model.Features, trained.Model.Intents.Count);
            }
            catch (Exception e)
            {
                Assert.True(e is FormatException or InvalidDataException or IOException, e.ToString());
            }
        }
        Assert.Throws<FormatException>(() => LearntWeights.Read(trained.Learnt, trained.Model.Features + 1, trained.Model.Intents.Count));
        Assert.Throws<FormatException>(() => LearntWeights.Read(trained.Learnt, trained.Model.Features, trained.Model.Intents.Count + 1));
        Assert.Throws<FormatException>(() => LearntWeights.Read(default, 10, 2));
    }

    private sealed class Scores
    {
        public float[] Score { get; set; } = [];
    }
}
