using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Bff.Demo;

namespace Bff.Tests.Film;

/// <summary>The executable as an operator starts it.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> said = new();
    private Uri? address;

    private HostProcess(Process process)
    {
        this.process = process;
        Pacs = new HttpClient();
        Pacs.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", DemoData.IntegratorSecret);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public HttpClient Pacs { get; }

    /// <summary>The settings of this host but for its address, for a verb beside it.</summary>
    public string[] Settings { get; private init; } = [];

    /// <summary>All lines so far, of both streams.</summary>
    public IReadOnlyCollection<string> Said => said;

    public static async Task<HostProcess> StartAsync(string database, string folder, params string[] settings)
    {
        string[] all =
        [
            "--Database:ConnectionString=" + database, "--Database:MaxConnections=20", "--Film:StorePath=" + folder, "--Demo:Films=false",
            "--Keys:MasterKey=" + Convert.ToBase64String(SHA256.HashData("a key for tests"u8)), .. settings,
        ];
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "bff.dll"), "serve", "--urls=http://127.0.0.1:0", .. all])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        var host = new HostProcess(Process.Start(start)!) { Settings = all };
        host.process.OutputDataReceived += host.Hear;
        host.process.ErrorDataReceived += host.Hear;
        host.process.BeginOutputReadLine();
        host.process.BeginErrorReadLine();
        while (host.address is null)
        {
            Assert.False(host.process.HasExited, "The host ended at its start: " + string.Join('\n', host.Said));
            await Task.Delay(20, Stop);
        }
        host.Pacs.BaseAddress = host.address;
        // The demo PACS is known a moment after the first request is served.
        while ((await host.Pacs.GetAsync("/dicomweb/studies", Stop)).StatusCode == HttpStatusCode.Unauthorized) await Task.Delay(20, Stop);
        return host;
    }

    /// <summary>SIGKILL: no handler runs.</summary>
    public void Kill() => process.Kill();

    /// <summary>SIGTERM, as a service manager stops it. Answers the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"])) await kill.WaitForExitAsync(Stop);
        await process.WaitForExitAsync(Stop);
        return process.ExitCode;
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        Pacs.Dispose();
    }

    private void Hear(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null) return;
        said.Enqueue(line.Data);
        if (line.Data.Split("Now listening on: ") is [_, var url]) address = new Uri(url);
    }
}
