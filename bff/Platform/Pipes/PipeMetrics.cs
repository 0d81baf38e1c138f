using System.Diagnostics.Metrics;

namespace Bff.Platform.Pipes;

/// <summary>What the pipes measure, under the meter <c>bff</c>.</summary>
internal static class PipeMetrics
{
    private static readonly Meter Meter = new("bff");
    private static readonly Counter<long> Runs =
        Meter.CreateCounter<long>("bff.worker.runs", null, "Runs of a worker's body, by worker and outcome (ok, failed).");
    private static readonly Histogram<double> Durations =
        Meter.CreateHistogram<double>("bff.worker.duration", "s", "Time of one run, by worker.");
    private static readonly Counter<long> Hints =
        Meter.CreateCounter<long>("bff.notifications.heard", null, "Hints heard, by subscription.");
    private static readonly Counter<long> Overflows =
        Meter.CreateCounter<long>("bff.notifications.overflows", null,
            "Times hints were too many and one look at everything took their place.");

    private static OutboxMeasure[] _outbox = [];

    static PipeMetrics()
    {
        Meter.CreateObservableGauge("bff.outbox.waiting", () =>
            Measure(m => m.Waiting), null, "Rows of the outbox that wait or are being handled, by topic.");
        Meter.CreateObservableGauge("bff.outbox.parked", () =>
            Measure(m => m.Parked), null, "Rows of the outbox that wait for an operator, by topic.");
        Meter.CreateObservableGauge("bff.outbox.oldest", () =>
            Measure(m => m.OldestSeconds), "s", "How long the oldest waiting row has been due, by topic.");
    }

    /// <summary>What was read last of the outbox.</summary>
    public static void Measured(IReadOnlyList<OutboxMeasure> outbox) => Volatile.Write(ref _outbox, [.. outbox]);

    private static IEnumerable<Measurement<double>> Measure(Func<OutboxMeasure, double> of) =>
        Volatile.Read(ref _outbox).Select(m => new Measurement<double>(of(m), new KeyValuePair<string, object?>("topic", m.Topic)));

    public static void Ran(string worker, string outcome, TimeSpan took)
    {
        Runs.Add(1, new("worker", worker), new("outcome", outcome));
        Durations.Record(took.TotalSeconds, new KeyValuePair<string, object?>("worker", worker));
    }

    public static void Heard(string subscription) => Hints.Add(1, new KeyValuePair<string, object?>("subscription", subscription));

    public static void Overflowed(string subscription) => Overflows.Add(1, new KeyValuePair<string, object?>("subscription", subscription));
}

/// <summary>The outbox's rows of one topic.</summary>
internal sealed record OutboxMeasure(string Topic, long Waiting, long Parked, double OldestSeconds);
