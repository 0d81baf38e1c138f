using System.CommandLine;
using System.Diagnostics;
using DicomRender.Decoding.Worker;

namespace Bff.Film.Commands;

/// <summary>
/// <c>bff codec-worker</c>: the child process that decodes untrusted codestreams with native libraries. Started by the host alone.
/// </summary>
internal static class CodecWorkerCommand
{
    private const string Name = "codec-worker";

    public static Command Create()
    {
        var worker = new Command(Name, "Decode codestreams handed over on standard input.") { Hidden = true };
        // Not awaited: an action that is would be ended by the signals that a worker passes over.
        worker.SetAction(_ => CodecWorker.RunAsync(Console.OpenStandardInput(), Console.OpenStandardOutput()).GetAwaiter().GetResult());
        return worker;
    }

    /// <summary>Starts this program again as a worker: its executable, or through the dotnet host where there is none (tests).</summary>
    public static ProcessStartInfo StartInfo()
    {
        var executable = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "bff.exe" : "bff");
        if (File.Exists(executable)) return new ProcessStartInfo(executable, [Name]);
        return new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "bff.dll"), Name]);
    }
}
