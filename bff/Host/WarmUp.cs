using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting.Server;

namespace Bff.Host;

/// <summary>
/// Once the host serves, opens the pages people open, with all they name, as the first of them would: by the time that one comes, code is
/// compiled, assets are
/// compressed and maps are drawn. Nothing waits for it.
/// </summary>
internal sealed partial class WarmUp(IServer server, IHostApplicationLifetime lifetime, PageFiles pages, ILogger<WarmUp> logger)
    : BackgroundService
{
    // The list of campuses answers when the maps are loaded; only then does the guide's page name what it needs.
    private static readonly string[] Opened = ["/api/guide/campuses", "/guide", "/"];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (await OwnAddress.FindAsync(server, lifetime, stoppingToken) is not { } address) return;
        using var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
        http.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip");
        // The server stops before this service is told to.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            foreach (var page in Opened)
            {
                var text = await ReadAsync(http, page, stopping.Token);
                foreach (Match link in Links().Matches(text)) await ReadAsync(http, link.Groups[1].Value, stopping.Token);
            }
            pages.LoadAssets();
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            if (!stopping.IsCancellationRequested) LogCold(e);
        }
    }

    private static async Task<string> ReadAsync(HttpClient http, string path, CancellationToken stoppingToken)
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), stoppingToken);
        await using var body = await answer.Content.ReadAsStreamAsync(stoppingToken);
        await using var plain = answer.Content.Headers.ContentEncoding.Contains("gzip")
            ? new System.IO.Compression.GZipStream(body, System.IO.Compression.CompressionMode.Decompress) : body;
        using var reader = new StreamReader(plain);
        return await reader.ReadToEndAsync(stoppingToken);
    }

    [GeneratedRegex("(?:href|src)=\"(/[^\"]+)\"", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Links();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The pages could not be opened ahead of the first visitor")]
    private partial void LogCold(Exception e);
}
