using Chatbot.Text;
using Chatbot.Training;

namespace Chatbot.Tests.Text;

public class SynonymTableTests
{
    private static readonly LabelledText[] Examples =
        [new("付款", "怎么付款"), new("付款", "在哪里付款"), new("付款", "手机付款"), new("停车", "哪里停车"), new("停车", "停车多少钱"), new("停车", "车停哪里")];

    [Fact]
    public void A_word_is_understood_by_its_synonym()
    {
        var model = IntentTrainer.Train(Examples, synonyms: new SynonymTable([["付款", "买单", "结账"]])).Model;
        Assert.Equal("付款", model.Classify("我要买单").First.Intent);
        Assert.Equal(0, IntentTrainer.Train(Examples).Model.Classify("买单").Count);
    }

    [Fact]
    public void Groups_in_another_order_give_the_same_model()
    {
        string[][] groups = [["付款", "买单", "结账"], ["停车", "泊车"]];
        var first = IntentTrainer.Train(Examples, synonyms: new SynonymTable(groups));
        var second = IntentTrainer.Train(Examples, synonyms: new SynonymTable([.. groups.Reverse().Select(g => g.Reverse().ToArray())]));
        Assert.Equal(first.ToBytes(), second.ToBytes());
        Assert.Equal(first.Model.Classify("泊车"), Chatbot.Model.ModelFile.Load(first.ToBytes()).Classify("泊车"));
    }
}
