using System.Net.Http.Headers;
using Bff.Film.Contract;
using Microsoft.AspNetCore.Hosting.Server;

namespace Bff.Demo;

/// <summary>
/// Fills the sandbox on its first start: hospitals, people, and films that are pushed through STOW-RS like anyone else's. Every step may be
/// repeated, so a start that was cut short is completed by the next.
/// </summary>
internal sealed partial class DemoLoader(
    DemoPeople people, FilmCatalog films, DemoGuide guide, IServer server, IHostApplicationLifetime lifetime, IConfiguration configuration,
    ILogger<DemoLoader> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var hospital = await people.LoadAsync(stoppingToken);
        var map = configuration.GetValue("Demo:Guide", true) ? guide.LoadAsync(hospital, stoppingToken) : Task.CompletedTask;
        if (configuration.GetValue("Demo:Films", true)) await LoadFilmsOnceStartedAsync(stoppingToken);
        await map;
    }

    private async Task LoadFilmsOnceStartedAsync(CancellationToken stoppingToken)
    {
        if (await OwnAddress.FindAsync(server, lifetime, stoppingToken) is not { } address) return;
        LogReady(address.GetLeftPart(UriPartial.Authority), DemoData.AdminName, DemoData.AdminPassword, DemoData.IntegratorAppId,
            DemoData.IntegratorSecret);
        // The server stops before this service is told to, so a push to itself would break off as if the network had.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            await LoadFilmsAsync(address, stopping.Token);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            if (stopping.IsCancellationRequested) LogFilmsBrokenOff();
            else LogFilmsMissing(e);
        }
    }

    private async Task LoadFilmsAsync(Uri address, CancellationToken cancellationToken)
    {
        var present = (await films.StudiesAsync(Reach.OfSystem("demo"), [.. DemoFilms.StudyInstanceUids], cancellationToken))
            .ToDictionary(s => s.StudyInstanceUid, s => s.InstanceCount);
        using var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", DemoData.IntegratorSecret);
        foreach (var film in DemoFilms.All)
        {
            if (present.GetValueOrDefault(film.StudyInstanceUid) == film.InstanceCount) continue;
            foreach (var batch in film.Instances().Chunk(30))
            {
                using var content = new MultipartContent("related", Guid.NewGuid().ToString("N"));
                content.Headers.ContentType!.Parameters.Add(new NameValueHeaderValue("type", "\"application/dicom\""));
                foreach (var bytes in batch)
                    content.Add(new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/dicom") } });
                using var request = new HttpRequestMessage(HttpMethod.Post, "/dicomweb/studies") { Content = content };
                request.Headers.Add("X-Hospital-Code", film.HospitalCode);
                using var answer = await http.SendAsync(request, cancellationToken);
                answer.EnsureSuccessStatusCode();
            }
            LogFilm(film.Title, film.InstanceCount);
        }
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Sandbox ready at {Address} — staff {Admin} / {Password}, integrator {AppId} / {Secret}, patients demo-li, demo-wang, demo-zhang")]
    private partial void LogReady(string address, string admin, string password, string appId, string secret);

    [LoggerMessage(Level = LogLevel.Information, Message = "Demo film loaded: {Title}, {Instances} instances")]
    private partial void LogFilm(string title, int instances);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopped before all demo films were loaded; the next start goes on")]
    private partial void LogFilmsBrokenOff();

    [LoggerMessage(Level = LogLevel.Error, Message = "The demo films could not be pushed; the next start tries again")]
    private partial void LogFilmsMissing(Exception e);
}
