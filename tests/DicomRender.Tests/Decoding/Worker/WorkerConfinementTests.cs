using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace DicomRender.Tests.Decoding.Worker;

public class WorkerConfinementTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_inherits_no_descriptor_and_no_secret_and_may_write_nothing()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Confinement is a Linux matter.");
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        var secretFile = Path.GetTempFileName();
        await using var open = File.Open(secretFile, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        Environment.SetEnvironmentVariable("DATABASE_PASSWORD", "secret");
        await using var pool = TestPools.Start();
        await TestPools.DecodeSmall(pool);
        var proc = $"/proc/{pool.IdleWorkers.Single()}";

        Assert.DoesNotContain("PASSWORD", await File.ReadAllTextAsync($"{proc}/environ", Cancelled), StringComparison.Ordinal);
        var targets = Directory.GetFiles($"{proc}/fd").Select(fd => File.ResolveLinkTarget(fd, false)?.Name ?? "").ToArray();
        Assert.DoesNotContain(targets, t => t.Contains(Path.GetFileName(secretFile), StringComparison.Ordinal));
        Assert.InRange(targets.Count(t => t.StartsWith("socket:", StringComparison.Ordinal)), 0, 2);
        // Of every thread: those of the runtime are there before the worker's first own instruction.
        foreach (var thread in Directory.GetDirectories($"{proc}/task"))
            Assert.Contains("NoNewPrivs:\t1", await File.ReadAllTextAsync($"{thread}/status", Cancelled), StringComparison.Ordinal);
        var limits = await File.ReadAllLinesAsync($"{proc}/limits", Cancelled);
        Assert.Equal("0", Hard(limits, "Max file size"));
        Assert.Equal("0", Hard(limits, "Max core file size"));
        Assert.Equal("128", Hard(limits, "Max open files"));
        Assert.NotEqual("unlimited", Hard(limits, "Max data size"));
        File.Delete(secretFile);
        static string Hard(string[] limits, string name) =>
            limits.Single(l => l.StartsWith(name, StringComparison.Ordinal))[47..].Split(' ')[0];
    }

    [Fact]
    public async Task A_stop_that_is_told_the_whole_process_group_costs_no_frame()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Signals are a matter of Unix.");
        await using var pool = TestPools.Start();
        await TestPools.DecodeSmall(pool);
        var worker = pool.IdleWorkers.Single();
        foreach (var signal in new[] { "-INT", "-TERM" })
        {
            using var kill = Process.Start("kill", [signal, $"{worker}"]);
            await kill.WaitForExitAsync(Cancelled);
            Assert.Equal(0, kill.ExitCode);
        }
        await TestPools.DecodeSmall(pool);
        Assert.Equal(worker, pool.IdleWorkers.Single());
    }

    [Fact]
    public async Task Workers_end_with_their_host_even_when_it_is_killed()
    {
        var startInfo = TestWorker.StartInfo(TestWorker.Host);
        startInfo.RedirectStandardOutput = true;
        using var host = Process.Start(startInfo)!;
        using var worker = Process.GetProcessById(int.Parse((await host.StandardOutput.ReadLineAsync(Cancelled))!));
        host.Kill();
        await worker.WaitForExitAsync(Cancelled).WaitAsync(TimeSpan.FromSeconds(20), Cancelled);
        Assert.True(worker.HasExited);
    }
}
