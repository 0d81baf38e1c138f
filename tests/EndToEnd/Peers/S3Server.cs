using System.Diagnostics;

namespace EndToEnd.Peers;

/// <summary>A private S3 server of other people's making (npm's s3rver), with one bucket. It can be stopped and started again on the same data.</summary>
internal sealed class S3Server : IAsyncDisposable
{
    public const string Bucket = "films";
    private const string Package = "s3rver@3.7.1";
    private readonly string folder = Directory.CreateTempSubdirectory("cloudclinic-s3-").FullName;
    private readonly int port = Orthanc.FreePort();
    private Process? process;

    /// <summary>Settings of a host that keeps its films here.</summary>
    public string[] Settings => ["--Film:S3Bucket=" + Bucket, $"--Film:S3ServiceUrl=http://127.0.0.1:{port}", "--Film:S3AccessKey=S3RVER", "--Film:S3SecretKey=S3RVER"];

    /// <summary>Objects that lie in the bucket.</summary>
    public int Count => Directory.EnumerateFiles(Path.Combine(folder, "data", Bucket), "*._S3rver_object", SearchOption.AllDirectories).Count();

    /// <summary>Installs and starts one; skips the test outside CI, since it is fetched from the registry.</summary>
    public static async Task<S3Server> StartAsync()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", "downloads 14 MB: CI only");
        var server = new S3Server();
        using (var npm = Process.Start(new ProcessStartInfo("npm", ["install", "--no-audit", "--no-fund", "--silent", "--prefix", server.folder, Package]))!)
        {
            await npm.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, npm.ExitCode);
        }
        await server.RunAsync();
        return server;
    }

    public async Task RunAsync()
    {
        var start = new ProcessStartInfo("node",
            [Path.Combine(folder, "node_modules/s3rver/bin/s3rver.js"), "-d", Path.Combine(folder, "data"), "-a", "127.0.0.1", "-p", $"{port}", "--silent", "--configure-bucket", Bucket])
        {
            RedirectStandardOutput = true,
        };
        Directory.CreateDirectory(Path.Combine(folder, "data"));
        process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        while (said is not null && !said.Contains("listening", StringComparison.Ordinal)) said = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(said);
    }

    /// <summary>Takes the bucket away, or brings it back: what a slip of its keeper's hand does.</summary>
    public void HideBucket(bool hidden)
    {
        string shown = Path.Combine(folder, "data", Bucket), away = Path.Combine(folder, "hidden");
        Directory.Move(hidden ? shown : away, hidden ? away : shown);
    }

    public async Task StopAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null) await StopAsync();
        Directory.Delete(folder, recursive: true);
    }
}
