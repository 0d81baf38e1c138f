using System.Text;
using System.Text.Json;

namespace Bff.Tests.Support;

/// <summary>
/// Over HTTP: a question in another dress is answered as before, in at least 95 of 100; what is no question is never answered.
/// </summary>
public sealed class MetamorphicTests(SupportApp shared) : IClassFixture<SupportApp>
{
    private const string Slips = "号好报抱告高缴交费废保宝停亭车撤住主院愿视试药要票飘检捡磁瓷约月预与医一查茶";
    private const string Letters = "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会";
    private readonly BffApp _app = shared.App;

    private static readonly string[] Dresses = ["politeness", "typos", "full width", "homophones", "word order"];

    [Fact]
    public async Task Another_dress_changes_few_answers()
    {
        using var patient = await _app.SignInPatientAsync();
        var random = new Random(7);
        var questions = Questions("knowledge-test.tsv");
        var changed = Dresses.ToDictionary(d => d, _ => new List<string>());
        var letters = 0;
        foreach (var question in questions)
        {
            if (await AnsweredAsync(patient, question) is not { } before) continue;
            foreach (var dress in Dresses)
            {
                // One character in ten over all questions, so that short ones are not hit harder.
                if (dress == "typos" && (letters += question.Length) < 10) continue;
                var typos = dress == "typos" ? Math.DivRem(letters, 10, out letters) : 0;
                var dressed = Dress(dress, question, typos, random);
                if (await AnsweredAsync(patient, dressed) is var after
                    && before != after) changed[dress].Add($"{question} -> {dressed}: {before} -> {after}");
            }
        }
        var report = string.Join("; ", changed.Select(c => $"{c.Key} {c.Value.Count} of {questions.Count}"));
        TestContext.Current.TestOutputHelper?.WriteLine(report);
        Assert.True(changed.Values.Sum(c => c.Count) < 0.05 * questions.Count * Dresses.Length,
            report + "\n" + string.Join('\n', changed.Values.SelectMany(c => c)));
        Assert.All(changed, c => Assert.True(c.Value.Count < 0.05 * questions.Count, report));
    }

    [Fact]
    public async Task Of_questions_that_nobody_wrote_answers_for_few_are_answered()
    {
        using var patient = await _app.SignInPatientAsync();
        var strangers = Questions("knowledge-oos.tsv");
        var answered = 0;
        foreach (var question in strangers)
            if ((await patient.AskAsync(await patient.OpenAsync(), question)) is var reply
                && reply.Kind() is "answer" or "service") answered++;
        Assert.True(answered <= 0.1 * strangers.Count, $"{answered} of {strangers.Count}");
    }

    /// <summary>The intent that was answered, or first offered; null when neither.</summary>
    private static async Task<string?> AnsweredAsync(HttpClient patient, string question)
    {
        var reply = await patient.AskAsync(await patient.OpenAsync(), question);
        if (reply.Intent() is { } intent) return intent;
        return reply.Kind() == "choices" && reply.GetProperty("choices") is { ValueKind: JsonValueKind.Array } choices
            ? choices[0].GetProperty("intent").GetString() : null;
    }

    private static string Dress(string dress, string question, int typos, Random random) => dress switch
    {
        "politeness" => "您好，请问一下，" + question + "，谢谢您！",
        "full width" => new string([.. question.Select(c => c is > ' ' and < '\x7f' ? (char)(c + 0xfee0) : c)]) + "？！",
        "homophones" => Slipped(question),
        "word order" => question[(question.Length / 2)..] + "，" + question[..(question.Length / 2)],
        _ => Mistyped(question, typos, random),
    };

    private static string Slipped(string question)
    {
        for (var i = 0; i < question.Length; i++)
            if (Slips.IndexOf(question[i], StringComparison.Ordinal) is >= 0 and var at
                && at % 2 == 0) return question[..i] + Slips[at + 1] + question[(i + 1)..];
        return question;
    }

    private static string Mistyped(string question, int typos, Random random)
    {
        var text = new StringBuilder(question);
        for (var i = 0; i < typos; i++) text[random.Next(text.Length)] = Letters[random.Next(Letters.Length)];
        return text.ToString();
    }

    private static List<string> Questions(string file)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "CloudClinic.slnx"))) root = root.Parent!;
        return [.. File.ReadLines(Path.Combine(root.FullName, "tests", "Chatbot.Tests", "data", file))
            .Where(l => l.Contains('\t', StringComparison.Ordinal)).Select(l => l.Split('\t')[1])];
    }
}
