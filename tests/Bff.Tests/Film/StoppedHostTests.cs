using System.Net;
using Bff.Demo;

namespace Bff.Tests.Film;

/// <summary>A host process that is told to stop while the sandbox still loads its films.</summary>
public sealed class StoppedHostTests
{
    private static readonly string[] Settings = ["--Demo:Films=true", "--Demo:Knowledge=false", "--Demo:Guide=false"];
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_stops_quietly_and_the_next_start_loads_what_is_missing()
    {
        var folder = Directory.CreateTempSubdirectory("cloudclinic-stopped-").FullName;
        var database = await TestPostgres.CreateDatabaseAsync();
        try
        {
            using (var first = await HostProcess.StartAsync(database, folder, Settings))
            {
                // The largest film comes first, in several pushes: once one of them is in, the rest is under way.
                while (await InstancesAsync(first) == 0) await Task.Delay(10, Stop);
                Assert.Equal(0, await first.TerminateAsync());
                Assert.DoesNotContain(first.Said, line => line.StartsWith("fail:", StringComparison.Ordinal) || line.StartsWith("warn:", StringComparison.Ordinal) || line.Contains("Exception", StringComparison.Ordinal));
                Assert.Contains(first.Said, line => line.Contains("Stopped before all demo films were loaded", StringComparison.Ordinal));
            }

            using var second = await HostProcess.StartAsync(database, folder, Settings);
            while (await InstancesAsync(second) < DemoFilms.All.Sum(f => f.InstanceCount)) await Task.Delay(50, Stop);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> InstancesAsync(HostProcess host)
    {
        using var answer = await host.Pacs.GetAsync("/dicomweb/instances?limit=1000", Stop);
        return answer.StatusCode == HttpStatusCode.NoContent ? 0 : (await answer.JsonAsync()).GetArrayLength();
    }
}
