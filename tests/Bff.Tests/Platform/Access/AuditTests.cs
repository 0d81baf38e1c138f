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
        Assert.Equal([5], await own.Db.ListAsync("select access_count from platform.audit where action = 'test.repeat'", r => r.GetInt32(0),
            Stop));
        Assert.Equal(0, audit.OpenCount);
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
