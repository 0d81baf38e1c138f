using Chatbot.Model;
using Chatbot.Training;

namespace Chatbot.Tests.Model;

public class ModelFileTests
{
    [Fact]
    public void The_same_knowledge_base_gives_the_same_bytes_in_any_row_order()
    {
        var rows = KnowledgeBase.Examples.ToArray();
        var first = IntentTrainer.Train(rows).ToBytes();
        new Random(3).Shuffle(rows);
        Assert.Equal(first, IntentTrainer.Train(rows).ToBytes());
    }

    [Fact]
    public void A_loaded_model_answers_as_the_saved_one()
    {
        var loaded = ModelFile.Load(KnowledgeBase.Trained.ToBytes());
        Assert.Equal(KnowledgeBase.Model.Intents, loaded.Intents);
        foreach (var question in KnowledgeBase.Questions)
            Assert.Equal(KnowledgeBase.Model.Classify(question.Text), loaded.Classify(question.Text));
    }

    [Fact]
    public void Any_changed_bit_is_refused()
    {
        var bytes = KnowledgeBase.Trained.ToBytes();
        var random = new Random(5);
        for (var i = 0; i < 200; i++)
        {
            var damaged = bytes.ToArray();
            damaged[i < 20 ? i : random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            Assert.Throws<ModelFormatException>(() => ModelFile.Load(damaged));
        }
    }

    [Fact]
    public void Any_cut_is_refused()
    {
        var bytes = KnowledgeBase.Trained.ToBytes();
        for (var length = 0; length < bytes.Length; length += bytes.Length / 150)
            Assert.Throws<ModelFormatException>(() => ModelFile.Load(bytes.AsMemory(0, length)));
    }

    [Fact]
    public void Sealed_nonsense_is_refused()
    {
        // A right checksum over a wrong content: the lengths inside must still be believed by nobody.
        var random = new Random(11);
        for (var i = 0; i < 300; i++)
        {
            var content = new byte[random.Next(8, 200)];
            random.NextBytes(content);
            "CBIM\x02\0\0\0"u8.CopyTo(content);
            Assert.Throws<ModelFormatException>(() =>
                ModelFile.Load((byte[])[.. content, .. System.Security.Cryptography.SHA256.HashData(content)]));
        }
    }
}
