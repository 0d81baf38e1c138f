using System.Text.Json;
using Bff.Demo;
using Bff.Tests;
using Bff.Tests.Film;
using EndToEnd.Film;

namespace EndToEnd.Peers;

/// <summary>Other people's DICOMweb software, unchanged, against the host.</summary>
public sealed class DicomwebPeerTests(Browser browser)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Orthanc_pushes_a_study_and_gets_it_back_whole()
    {
        await using var app = await BffApp.StartAsync();
        await using var orthanc = await Orthanc.StartAsync(app.Address);
        var (study, count) = (TestFilms.Uid(), 8);
        var id = "";
        for (var n = 1; n <= count; n++) id = await orthanc.StoreAsync(TestFilms.Slice(study, number: n));

        var pushed = await orthanc.RunAsync("stow", $$"""{"Resources":["{{id}}"],"Synchronous":true}""");
        Assert.True((int)pushed.Status == 200, pushed.Answer);
        using var pacs = app.Pacs();
        using var found = await pacs.GetAsync($"/dicomweb/studies/{study}/instances", Stop);
        Assert.Equal(count, (await found.JsonAsync()).GetArrayLength());

        using (var forgotten = await orthanc.Http.DeleteAsync("/studies/" + id, Stop)) forgotten.EnsureSuccessStatusCode();
        var fetched = await orthanc.RunAsync("retrieve", $$"""{"Resources":[{"Study":"{{study}}"}],"Synchronous":true}""");
        Assert.True((int)fetched.Status == 200, fetched.Answer);
        using var back = await orthanc.Http.GetAsync($"/studies/{id}/instances", Stop);
        Assert.Equal(count, (await back.JsonAsync()).GetArrayLength());
    }

    [Fact]
    public async Task The_npm_client_finds_retrieves_and_stores()
    {
        var page = await browser.DesktopAsync();
        var library = ClientLibrary();
        if (!File.Exists(library)) Assert.Skip("dicomweb-client is not installed (npm ci in webh5).");
        // The page's own policy refuses scripts that are not ours: a neutral page of the same origin holds the client.
        await page.RouteAsync("**/peer", route => route.FulfillAsync(new() { ContentType = "text/html", Body = "<!doctype html><title>peer</title>" }));
        await page.GotoAsync("/peer");
        await page.AddScriptTagAsync(new() { Path = library });
        var sop = TestFilms.Uid();
        var file = TestFilms.Slice(browser.Study + ".9", sop: sop);
        var answer = await page.EvaluateAsync<JsonElement>(
            """
            async ([secret, study, newFile, newStudy]) => {
              const client = new window.DICOMwebClient.api.DICOMwebClient({ url: location.origin + '/dicomweb', headers: { Authorization: 'Bearer ' + secret } });
              const studies = await client.searchForStudies({ queryParams: { StudyInstanceUID: study } });
              const series = await client.searchForSeries({ studyInstanceUID: study });
              const seriesInstanceUID = series[0]['0020000E'].Value[0];
              const instances = await client.searchForInstances({ studyInstanceUID: study, seriesInstanceUID });
              const one = { studyInstanceUID: study, seriesInstanceUID, sopInstanceUID: instances[0]['00080018'].Value[0] };
              const metadata = await client.retrieveInstanceMetadata(one);
              const whole = await client.retrieveInstance(one);
              const frames = await client.retrieveInstanceFrames({ ...one, frameNumbers: [1] });
              const rendered = await client.retrieveInstanceRendered({ ...one, mediaTypes: [{ mediaType: 'image/jpeg' }] });
              const renderedFrame = await client.retrieveInstanceFramesRendered({ ...one, frameNumbers: [1], mediaTypes: [{ mediaType: 'image/png' }], queryParams: { window: '40,400,linear' } });
              const all = await client.retrieveStudy({ studyInstanceUID: study });
              await client.storeInstances({ datasets: [Uint8Array.from(atob(newFile), c => c.charCodeAt(0)).buffer] });
              const stored = await client.searchForInstances({ studyInstanceUID: newStudy });
              const signature = answer => Array.from(new Uint8Array([answer].flat()[0]).slice(0, 4));
              return { studies: studies.length, instances: instances.length, rows: metadata[0]['00280010'].Value[0], part10: String.fromCharCode(...new Uint8Array(whole).slice(128, 132)),
                frameBytes: frames[0].byteLength, jpeg: signature(rendered), png: signature(renderedFrame), all: all.length, stored: stored[0]['00080018'].Value[0] };
            }
            """,
            new object[] { DemoData.IntegratorSecret, browser.Study, Convert.ToBase64String(file), browser.Study + ".9" });

        Assert.Equal(1, answer.GetProperty("studies").GetInt32());
        Assert.Equal(Browser.Slices, answer.GetProperty("instances").GetInt32());
        Assert.Equal(Chest.Side, answer.GetProperty("rows").GetInt32());
        Assert.Equal("DICM", answer.GetProperty("part10").GetString());
        Assert.Equal(Chest.Side * Chest.Side * 2, answer.GetProperty("frameBytes").GetInt32());
        Assert.Equal([0xFF, 0xD8], answer.GetProperty("jpeg").EnumerateArray().Take(2).Select(b => b.GetInt32()));
        Assert.Equal([0x89, 'P', 'N', 'G'], answer.GetProperty("png").EnumerateArray().Select(b => b.GetInt32()));
        Assert.Equal(Browser.Slices, answer.GetProperty("all").GetInt32());
        Assert.Equal(sop, answer.GetProperty("stored").GetString());
    }

    private static string ClientLibrary()
    {
        var root = AppContext.BaseDirectory;
        while (root is not null && !File.Exists(Path.Combine(root, "CloudClinic.slnx"))) root = Path.GetDirectoryName(root);
        return Path.Combine(root!, "webh5/node_modules/dicomweb-client/build/dicomweb-client.js");
    }
}
