using System.Diagnostics;
using Bff.Tests.Film;

namespace Bff.Tests.Host;

/// <summary>Every verb as an operator runs it, where it cannot do its work: a sentence and an exit code, never a trace.</summary>
public sealed class VerbTests : IDisposable
{
    private const string NoDatabase = "--Database:ConnectionString=Host=127.0.0.1;Port=1;Username=x;Timeout=1";
    private readonly string _home = Directory.CreateTempSubdirectory("cloudclinic-verbs-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Theory]
    [InlineData("serve", NoDatabase)]
    [InlineData("serve", "--Database:ConnectionString=nonsense")]
    [InlineData("serve", NoDatabase, "--urls=nonsense")]
    [InlineData("serve", NoDatabase, "--Database:MaxConnections=many")]
    [InlineData("serve", "--Database:MaxConnections=0")]
    [InlineData("serve", "--Database:MaxConnections=-5")]
    [InlineData("film", "import", ".", NoDatabase)]
    [InlineData("film", "import", ".", "--Database:ConnectionString=nonsense")]
    [InlineData("film", "import", "missing")]
    [InlineData("film", "render", "missing.dcm")]
    [InlineData("film", "render", ".")]
    [InlineData("film", "render", "garbage", "--out", "missing/x.png")]
    [InlineData("ops", "backup", "copy", NoDatabase)]
    [InlineData("ops", "restore", "missing", NoDatabase)]
    [InlineData("ops", "inspect", "--Database:ConnectionString=nonsense")]
    [InlineData("ops", "migrate", NoDatabase)]
    [InlineData("ops", "rotate-key", NoDatabase)]
    [InlineData("chat", "eval", "missing.tsv")]
    [InlineData("chat", "eval", "garbage")]
    [InlineData("guide", "import", "missing")]
    [InlineData("guide", "import", "garbage")]
    [InlineData("guide", "import", "sandbox.way", "--out", "missing/x.way")]
    [InlineData("guide", "export", "garbage", "--format", "imdf", "--out", "x.zip")]
    [InlineData("guide", "route", "garbage")]
    [InlineData("guide", "bench", "garbage")]
    [InlineData("nonsense")]
    public async Task A_verb_that_cannot_do_its_work_says_so(params string[] arguments)
    {
        await File.WriteAllBytesAsync(Path.Combine(_home, "garbage"), [0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 0xff, 0xfe, 0, 7], Stop);
        var (exit, output, error) = await RunAsync(arguments);
        Assert.InRange(exit, 1, 2);
        Assert.True(error.Trim().Length > 0 || output.Trim().Length > 0, "It said nothing.");
        Assert.DoesNotMatch(@"(?m)^\s+at |Unhandled|--->|ArgumentException|ArgumentOutOfRange", error + output);
    }

    /// <summary>Each argument and option of each verb that names a file to read.</summary>
    [Theory]
    [InlineData("film", "render", "{}")]
    [InlineData("guide", "import", "{}")]
    [InlineData("guide", "export", "{}", "--format", "imdf", "--out", "x.zip")]
    [InlineData("guide", "route", "{}", "--from", "a", "--to", "b")]
    [InlineData("guide", "bench", "{}")]
    [InlineData("chat", "eval", "--train", "{}", "--test", "garbage")]
    [InlineData("chat", "eval", "--train", "garbage", "--test", "{}")]
    [InlineData("chat", "eval", "--train", "garbage", "--test", "garbage", "--oos", "{}")]
    [InlineData("ops", "outbox", "--release", "nonsense")]
    public async Task What_no_verb_can_read_is_bad_usage_and_keeps_nobody_waiting(params string[] arguments)
    {
        await File.WriteAllBytesAsync(Path.Combine(_home, "garbage"), [1, 2, 3], Stop);
        using (var made = Process.Start("mkfifo", Path.Combine(_home, "pipe"))) await made.WaitForExitAsync(Stop);
        foreach (var input in new[] { "pipe", "/dev/zero" })
        {
            var (exit, _, error) = await RunAsync([.. arguments.Select(a => a.Replace("{}", input, StringComparison.Ordinal))]);
            Assert.True(exit == 2 && error.Trim().Length > 0, $"{input}: exit {exit} {error}");
            Assert.DoesNotMatch(@"(?m)^\s+at |Unhandled|--->", error);
        }
    }

    [Fact]
    public async Task An_import_beside_a_running_host_passes_over_what_is_no_film_and_names_it()
    {
        var database = await TestPostgres.CreateDatabaseAsync();
        var films = Directory.CreateDirectory(Path.Combine(_home, "films")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(films, "a.dcm"), TestFilms.Slice(TestFilms.Uid()), Stop);
        Directory.CreateDirectory(Path.Combine(films, "deep", "er"));
        await File.WriteAllBytesAsync(Path.Combine(films, "deep", "er", "b.dcm"), TestFilms.Slice(TestFilms.Uid()), Stop);
        await File.WriteAllTextAsync(Path.Combine(films, "empty"), "", Stop);
        Directory.CreateSymbolicLink(Path.Combine(films, "deep", "loop"), films);
        File.CreateSymbolicLink(Path.Combine(films, "zero"), "/dev/zero");
        File.CreateSymbolicLink(Path.Combine(films, "nowhere"), Path.Combine(_home, "gone"));
        using (var made = Process.Start("mkfifo", [Path.Combine(films, "pipe")])) await made.WaitForExitAsync(Stop);

        using var host = await HostProcess.StartAsync(database, Path.Combine(_home, "store"), "--Demo:Knowledge=false", "--Demo:Guide=false");
        var (exit, output, error) = await RunAsync(
            ["film", "import", films, "--hospital", "demo-east",
                "--urls=" + host.Pacs.BaseAddress!.GetLeftPart(UriPartial.Authority), .. host.Settings]);
        Assert.DoesNotMatch(@"(?m)^\s+at |Unhandled", error + output);
        Assert.Equal(1, exit);
        var report = System.Text.Json.JsonDocument.Parse(output).RootElement;
        Assert.Equal(2, report.GetProperty("stored").GetInt32());
        Assert.Equal(["empty", "loop", "nowhere", "pipe", "zero"], report.GetProperty("refused").EnumerateArray()
            .Select(line => Path.GetFileName(line.GetString()!.Split(": ")[0])).Order());
    }

    private async Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "bff.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _home,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Stop), process.StandardError.ReadToEndAsync(Stop));
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        finally
        {
            process.Kill();
        }
        return (process.ExitCode, await output, await error);
    }
}
