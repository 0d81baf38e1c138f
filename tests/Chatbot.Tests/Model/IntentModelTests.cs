using Chatbot.Model;
using Chatbot.Training;

namespace Chatbot.Tests.Model;

public class IntentModelTests
{
    [Fact]
    public void A_stored_question_wins_with_certainty()
    {
        foreach (var example in KnowledgeBase.Examples)
        {
            var prediction = KnowledgeBase.Model.Classify($"请问，{example.Text}？ 谢谢");
            Assert.Equal((example.Intent, 1.0, true, Band.Answer),
                (prediction.First.Intent, prediction.Confidence, prediction.Exact, prediction.Band));
        }
    }

    [Fact]
    public void A_question_of_two_intents_goes_to_the_majority_and_is_reported()
    {
        var result = IntentTrainer.Train([
            new("a", "怎么挂号"), new("b", "怎么挂号"), new("b", "怎么 挂号？"), new("b", "在哪里取药"), new("a", "预约专家"), new("c", "请问怎么挂号")]);
        var conflict = Assert.Single(result.Conflicts);
        Assert.Equal(("怎么挂号", "b"), (conflict.Text, conflict.Winner));
        Assert.Equal(["a", "c"], conflict.Losers);
        Assert.Equal("b", result.Model.Classify("怎么挂号").First.Intent);
    }

    [Fact]
    public void A_question_in_new_words_finds_its_intent() =>
        Assert.All(KnowledgeBase.Questions, q => Assert.Equal(q.Intent, KnowledgeBase.Model.Classify(q.Text).First.Intent));

    [Fact]
    public void Letters_that_are_pinyin_are_understood() =>
        Assert.Equal("停车", KnowledgeBase.Model.Classify("tingche zenme shoufei").First.Intent);

    [Fact]
    public void Candidates_are_three_at_most_and_in_order()
    {
        var prediction = KnowledgeBase.Model.Classify("报告和发票");
        Assert.Equal(3, prediction.Count);
        Assert.True(prediction.First.Probability >= prediction.Second.Probability
            && prediction.Second.Probability >= prediction.Third.Probability);
    }

    [Fact]
    public void One_intent_alone_is_a_model()
    {
        var model = IntentTrainer.Train([new("only", "怎么挂号")]).Model;
        Assert.Equal("only", model.Classify("怎么挂号").First.Intent);
        Assert.Equal(1, model.Classify("挂号怎么弄").Count);
    }

    [Fact]
    public void A_knowledge_base_without_text_is_refused()
    {
        Assert.Throws<ArgumentException>(() => IntentTrainer.Train([]));
        Assert.Throws<ArgumentException>(() => IntentTrainer.Train([new("a", "😀")]));
        Assert.Throws<ArgumentException>(() => IntentTrainer.Train([new("", "怎么挂号")]));
    }

    [Fact]
    public void Many_threads_get_the_answers_of_one()
    {
        var alone = KnowledgeBase.Questions.Select(q => KnowledgeBase.Model.Classify(q.Text)).ToArray();
        Parallel.For(0, 64, _ =>
        {
            for (var i = 0; i < alone.Length; i++) Assert.Equal(alone[i], KnowledgeBase.Model.Classify(KnowledgeBase.Questions[i].Text));
        });
    }

    [Fact]
    public void Answering_allocates_nothing()
    {
        var questions = KnowledgeBase.Questions.Select(q => q.Text).ToArray();
        foreach (var q in questions) KnowledgeBase.Model.Classify(q);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            foreach (var q in questions) KnowledgeBase.Model.Classify(q);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void An_explanation_names_what_decided()
    {
        var explanation = Explainer.Explain(KnowledgeBase.Model, "请问停车多少钱呀");
        Assert.Equal("停车", explanation.Ranking[0].Intent);
        Assert.Contains(explanation.Evidence, e => e.Text.Contains('停') && e.Weight > 0);
        Assert.All(explanation.Evidence, e => Assert.Contains(e.Text, explanation.Normal));
        Assert.Empty(Explainer.Explain(KnowledgeBase.Model, "😀").Evidence);
    }

    [Fact]
    public void Held_out_confidence_is_honest()
    {
        var set = SharedSets.Read("smp2017-ecdt", "train.tsv");
        var model = IntentTrainer.Train([.. set]).Model;
        var predictions = SharedSets.Read("smp2017-ecdt", "test.tsv").Select(q => (q.Intent, P: model.Classify(q.Text)))
            .Where(q => !q.P.Exact && q.P.Band != Band.Unknown).ToArray();
        var gap = predictions.Average(q => q.P.Confidence) - predictions.Average(q => q.P.First.Intent == q.Intent ? 1.0 : 0);
        Assert.InRange(gap, -0.05, 0.05);
    }
}
