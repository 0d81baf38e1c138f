using System.ComponentModel;
using System.Diagnostics;

namespace Bff.Platform.Data;

/// <summary>What a finished tool said.</summary>
/// <param name="ExitCode">Zero means success; nothing else does.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
public sealed record ToolResult(int ExitCode, string Output, string Error)
{
    /// <summary>The last words of the tool, for an error message.</summary>
    public string LastWords => string.Join(" | ",
        (Error.Length > 0 ? Error : Output).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .TakeLast(4));
}

/// <summary>Runs a tool of the machine to its end, with a time limit.</summary>
public static class CommandLineTool
{
    /// <param name="user">Account to run as; null = the caller's. Only root may name another.</param>
    /// <exception cref="Win32Exception">The tool is not on the machine.</exception>
    /// <exception cref="TimeoutException">The tool was still running after <paramref name="limit"/> and was ended.</exception>
    public static async Task<ToolResult> RunAsync(
        string file, IEnumerable<string> arguments, TimeSpan limit, CancellationToken cancellationToken,
        string? user = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = Process.Start(Describe(file, arguments, user, environment))!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timer.CancelAfter(limit);
        try
        {
            await process.WaitForExitAsync(timer.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException($"{Path.GetFileName(file)} did not end within {limit.TotalSeconds:0} s.");
        }
        return new ToolResult(process.ExitCode, await output, await error);
    }

    /// <summary>A process with all three streams piped, started in <c>/</c>: another account may not be able to enter our folder.</summary>
    public static ProcessStartInfo Describe(
        string file, IEnumerable<string> arguments, string? user = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        if (user is not null) start.UserName = user;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return start;
    }
}
