using Chatbot.Training;

namespace Chatbot.Tests.Training;

/// <summary>
/// Held against the best figures of TF-IDF with logistic regression or a linear SVM on public intent sets; one setting for all.
/// </summary>
public class PublishedFigures
{
    [Theory]
    [InlineData("braun2017-askubuntu", .9266, null)]
    [InlineData("braun2017-munich-chatbot", .991, null)]
    [InlineData("braun2017-webapps", .780, null)]
    [InlineData("hint3v1-curekart", .832, .873)]
    [InlineData("hint3v1-powerplay11", .615, .722)]
    [InlineData("hint3v1-sofmattress", .749, .855)]
    [InlineData("smp2017-ecdt", .8936, null)]
    [InlineData("smp2017-chatoos", .9107, .954)]
    [InlineData("hwu64", .8857, null)]
    public void Accuracy_and_unknown_detection_are_at_least_the_best_baseline(string set, double accuracy, double? auroc)
    {
        var train = SharedSets.Read(set, "train.tsv");
        var model = IntentTrainer.Train(train, SharedSets.Read(set, "val.tsv")).Model;
        var evaluation = Evaluation.Of(model, SharedSets.Read(set, "test.tsv"), SharedSets.Read(set, "oos-test.tsv"));
        Assert.True(evaluation.Accuracy >= accuracy, $"{set}: accuracy {evaluation.Accuracy:F4}, wanted {accuracy}");
        if (auroc is not null) Assert.True(evaluation.OosAuroc >= auroc, $"{set}: AUROC {evaluation.OosAuroc:F4}, wanted {auroc}");
    }

    [Fact]
    public void Held_out_thresholds_keep_95_percent_of_known_questions()
    {
        // From the largest set: thresholds of a smaller, held-out model must fit the model of all questions.
        var model = IntentTrainer.Train([.. SharedSets.Read("hwu64", "train.tsv")]).Model;
        var test = SharedSets.Read("hwu64", "test.tsv");
        Assert.InRange(test.Count(q => model.Classify(q.Text).Band == Band.Unknown) / (double)test.Count, 0.02, 0.08);
    }
}
