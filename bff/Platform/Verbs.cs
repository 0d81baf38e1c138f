using System.CommandLine;
using Bff.Film;
using Bff.Guide;
using Bff.Support;

namespace Bff.Platform;

/// <summary>
/// The operator's command line. Exit codes: 0 done, 1 the work failed (one line on stderr says why), 2 bad usage.
/// Results go to stdout alone; progress goes to stderr.
/// </summary>
internal static class Verbs
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Patient services of Shanghai's municipal hospitals.")
        {
            ServeCommand.Create(),
            CodecWorkerCommand.Create(),
            FilmCommands.Create(),
            SupportCommands.Create(),
            GuideCommands.Create(),
            OpsCommands.Create(),
        };
        // A bare start serves: what `dotnet run --project bff` does.
        var parsed = root.Parse(args.Length == 0 ? ["serve"] : args);
        if (parsed.Errors.Count == 0) return await parsed.InvokeAsync();
        foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync(error.Message);
        return 2;
    }
}
