using System.Net;
using Bff.Platform;
using Bff.Tests.Film;
using Npgsql;

namespace Bff.Tests.Host;

/// <summary>A host process that is told to stop while it answers.</summary>
public sealed class DrainTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_in_progress_is_answered_to_its_end_before_the_process_ends()
    {
        var folder = Directory.CreateTempSubdirectory("cloudclinic-drained-").FullName;
        var database = await TestPostgres.CreateDatabaseAsync();
        await using var db = NpgsqlDataSource.Create(database);
        try
        {
            using var host = await HostProcess.StartAsync(database, folder);
            await using var locker = await db.OpenConnectionAsync(Stop);
            await using var transaction = await locker.BeginTransactionAsync(Stop);
            await locker.ExecuteAsync("lock table film.study in access exclusive mode", Stop);
            var asked = host.Pacs.GetAsync("/dicomweb/studies", Stop);
            while (!await WaitsAsync(db)) await Task.Delay(20, Stop);
            var ended = host.TerminateAsync();
            // The library of the command line ends a process by itself two seconds after the signal, unless it is told to wait.
            await Task.Delay(TimeSpan.FromSeconds(3), Stop);
            Assert.False(ended.IsCompleted);
            await transaction.CommitAsync(Stop);
            using var answer = await asked;
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
            Assert.Equal(0, await ended);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<bool> WaitsAsync(NpgsqlDataSource db) => (await db.ListAsync(
        "select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query ~ 'film.study'",
        r => r.GetInt32(0), Stop))[0] > 0;
}
