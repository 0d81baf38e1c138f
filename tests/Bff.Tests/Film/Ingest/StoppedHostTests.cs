using System.Net;
using Bff.Demo;

namespace Bff.Tests.Film;

/// <summary>A host process that is told to stop while the sandbox still loads its films.</summary>
public sealed class StoppedHostTests
{
    private static readonly string[] Settings = ["--Demo:Films=true", "--Demo:Knowledge=false", "--Demo:Guide=false"];
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 240_000)]
    public async Task It_stops_quietly_and_the_next_start_loads_what_is_missing()
    {
        var folder = Directory.CreateTempSubdirectory("cloudclinic-stopped-").FullName;
        var database = await TestPostgres.CreateDatabaseAsync();
        try
        {
            using (var first = await HostProcess.StartAsync(database, folder, Settings))
            {
                // The largest film comes first, in several pushes: once one of them is in, the rest is under way.
                await UntilAsync(first, loaded => loaded > 0);
                Assert.Equal(0, await first.TerminateAsync());
                Assert.DoesNotContain(first.Said, line => line.StartsWith("fail:", StringComparison.Ordinal) || line.StartsWith("warn:", StringComparison.Ordinal) || line.Contains("Exception", StringComparison.Ordinal));
                Assert.Contains(first.Said, line => line.Contains("Stopped before all demo films were loaded", StringComparison.Ordinal));
            }

            using var second = await HostProcess.StartAsync(database, folder, Settings);
            await UntilAsync(second, loaded => loaded == DemoFilms.All.Sum(f => f.InstanceCount));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task UntilAsync(HostProcess host, Func<int, bool> reached)
    {
        while (!reached(await InstancesAsync(host)))
        {
            Assert.DoesNotContain(host.Said, line => line.StartsWith("fail:", StringComparison.Ordinal));
            await Task.Delay(20, Stop);
        }
    }

    private static async Task<int> InstancesAsync(HostProcess host)
    {
        using var answer = await host.Pacs.GetAsync("/dicomweb/instances?limit=1000", Stop);
        return answer.StatusCode == HttpStatusCode.NoContent ? 0 : (await answer.JsonAsync()).GetArrayLength();
    }
}
