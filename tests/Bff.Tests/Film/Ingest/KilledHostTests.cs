using System.Collections.Concurrent;
using System.Net;

namespace Bff.Tests.Film;

/// <summary>A host process that is killed while a PACS pushes.</summary>
public sealed class KilledHostTests
{
    private const int Count = 500, PerPush = 5, KillAfter = 200;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_acknowledged_survives_and_pushing_again_completes_the_study()
    {
        var folder = Directory.CreateTempSubdirectory("cloudclinic-killed-").FullName;
        var database = await TestPostgres.CreateDatabaseAsync();
        var study = TestFilms.Uid();
        var sops = Enumerable.Range(0, Count).Select(_ => TestFilms.Uid()).ToArray();
        var files = sops.Select((sop, n) => TestFilms.Slice(study, sop: sop, number: n + 1, offset: n)).ToArray();
        try
        {
            ConcurrentDictionary<string, bool> acknowledged = [];
            using (var first = await HostProcess.StartAsync(database, folder))
            {
                // Pushes under way when the process dies fail; that is what is being tested.
                await Assert.ThrowsAnyAsync<HttpRequestException>(() => PushAllAsync(first, files, acknowledged, KillAfter));
                Assert.InRange(acknowledged.Count, KillAfter, Count - 1);
            }

            using var second = await HostProcess.StartAsync(database, folder);
            var kept = await InstancesAsync(second, study);
            Assert.Empty(acknowledged.Keys.Except(kept));
            await PushAllAsync(second, files, acknowledged, killAfter: int.MaxValue);
            Assert.Equal(sops.Order(), (await InstancesAsync(second, study)).Order());
            foreach (var sop in sops)
            {
                using var picture = await second.Pacs.GetAsync($"/dicomweb/studies/{study}/series/{study}.1/instances/{sop}/rendered", Stop);
                Assert.True(picture.IsSuccessStatusCode, $"{sop}: {(int)picture.StatusCode}");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task PushAllAsync(HostProcess host, byte[][] files, ConcurrentDictionary<string, bool> acknowledged, int killAfter) =>
        Parallel.ForEachAsync(files.Chunk(PerPush), new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Stop }, async (batch, _) =>
        {
            var (status, body) = await TestFilms.PushAsync(host.Pacs, batch);
            Assert.Equal(200, status);
            foreach (var stored in body.Items("00081199")) acknowledged[stored.Value("00081155")!] = true;
            if (acknowledged.Count >= killAfter) host.Kill();
        });

    private static async Task<List<string>> InstancesAsync(HostProcess host, string study)
    {
        using var answer = await host.Pacs.GetAsync($"/dicomweb/studies/{study}/instances?limit=1000", Stop);
        return answer.StatusCode == HttpStatusCode.NoContent ? [] : [.. (await answer.JsonAsync()).EnumerateArray().Select(i => i.Value("00080018")!)];
    }
}
