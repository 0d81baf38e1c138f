using System.CommandLine;
using System.CommandLine.Parsing;
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
    /// <summary>
    /// How long a verb may take to end after a signal. Longer than the host's own patience for requests in progress and workers (30 s): the
    /// two seconds that the library gives by itself cut both off.
    /// </summary>
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(45);

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
        string[] errors = [.. parsed.Errors.Select(error => error.Message), .. UnreadableFiles(parsed.CommandResult)];
        if (errors.Length == 0) return await InvokeAsync(parsed);
        foreach (var error in errors) await Console.Error.WriteLineAsync(error);
        return 2;
    }

    /// <summary>
    /// Inputs that no verb can read: a pipe would keep it waiting, a device never ends, a folder is no file.
    /// </summary>
    private static IEnumerable<string> UnreadableFiles(CommandResult verb) =>
        from part in verb.Children
        where part is not OptionResult { Option.Name: "--out" }
        from token in part.Tokens
        let isFile = part is ArgumentResult { Argument: Argument<FileInfo> } or OptionResult { Option: Option<FileInfo> }
        where isFile && Directory.Exists(token.Value) || File.Exists(token.Value) && !IsOrdinary(token.Value)
        select $"{token.Value}: " + (Directory.Exists(token.Value) ? "a folder, where a file is wanted." : "no ordinary file.");

    /// <summary>
    /// Only what has no length needs a look: an empty file can be wound and holds nothing. Opened for both ways a pipe keeps nobody waiting.
    /// </summary>
    private static bool IsOrdinary(string path)
    {
        if (new FileInfo(path).Length > 0) return true;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return file.CanSeek && file.ReadByte() < 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true; // The verb says why it cannot be read.
        }
    }

    /// <summary>Runs the verb; whatever it throws becomes a sentence.</summary>
    private static async Task<int> InvokeAsync(ParseResult parsed)
    {
        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = Drain });
        }
        // An operator reads what is wrong and what was being done, not where in our code it came to light.
#pragma warning disable CA1031
        catch (Exception failure)
#pragma warning restore CA1031
        {
            await Console.Error.WriteLineAsync($"bff{NameOf(parsed.CommandResult)}: {SentenceOf(failure)}");
            // What a list of values holds is converted only when the verb asks for it.
            return failure is InvalidOperationException { Source: "System.CommandLine" } ? 2 : 1;
        }
    }

    private static string NameOf(CommandResult verb) =>
        verb.Parent is CommandResult parent ? $"{NameOf(parent)} {verb.Command.Name}" : "";

    private static string SentenceOf(Exception failure) => failure switch
    {
        AggregateException { InnerException: { } first } => SentenceOf(first),
        OperationCanceledException => "stopped before it was done.",
        // What no verb foresees is named by its kind too, for whoever has to look for it.
        _ when failure is NullReferenceException or InvalidOperationException or ArgumentException or InvalidCastException
            or IndexOutOfRangeException => $"{failure.GetType().Name}: {failure.Message.ReplaceLineEndings(" ")}",
        _ => failure.Message.ReplaceLineEndings(" "),
    };
}
