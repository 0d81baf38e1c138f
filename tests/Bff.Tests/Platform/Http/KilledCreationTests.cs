using System.Net;
using System.Net.Http.Json;
using Bff.Tests.Film;
using Npgsql;

namespace Bff.Tests.Platform.Http;

/// <summary>A node that is killed in the middle of a creation, and the repeat of it under the same key on another one.</summary>
public sealed class KilledCreationTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_killed_node_was_creating_is_created_once_by_the_repeat()
    {
        var folder = Directory.CreateTempSubdirectory("cloudclinic-killed-").FullName;
        await using var app = await BffApp.StartAsync();
        await using var db = NpgsqlDataSource.Create(app.Database);
        try
        {
            using var staff = await app.SignInStaffAsync();
            staff.DefaultRequestHeaders.Add("Idempotency-Key", Guid.NewGuid().ToString());
            using (var other = await HostProcess.StartAsync(app.Database, folder))
            {
                using var there = new HttpClient { BaseAddress = other.Pacs.BaseAddress };
                foreach (var header in staff.DefaultRequestHeaders) there.DefaultRequestHeaders.Add(header.Key, header.Value);
                await using var locker = await db.OpenConnectionAsync(Stop);
                await using (var transaction = await locker.BeginTransactionAsync(Stop))
                {
                    await locker.ExecuteAsync("lock table support.canned in access exclusive mode", Stop);
                    var lost = AddAsync(there);
                    await UntilAsync(async () => await CountAsync(db,
                        "select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") > 0);
                    using var early = await AddAsync(staff);
                    Assert.Equal("idempotency.in_progress", await early.CodeAsync());
                    Assert.Equal(TimeSpan.FromSeconds(1), early.Headers.RetryAfter!.Delta);
                    other.Kill();
                    await Assert.ThrowsAnyAsync<HttpRequestException>(() => lost);
                    await transaction.CommitAsync(Stop);
                }
            }
            HttpStatusCode status;
            var tries = 0;
            do
            {
                using var again = await AddAsync(staff);
                status = again.StatusCode;
                Assert.True(status == HttpStatusCode.Created || again.Headers.RetryAfter!.Delta == TimeSpan.FromSeconds(1));
            }
            while (status != HttpStatusCode.Created && ++tries < 100);
            Assert.Equal(HttpStatusCode.Created, status);
            using var replay = await AddAsync(staff);
            Assert.Equal(HttpStatusCode.Created, replay.StatusCode);
            Assert.Equal(1, await CountAsync(db, "select count(*)::int from support.canned where title = 'killed'"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static Task<HttpResponseMessage> AddAsync(HttpClient staff) =>
            staff.PostAsJsonAsync("/api/staff/support/canned", new { title = "killed", text = "w" }, Stop);
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo()) await Task.Delay(20, Stop);
    }

    private static async Task<int> CountAsync(NpgsqlDataSource db, string sql) => (await db.ListAsync(sql, r => r.GetInt32(0), Stop)).Single();
}
