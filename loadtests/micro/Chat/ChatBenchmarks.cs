using BenchmarkDotNet.Attributes;
using Chatbot.Model;
using Chatbot.Training;

namespace Micro.Chat;

/// <summary>
/// 150 intents x 100 utterances of made-up words over common characters: training within 5 s on one core, a question within 100 µs.
/// </summary>
[MemoryDiagnoser]
public class ChatBenchmarks
{
    private const string Characters = "挂号预约门诊医生检查报告缴费医保发票签到候诊取药住院探视停车交通病案复印投诉体检疫苗孕产儿科互联网云胶片陪诊无障碍手术麻醉影像化验";
    private LabelledText[] _examples = [];
    private string[] _questions = [];
    private IntentModel? _model;
    private int _next;

    [GlobalSetup]
    public void Prepare()
    {
        var random = new Random(1);
        string Word(int length) => string.Concat(Enumerable.Range(0, length).Select(_ => Characters[random.Next(Characters.Length)]));
        var topics = Enumerable.Range(0, 150).Select(_ => Enumerable.Range(0, 8).Select(_ => Word(3)).ToArray()).ToArray();
        _examples = [.. topics.SelectMany((words, i) => Enumerable.Range(0, 100)
            .Select(_ => new LabelledText($"intent{i:D3}", words[random.Next(8)] + Word(2) + words[random.Next(8)] + Word(3))))];
        _questions = [.. _examples.Select(e => e.Text + Word(2))];
        _model = IntentTrainer.Train(_examples).Model;
    }

    [Benchmark]
    public object Train() => IntentTrainer.Train(_examples);

    [Benchmark]
    public double Classify() => _model!.Classify(_questions[_next = (_next + 1) % _questions.Length]).Confidence;
}
