using System.Net.Http.Headers;
using Bff.Film.Contract;
using Microsoft.AspNetCore.Hosting.Server;
using Npgsql;

namespace Bff.Demo;

/// <summary>
/// Fills the sandbox on its first start: hospitals, people, and films that are pushed through STOW-RS like anyone else's. Every step may be
/// repeated, so a start that was cut short is completed by the next; of nodes that start together one does it and the others find it done.
/// </summary>
internal sealed partial class DemoLoader(
    DemoPeople people, FilmCatalog films, DemoGuide guide, NpgsqlDataSource db, IServer server, IHostApplicationLifetime lifetime,
    IConfiguration configuration, ILogger<DemoLoader> logger)
{
    /// <summary>Lock under which people and their public credentials are loaded; any number of its own.</summary>
    public const long PeopleKey = 0x64656d6f_7031;

    private const long GuideKey = 0x64656d6f_6731, FilmsKey = 0x64656d6f_6631;

    /// <summary>Loads what is not there yet.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var hospital = Guid.Empty;
        await db.AloneAsync(PeopleKey, async () =>
        {
            if (await ProductionMark.ReadAsync(db, cancellationToken) is not null) return;
            hospital = await people.LoadAsync(cancellationToken);
        }, cancellationToken);
        if (hospital == Guid.Empty)
        {
            LogProduction();
            lifetime.StopApplication();
            return;
        }
        await Task.WhenAll(LoadGuideAsync(hospital, cancellationToken), LoadFilmsAsync(cancellationToken));
    }

    private async Task LoadGuideAsync(Guid hospital, CancellationToken cancellationToken)
    {
        if (!configuration.GetValue("Demo:Guide", true)) return;
        await db.AloneAsync(GuideKey, () => guide.LoadAsync(hospital, cancellationToken), cancellationToken);
    }

    private async Task LoadFilmsAsync(CancellationToken cancellationToken)
    {
        if (!configuration.GetValue("Demo:Films", true)) return;
        if (await OwnAddress.FindAsync(server, lifetime, cancellationToken) is not { } address) return;
        LogReady(address.GetLeftPart(UriPartial.Authority), DemoData.AdminName, DemoData.AdminPassword, DemoData.IntegratorAppId,
            DemoData.IntegratorSecret);
        // The server stops before this worker is told to, so a push to itself would break off as if the network had.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            await db.AloneAsync(FilmsKey, () => PushAsync(address, stopping.Token), stopping.Token);
        }
        catch (Exception e) when (stopping.IsCancellationRequested && e is (HttpRequestException or OperationCanceledException))
        {
            LogFilmsBrokenOff();
        }
    }

    private async Task PushAsync(Uri address, CancellationToken cancellationToken)
    {
        var present = (await films.StudiesAsync(Reach.OfSystem("demo"), [.. DemoFilms.StudyInstanceUids], cancellationToken))
            .ToDictionary(s => (s.HospitalCode, s.StudyInstanceUid), s => s.InstanceCount);
        using var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", DemoData.IntegratorSecret);
        foreach (var film in DemoFilms.All)
        {
            if (present.GetValueOrDefault((film.HospitalCode, film.StudyInstanceUid)) == film.InstanceCount) continue;
            // Each is drawn when it is asked for: thirty in a row are too many to draw after the host was told to stop.
            foreach (var batch in film.Instances().TakeWhile(_ => Goes(cancellationToken)).Chunk(30))
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

    private static bool Goes(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return true;
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Sandbox ready at {Address} — staff {Admin} / {Password}, integrator {AppId} / {Secret}, patients demo-li, demo-wang, demo-zhang")]
    private partial void LogReady(string address, string admin, string password, string appId, string secret);

    [LoggerMessage(Level = LogLevel.Information, Message = "Demo film loaded: {Title}, {Instances} instances")]
    private partial void LogFilm(string title, int instances);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopped before all demo films were loaded; the next start goes on")]
    private partial void LogFilmsBrokenOff();

    [LoggerMessage(Level = LogLevel.Critical,
        Message = "Production has started on this database meanwhile; the sandbox loads nothing and stops. Set ASPNETCORE_ENVIRONMENT=Production")]
    private partial void LogProduction();
}
