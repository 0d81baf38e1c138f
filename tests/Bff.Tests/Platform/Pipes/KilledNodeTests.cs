using System.Text.Json;
using Bff.Accounts.Contract;
using Bff.Platform;
using Bff.Tests.Film;
using Npgsql;

namespace Bff.Tests.Platform.Pipes;

/// <summary>The executable, killed while it handles rows of the outbox.</summary>
public sealed class KilledNodeTests
{
    private const int Rows = 500;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_in_the_hands_of_a_killed_process_are_handled_by_the_next_and_no_other_is_handled_twice()
    {
        var folder = Directory.CreateTempSubdirectory("cloudclinic-outbox-").FullName;
        var database = await TestPostgres.CreateDatabaseAsync();
        await using var db = NpgsqlDataSource.Create(database);
        try
        {
            int held;
            using (var first = await HostProcess.StartAsync(database, folder))
            {
                await db.ExecuteAsync(
                    """
                    insert into platform.outbox (id, topic, business_key, payload, max_attempts, due_at, expires_at)
                    select gen_random_uuid(), $1, 'killed:' || n, $2::jsonb, 3, clock_timestamp(), 'infinity' from generate_series(1, $3) n
                    """, Stop, CardBound.Topic, JsonSerializer.Serialize(
                        new CardBound(Guid.NewGuid(), Guid.NewGuid(), [1, 2, 3]), AccountsMessages.Default.CardBound), Rows);
                await Node.UntilAsync(() => Count(db, "state = 'done'") > 0, "work began");
                // Nobody gets past this lock: the process dies with rows in its hands.
                await using var locker = await db.OpenConnectionAsync(Stop);
                await using var transaction = await locker.BeginTransactionAsync(Stop);
                await locker.ExecuteAsync("lock table film.study in access exclusive mode", Stop);
                await Node.UntilAsync(() => Blocked(db), "a handler waits for the lock");
                first.Kill();
                await Node.UntilAsync(() => !Blocked(db), "its connections are gone");
                held = Count(db, "state = 'leased'");
                Assert.InRange(Count(db, "state = 'waiting'"), 1, Rows);
                Assert.InRange(held, 1, 16);
            }

            using var second = await HostProcess.StartAsync(database, folder);
            await Node.UntilAsync(() => Count(db, "state = 'waiting'") == 0, "what nobody held");
            for (var tries = 0; Count(db, "state = 'done'") < Rows && tries < 60; tries++) await Task.Delay(1000, Stop);
            Assert.Equal(Rows, Count(db, "state = 'done'"));
            Assert.Equal(held, Count(db, "attempts = 2"));
            Assert.Equal(Rows - held, Count(db, "attempts = 1"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool Blocked(NpgsqlDataSource db) => db.ListAsync(
        "select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        r => r.GetInt32(0), Stop).GetAwaiter().GetResult()[0] > 0;

    private static int Count(NpgsqlDataSource db, string where) => db.ListAsync(
        "select count(*)::int from platform.outbox where business_key like 'killed:%' and " + where,
        r => r.GetInt32(0), Stop).GetAwaiter().GetResult()[0];
}
