using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Bff.Tests.Host;

/// <summary>
/// <c>bff serve</c> as an operator runs it, where it cannot start: one line that says why, exit code 1, and nothing left behind.
/// </summary>
public sealed class StartTests : IDisposable
{
    private readonly string home = Directory.CreateTempSubdirectory("cloudclinic-start-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(home, recursive: true);

    [Theory]
    [InlineData("127.0.0.1", "http://127.0.0.1:{0}")]
    [InlineData("127.0.0.1", "http://localhost:{0}")]
    [InlineData("127.0.0.1", "http://*:{0}")]
    [InlineData("127.0.0.1", "http://127.0.0.1:0;http://127.0.0.1:{0}")]
    [InlineData("0.0.0.0", "http://127.0.0.1:{0}")]
    public async Task A_taken_address_is_named_and_so_is_the_way_out(string listening, string urls)
    {
        using var other = new TcpListener(IPAddress.Parse(listening), 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var (exit, output, error) = await ServeAsync("--urls",
            string.Format(System.Globalization.CultureInfo.InvariantCulture, urls, port));
        Assert.Equal((1, ""), (exit, output));
        Assert.Matches($@"^bff: http://[^ ]+:{port} is taken: [^\n]+--urls http://localhost:\d+\n$", error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(home));
    }

    private async Task<(int Exit, string Output, string Error)> ServeAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "bff.dll"), "serve", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = home,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Stop), process.StandardError.ReadToEndAsync(Stop));
        await process.WaitForExitAsync(Stop);
        return (process.ExitCode, await output, await error);
    }
}
