using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bff.Tests.Platform.Access;

/// <summary>Audit or nothing: what is written, what is only counted, and what a failure leaves behind.</summary>
public sealed class AuditTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly BffApp _app = shared.App;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Repeats_within_a_minute_are_one_row_with_a_count()
    {
        await using var own = await BffApp.StartAsync();
        var audit = own.Services.GetRequiredService<Audit>();
        var entry = new AuditEntry("test.repeat", "thing:1");
        for (var n = 0; n < 5; n++) await audit.RecordAsync("staff", "a", null, entry);
        own.Clock.Advance(TimeSpan.FromMinutes(2));
        await audit.CloseAsync(Stop);
        Assert.Equal(0, audit.OpenCount);
        var log = own.Services.GetRequiredService<AuditLog>();
        while (await RowAsync(log) is not { Count: 5 }) await Task.Delay(10, Stop);

        async Task<AuditRecord> RowAsync(AuditLog rows) =>
            Assert.Single(await rows.ListAsync(Reach.OfSystem("test"), 100, null, Stop), row => row.Action == "test.repeat");
    }

    [Fact]
    public async Task Beyond_the_bound_every_access_is_written_and_none_is_kept()
    {
        using var writer = new AuditWriter(_app.Db, NullLogger<AuditWriter>.Instance);
        await writer.StartAsync(Stop);
        var audit = new Audit(writer, _app.Clock, mostOpen: 10);
        await Task.WhenAll(Enumerable.Range(0, 50)
            .Select(n => audit.RecordAsync("staff", "a", null, new AuditEntry("test.many", "thing:" + n)).AsTask()));
        await audit.RecordAsync("staff", "a", null, new AuditEntry("test.many", "thing:49"));
        Assert.InRange(audit.OpenCount, 1, 10);
        await writer.StopAsync(Stop);
        var rows = await _app.Db.ListAsync("select count(*)::int from platform.audit where action = 'test.many'", r => r.GetInt32(0), Stop);
        Assert.InRange(rows[0], 50, 51);
    }

    [Fact]
    public async Task A_subject_that_a_caller_made_long_is_cut_before_it_is_kept()
    {
        var audit = _app.Services.GetRequiredService<Audit>();
        var long1 = "uid:" + string.Concat(Enumerable.Repeat("𠀀", 4000));
        await audit.RecordAsync("link", "a", null, new AuditEntry("test.long", long1));
        await audit.RecordAsync("link", "a", null, new AuditEntry("test.long", long1 + "x"));
        var kept = await _app.Db.ListAsync("select subject from platform.audit where action = 'test.long'", r => r.GetString(0), Stop);
        Assert.InRange(Assert.Single(kept).Length, Audit.LongestSubject - 1, Audit.LongestSubject);
    }

    [Fact]
    public async Task One_access_that_cannot_be_written_fails_alone_and_the_writer_goes_on()
    {
        var audit = _app.Services.GetRequiredService<Audit>();
        var bad = audit.RecordAsync("staff", "a", null, new AuditEntry("test.bad", "nul:\0")).AsTask();
        var good = Enumerable.Range(0, 20)
            .Select(n => audit.RecordAsync("staff", "a", null, new AuditEntry("test.good", "thing:" + n)).AsTask()).ToArray();
        await Assert.ThrowsAsync<AuditUnavailableException>(() => bad);
        await Task.WhenAll(good);
        await audit.RecordAsync("staff", "a", null, new AuditEntry("test.after", "thing:1"));
        await Assert.ThrowsAsync<AuditUnavailableException>(() =>
            audit.RecordAsync("staff", "a", null, new AuditEntry("test.bad", "nul:\0")).AsTask());
    }

    [Theory]
    [InlineData("update platform.audit set subject = 'thing:x' where id = $1", 0, "it was changed")]
    [InlineData("update platform.audit set at = at + interval '1 hour' where id = $1", 0, "it was changed")]
    [InlineData("update platform.audit set patient_id = null, address = null where id = $1", 0, "it was changed")]
    [InlineData("update platform.audit set access_count = 9 where id = $1", 0, "it was changed")]
    [InlineData("update platform.audit set hash = sha256('x') where id = $1", 0, "it was changed")]
    [InlineData("delete from platform.audit where id = $1", 1, "a row before it is missing")]
    [InlineData("delete from platform.audit where chain = (select chain from platform.audit where id = $1)", 10, "which it follows, is missing")]
    public async Task A_row_that_was_changed_or_taken_out_is_found(string harm, int found, string reason)
    {
        await using var own = await BffApp.StartAsync();
        var audit = own.Services.GetRequiredService<Audit>();
        for (var n = 0; n < 10; n++)
            await audit.RecordAsync("staff", "a", System.Net.IPAddress.Loopback, new AuditEntry("test.chain", "thing:" + n, PatientId: Guid.NewGuid()));
        await using (await BffApp.StartAsync(BffApp.DatabaseSetting + own.Database))
        using (var other = new AuditWriter(own.Db, NullLogger<AuditWriter>.Instance))
        {
            await other.StartAsync(Stop);
            await new Audit(other, own.Clock).RecordAsync("staff", "b", null, new AuditEntry("test.chain", "thing:last"));
            await other.StopAsync(Stop);
        }
        Assert.Empty(await BrokenAsync(own));
        var ids = await own.Db.ListAsync(
            "select id from platform.audit where action = 'test.chain' order by id", r => r.GetInt64(0), Stop);
        await using var owner = Npgsql.NpgsqlDataSource.Create(own.Database + ";Pooling=false");
        await owner.ExecuteAsync("grant update, delete on platform.audit to current_user", Stop);
        await owner.ExecuteAsync(harm, Stop, ids[3]);
        var (id, why) = Assert.Single(await BrokenAsync(own));
        Assert.Equal(found == 10 ? ids[10] : ids[3 + found], id);
        Assert.Contains(reason, why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_writers_at_once_have_whole_chains_and_wait_for_nobody()
    {
        await using var own = await BffApp.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async node =>
        {
            using var writer = new AuditWriter(own.Db, NullLogger<AuditWriter>.Instance);
            await writer.StartAsync(Stop);
            var audit = new Audit(writer, own.Clock);
            await Task.WhenAll(Enumerable.Range(0, 700)
                .Select(n => audit.RecordAsync("staff", "node" + node, null, new AuditEntry("test.nodes", "thing:" + n)).AsTask()));
            await writer.StopAsync(Stop);
        }));
        Assert.Empty(await BrokenAsync(own));
        Assert.Equal([700, 700, 700, 700], await own.Db.ListAsync(
            "select max(number)::int from platform.audit where action = 'test.nodes' group by chain", r => r.GetInt32(0), Stop));
    }

    [Fact]
    public async Task A_batch_with_a_bad_row_or_one_that_broke_off_leaves_the_chains_whole()
    {
        await using var own = await BffApp.StartAsync();
        var audit = own.Services.GetRequiredService<Audit>();
        await audit.RecordAsync("staff", "a", null, new AuditEntry("test.bad", "thing:0"));
        await Assert.ThrowsAsync<AuditUnavailableException>(() => audit.RecordAsync("staff", "a", null, new AuditEntry("test.bad", "nul:\0")).AsTask());
        await audit.RecordAsync("staff", "a", null, new AuditEntry("test.bad", "thing:1"));
        await own.Db.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()", Stop);
        for (var n = 2; ; n++)
        {
            try
            {
                await audit.RecordAsync("staff", "a", null, new AuditEntry("test.bad", "thing:" + n));
                break;
            }
            catch (AuditUnavailableException)
            {
                Assert.InRange(n, 2, 50); // A connection that was cut off each.
            }
        }
        Assert.Empty(await BrokenAsync(own));
    }

    private static Task<List<(long Id, string Reason)>> BrokenAsync(BffApp app) => app.Db.ListAsync(
        "select id, reason from platform.audit_broken()", r => (r.GetInt64(0), r.GetString(1)), Stop);

    [Fact]
    public async Task After_the_stop_an_access_is_refused_and_nobody_waits()
    {
        using var writer = new AuditWriter(_app.Db, NullLogger<AuditWriter>.Instance);
        await writer.StartAsync(Stop);
        await writer.StopAsync(Stop);
        var audit = new Audit(writer, _app.Clock);
        await Assert.ThrowsAsync<AuditUnavailableException>(
            () => audit.RecordAsync("staff", "a", null, new AuditEntry("test.late", "thing:1")).AsTask()
                .WaitAsync(TimeSpan.FromSeconds(5), Stop));
        Assert.Equal(0, audit.OpenCount);
    }
}
