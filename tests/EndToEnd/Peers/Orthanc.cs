using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Bff.Demo;

namespace EndToEnd.Peers;

/// <summary>A private Orthanc with its DICOMweb plugin that knows one remote server, <c>host</c>.</summary>
internal sealed class Orthanc : IAsyncDisposable
{
    private const string Program = "/usr/sbin/Orthanc", Plugin = "/usr/share/orthanc/plugins/libOrthancDicomWeb.so";
    private readonly Process process;
    private readonly string folder;

    private Orthanc(Process process, string folder, HttpClient http) => (this.process, this.folder, Http) = (process, folder, http);

    /// <summary>Its REST interface.</summary>
    public HttpClient Http { get; }

    /// <summary>Starts one that pushes to <paramref name="host"/>; skips the test where there is none on the machine.</summary>
    public static async Task<Orthanc> StartAsync(Uri host)
    {
        if (!File.Exists(Program) || !File.Exists(Plugin)) Assert.Skip("Orthanc with its DICOMweb plugin is not installed (Debian: orthanc orthanc-dicomweb).");
        var folder = Directory.CreateTempSubdirectory("cloudclinic-orthanc-").FullName;
        var port = FreePort();
        var settings = new Dictionary<string, object>
        {
            ["StorageDirectory"] = folder,
            ["IndexDirectory"] = folder,
            ["HttpPort"] = port,
            ["DicomServerEnabled"] = false,
            ["RemoteAccessAllowed"] = false,
            ["AuthenticationEnabled"] = false,
            ["Plugins"] = new[] { Plugin },
            ["DicomWeb"] = new Dictionary<string, object>
            {
                ["Servers"] = new Dictionary<string, object>
                {
                    ["host"] = new Dictionary<string, object>
                    {
                        ["Url"] = new Uri(host, "/dicomweb/").ToString(),
                        ["HttpHeaders"] = new Dictionary<string, string> { ["Authorization"] = "Bearer " + DemoData.IntegratorSecret },
                    },
                },
            },
        };
        await File.WriteAllTextAsync(folder + "/orthanc.json", JsonSerializer.Serialize(settings), TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo(Program, [folder + "/orthanc.json"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var orthanc = new Orthanc(process, folder, new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") });
        await orthanc.ReadyAsync();
        return orthanc;
    }

    /// <summary>Stores a file and answers Orthanc's own ids of the instance and its study.</summary>
    public async Task<string> StoreAsync(byte[] file)
    {
        using var content = new ByteArrayContent(file);
        using var answer = await Http.PostAsync("/instances", content, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("ParentStudy").GetString()!;
    }

    /// <summary>Runs one of the plugin's client verbs against the host and answers what it says.</summary>
    public async Task<(HttpStatusCode Status, string Answer)> RunAsync(string verb, string body)
    {
        using var content = new StringContent(body);
        using var answer = await Http.PostAsync("/dicom-web/servers/host/" + verb, content, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        Http.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task ReadyAsync()
    {
        while (true)
        {
            Assert.False(process.HasExited, "Orthanc ended at its start.");
            try
            {
                using var answer = await Http.GetAsync("/system", TestContext.Current.CancellationToken);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>A port of the loopback interface that nothing listens on now.</summary>
    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
