using Bff.Platform;
using Bff.Platform.Ops;
using Npgsql;

namespace Bff.Tests.Platform.Ops;

/// <summary>What <c>ops outbox</c> says and does.</summary>
public sealed class OutboxReportTests : OpsTest
{
    [Fact]
    public async Task Parked_rows_are_listed_page_by_page_and_released_and_what_is_not_parked_is_said()
    {
        var (installation, _) = await InstallationAsync("source");
        await using var database = await OpenAsync(installation);
        Assert.Equal("No row is parked.", await OutboxReport.DescribeAsync(database, null, null, Token));

        await database.DataSource.ExecuteAsync(
            """
            insert into platform.outbox (id, topic, business_key, payload, state, reason, attempts, max_attempts, due_at, expires_at, ended_at)
            select gen_random_uuid(), 'sms', 'visit:' || n, '{"phone":"13800000000"}', 'parked', 'quota', 3, 3, now(), now(), now()
            from generate_series(1, $1) n
            """, Token, OutboxReport.PageSize + 1);
        var first = await OutboxReport.DescribeAsync(database, "sms", null, Token);
        Assert.Equal(OutboxReport.PageSize, first.Split("  sms  visit:").Length - 1);
        Assert.Contains("tries 3  quota", first, StringComparison.Ordinal);
        Assert.DoesNotContain("13800000000", first, StringComparison.Ordinal);
        var last = Guid.Parse(first.Split("--before ")[1][..36]);
        var second = await OutboxReport.DescribeAsync(database, "sms", last, Token);
        Assert.Equal(1, second.Split("  sms  visit:").Length - 1);
        Assert.Equal("No row is parked.", await OutboxReport.DescribeAsync(database, "other", null, Token));

        Assert.StartsWith("1 released", await OutboxReport.ReleaseAsync(database, [last, last], Token), StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<OperatorException>(() => OutboxReport.ReleaseAsync(database, [last, Guid.NewGuid()], Token));
        Assert.StartsWith("0 of 2 released", refused.Message, StringComparison.Ordinal);
        Assert.Equal("waiting", await ScalarAsync(installation, $"select state from platform.outbox where id = '{last}'"));
    }
}
