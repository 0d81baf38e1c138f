using System.CommandLine;
using Bff.Demo.Hospital;
using Bff.Film;
using Bff.Guide.Commands;
using Bff.Platform.Ops;
using Bff.Support;

namespace Bff.Host;

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
            FilmCommands.CodecWorker(),
            FilmCommands.Create((settings, cancellationToken) => Program.BuildAsync(settings, configure: null, cancellationToken)),
            SupportCommands.Create(),
            GuideCommands.Create(DemoHospital.Build),
            OpsCommands.Create(Libraries.Installation),
        };
        // A bare start serves: what `dotnet run --project bff` does.
        var parsed = root.Parse(args.Length == 0 ? ["serve"] : args);
        if (parsed.Errors.Count == 0) return await parsed.InvokeAsync();
        foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync(error.Message);
        return 2;
    }
}
