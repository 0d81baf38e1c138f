using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Bff.Tests.Gateways;

namespace Bff.Tests.Host;

/// <summary>
/// Production as the README's chapter says: two nodes from its environment file, nginx with TLS before them from its nginx file. Both are read
/// from the README itself; only addresses, ports, paths and secrets are put in, each of which must stand there.
/// </summary>
internal sealed partial class Installation : IAsyncDisposable
{
    private const string Nginx = "/usr/sbin/nginx";
    public const string Name = "clinic.example", WeChatApp = "wx0000000000000000";

    private readonly string _folder = Directory.CreateTempSubdirectory("cloudclinic-proxy-").FullName;
    private readonly List<Process> _processes = [];
    private readonly ConcurrentQueue<string> _said = new();
    private readonly int[] _ports = [FreePort(), FreePort(), FreePort(), FreePort()];
    private readonly string _certificate;

    private Installation() => _certificate = MakeCertificate();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Where the world reaches it.</summary>
    public Uri Address => new($"https://{Name}:{_ports[2]}");

    /// <summary>The platform that says who signs in.</summary>
    public StandInPlatform WeChat { get; } = new();

    public string FilmFolder => Path.Combine(_folder, "film");

    /// <summary>The key of the test's own hosts, so that one of them can register people before the nodes start.</summary>
    public static byte[] MasterKey => SHA256.HashData("a key for tests"u8);

    /// <summary>What nodes and nginx have said so far.</summary>
    public IEnumerable<string> Said => _said;

    public string AccessLog => File.ReadAllText(Path.Combine(_folder, "access.log"));

    public static async Task<Installation> StartAsync(string database)
    {
        if (!File.Exists(Nginx)) Assert.Skip("nginx is not installed (Debian: nginx).");
        var installation = new Installation();
        await File.WriteAllTextAsync(Path.Combine(installation._folder, "master.key"), Convert.ToBase64String(MasterKey), Stop);
        for (var node = 0; node < 2; node++) installation.StartNode(database, installation._ports[node]);
        installation.StartNginx();
        await installation.ServedAsync();
        return installation;
    }

    /// <summary>A client of the world outside, over TLS, by the public name.</summary>
    public HttpClient Client(Version? version = null) => new(Handler())
    {
        BaseAddress = Address,
        Timeout = TimeSpan.FromMinutes(3),
        DefaultRequestVersion = version ?? HttpVersion.Version11,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    /// <summary>A client of the port without TLS.</summary>
    public HttpClient Plain() => new(Handler()) { BaseAddress = new Uri($"http://{Name}:{_ports[3]}") };

    /// <summary>Names lead to this machine, and only the certificate made here is taken.</summary>
    public SocketsHttpHandler Handler() => new()
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectCallback = async (context, token) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, token);
            return new NetworkStream(socket, ownsSocket: true);
        },
        SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString(HashAlgorithmName.SHA256) == _certificate },
    };

    /// <summary>A client of a node itself, past the proxy.</summary>
    public HttpClient Node(int number) => new() { BaseAddress = new Uri($"http://127.0.0.1:{_ports[number]}") };

    /// <summary>The machine of a node is gone.</summary>
    public void Kill(int number)
    {
        _processes[number].Kill();
        _processes[number].WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes.Where(process => !process.HasExited)) process.Kill(entireProcessTree: true);
        foreach (var process in _processes)
        {
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }
        await WeChat.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private void StartNode(string database, int port)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "bff.dll"), "serve"]) { WorkingDirectory = _folder };
        var file = Put(Chapter("ini"),
            ("http://10.0.0.11:5080", $"http://127.0.0.1:{port}"), ("https://clinic.example", Address.GetLeftPart(UriPartial.Authority)),
            ("=10.0.0.10", "=127.0.0.1"), ("Host=10.0.0.20;Database=bff;Username=bff;Password=secret", database + ";Maximum Pool Size=20"),
            ("/etc/bff/master.key", Path.Combine(_folder, "master.key")), ("/srv/film", FilmFolder));
        foreach (var line in file.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
            start.Environment[line[..line.IndexOf('=', StringComparison.Ordinal)]] = line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..];
        start.Environment["WeChat__BaseAddress"] = WeChat.Address.ToString(); // The outside world is not of the README.
        _processes.Add(Run(start));
    }

    private void StartNginx()
    {
        var server = Put(Chapter("nginx"),
            ("10.0.0.11:5080", $"127.0.0.1:{_ports[0]}"), ("10.0.0.12:5080", $"127.0.0.1:{_ports[1]}"),
            ("listen 443", $"listen 127.0.0.1:{_ports[2]}"), ("listen 80", $"listen 127.0.0.1:{_ports[3]}"),
            ("https://clinic.example$", Address.GetLeftPart(UriPartial.Authority) + "$"),
            ("/etc/nginx/tls", _folder), ("/var/log/nginx/bff.log", Path.Combine(_folder, "access.log")));
        string[] kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        var user = Environment.UserName == "root" ? "user root;\n" : "";
        File.WriteAllText(Path.Combine(_folder, "nginx.conf"), $$"""
            {{user}}daemon off;
            worker_processes 1;
            pid {{_folder}}/nginx.pid;
            error_log {{_folder}}/error.log warn;
            events { worker_connections 512; }
            http {
            {{string.Concat(kinds.Select(kind => $"{kind}_temp_path {_folder}/{kind};\n"))}}
            {{server}}
            }
            """);
        _processes.Add(Run(new ProcessStartInfo(Nginx, ["-c", Path.Combine(_folder, "nginx.conf"), "-e", Path.Combine(_folder, "error.log")])));
    }

    private Process Run(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;

        void Hear(string? line)
        {
            if (line is not null) _said.Enqueue(line);
        }
    }

    private async Task ServedAsync()
    {
        for (var node = 0; node < 2; node++) await AnswersAsync(Node(node));
        await AnswersAsync(Client());
    }

    private async Task AnswersAsync(HttpClient client)
    {
        using (client)
            while (true)
            {
                Assert.DoesNotContain(_processes, process => process.HasExited);
                try
                {
                    using var answer = await client.GetAsync("/health/ready", Stop);
                    if (answer.IsSuccessStatusCode) return;
                }
                catch (HttpRequestException)
                {
                    // It does not listen yet.
                }
                await Task.Delay(50, Stop);
            }
    }

    private string MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + Name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Path.Combine(_folder, "clinic.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, "clinic.key"), key.ExportPkcs8PrivateKeyPem());
        return certificate.GetCertHashString(HashAlgorithmName.SHA256);
    }

    /// <summary>The one block of a language in the README's production chapter.</summary>
    private static string Chapter(string language)
    {
        var readme = File.ReadAllText(Path.Combine(SourceTree.Root, "README.md"));
        var chapter = readme[readme.IndexOf("## In production", StringComparison.Ordinal)..];
        return Assert.Single(Blocks().Matches(chapter), block => block.Groups[1].Value == language).Groups[2].Value;
    }

    private static string Put(string text, params (string Old, string New)[] places)
    {
        foreach (var (old, put) in places)
        {
            Assert.Contains(old, text, StringComparison.Ordinal);
            text = text.Replace(old, put, StringComparison.Ordinal);
        }
        return text;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("```([a-z]+)\n(.*?)```", RegexOptions.Singleline, 1000)]
    private static partial Regex Blocks();
}
