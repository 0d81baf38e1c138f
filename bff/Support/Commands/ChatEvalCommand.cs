using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Chatbot.Training;

namespace Bff.Support.Commands;

/// <summary>
/// <c>bff chat eval</c>: train on one file, score on another, JSON alone on stdout. Same files, same figures but for the times.
/// </summary>
internal static class ChatEvalCommand
{
    public static Command Create()
    {
        var train = Required("--train", "Questions to learn from: TSV, label and text.");
        var test = Required("--test", "Questions to score on.");
        var val = new Option<FileInfo>("--val") { Description = "Questions to set thresholds on; cross-validation otherwise." };
        var oos = new Option<FileInfo>("--oos") { Description = "Questions that belong to no label." };
        var command = new Command("eval", "Train and score the intent classifier.") { train, test, val, oos };
        command.SetAction(parsed =>
        {
            try
            {
                var report = Run(
                    Read(parsed.GetRequiredValue(train)), Read(parsed.GetRequiredValue(test)), Read(parsed.GetValue(val)),
                    Read(parsed.GetValue(oos)));
                Console.Out.WriteLine(JsonSerializer.Serialize(report, ChatEvalJson.Default.ChatEvalReport));
                return 0;
            }
            catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException)
            {
                Console.Error.WriteLine(e.Message);
                return 1;
            }
        });
        return command;
    }

    private static Option<FileInfo> Required(string name, string description) => new(name) { Description = description, Required = true };

    private static IReadOnlyList<LabelledText> Read(FileInfo? file)
    {
        if (file is null) return [];
        using var stream = file.OpenRead();
        try
        {
            var rows = TsvReader.Read(stream);
            return rows.Count > 0 ? rows : throw new InvalidDataException($"{file}: line 1: the file is empty");
        }
        catch (TsvException e)
        {
            throw new InvalidDataException($"{file}: {e.Message}", e);
        }
    }

    private static ChatEvalReport Run(
        IReadOnlyList<LabelledText> train, IReadOnlyList<LabelledText> test, IReadOnlyList<LabelledText> val,
        IReadOnlyList<LabelledText> oos)
    {
        var started = Stopwatch.GetTimestamp();
        var model = IntentTrainer.Train(train, val).Model;
        var trained = Stopwatch.GetElapsedTime(started);
        var evaluation = Evaluation.Of(model, test, oos);
        started = Stopwatch.GetTimestamp();
        foreach (var question in test) model.Classify(question.Text);
        var asked = Stopwatch.GetElapsedTime(started);
        return new ChatEvalReport
        {
            Accuracy = evaluation.Accuracy,
            MacroF1 = evaluation.MacroF1,
            OosAuroc = evaluation.OosAuroc,
            OosRecall = evaluation.OosRecall,
            OosPrecision = evaluation.OosPrecision,
            InScopeAccuracyAfterRejection = evaluation.InScopeAccuracyAfterRejection,
            TrainSeconds = trained.TotalSeconds,
            MicrosecondsPerQuery = asked.TotalMicroseconds / test.Count,
        };
    }
}

/// <summary>What <c>chat eval</c> prints; the three about unknown questions are null without <c>--oos</c>.</summary>
internal sealed record ChatEvalReport
{
    public required double Accuracy { get; init; }
    public required double MacroF1 { get; init; }
    public required double? OosAuroc { get; init; }
    public required double? OosRecall { get; init; }
    public required double? OosPrecision { get; init; }
    public required double InScopeAccuracyAfterRejection { get; init; }
    public required double TrainSeconds { get; init; }
    public required double MicrosecondsPerQuery { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ChatEvalReport))]
internal sealed partial class ChatEvalJson : JsonSerializerContext;
