using System.Diagnostics.Metrics;
using Bff.Platform.Ops;

namespace Bff.Tests.Platform.Ops;

public sealed class MetricsTests
{
    [Fact]
    public void A_label_that_grows_without_end_fills_no_memory()
    {
        using var metrics = new Metrics();
        using var meter = new Meter("bff");
        var counter = meter.CreateCounter<long>("bff.test.labels");
        for (var n = 0; n < 8_000; n++) counter.Add(1, new KeyValuePair<string, object?>("n", n));
        Assert.InRange(metrics.SeriesCount, 1_000, 5_000);
    }
}
