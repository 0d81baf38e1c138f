using System.CommandLine;
using System.Text.Json;

namespace Bff.Guide.Commands;

/// <summary><c>bff guide bench FILE-OR-DIR --queries N [--profile walk] [--at HH:mm] [--pairs P.csv] [--expect REF.csv]</c>.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("FILE-OR-DIR") { Description = "A map of any importable kind, or a prepared one." };
        var queries = new Option<int>("--queries") { Description = "How many queries to time.", Required = true };
        var profile = new Option<string>("--profile") { Description = MapFiles.ProfileHelp, DefaultValueFactory = _ => "walk" };
        var at = new Option<TimeOnly?>("--at") { Description = "Local time of a working day; without it every door is taken as open." };
        var pairs = new Option<string?>("--pairs") { Description = "CSV: index,from,to." };
        var expect = new Option<string?>("--expect")
        {
            Description = "CSV: from,to,seconds (-1 = no way); exit 1 when a cost differs by more than 0.01 s.",
        };
        var command = new Command("bench", "Measure routing on one core and compare costs with a reference.")
        {
            path, queries, profile, at, pairs, expect,
        };
        command.SetAction(parsed =>
        {
            if (Wayfinding.Model.Profile.Find(parsed.GetValue(profile)!) is not { } who)
                return Refuse($"No profile \"{parsed.GetValue(profile)}\".");
            if (parsed.GetValue(queries) is < 1 or > 10_000_000) return Refuse("--queries must be 1 to 10000000.");
            foreach (var file in new[] { parsed.GetValue(path), parsed.GetValue(pairs), parsed.GetValue(expect) })
                if (file is not null && !File.Exists(file) && !Directory.Exists(file)) return Refuse($"{file}: no such file or folder.");
            var request = new BenchRequest(
                parsed.GetValue(path)!, parsed.GetValue(queries), who, parsed.GetValue(at), parsed.GetValue(pairs),
                    parsed.GetValue(expect));
            var report = Bench.Run(request);
            if (report is null) return 1;
            Console.WriteLine(JsonSerializer.Serialize(report, ReportJson.Readable.BenchReport));
            return report.Mismatches == 0 ? 0 : 1;
        });
        return command;
    }

    private static int Refuse(string why)
    {
        Console.Error.WriteLine(why);
        return 2;
    }
}
