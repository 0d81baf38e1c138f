using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Bff.Platform.Ops;

/// <summary>
/// Prometheus text (0.0.4) of the process's meters: what ASP.NET, Npgsql and the slices measure. Durations are histograms over fixed
/// bounds, so memory depends on the number of routes, not of requests.
/// </summary>
public sealed class Metrics : IDisposable
{
    private static readonly double[] Bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    /// <summary>Meters that are shown and, where a collector is configured, sent.</summary>
    internal static readonly HashSet<string> Meters =
        ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql", "bff", "System.Runtime"];
    private const int MostSeries = 5_000;
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(Instrument Instrument, string Labels), Series> _series = new();

    public Metrics()
    {
        _listener.InstrumentPublished = (instrument, l) =>
        {
            if (Meters.Contains(instrument.Meter.Name)) l.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((i, v, tags, _) => Record(i, v, tags));
        _listener.SetMeasurementEventCallback<long>((i, v, tags, _) => Record(i, v, tags));
        _listener.SetMeasurementEventCallback<int>((i, v, tags, _) => Record(i, v, tags));
        _listener.Start();
    }

    /// <summary>Series that are kept now; never more than 5,000.</summary>
    internal int SeriesCount => _series.Count;

    public void Dispose() => _listener.Dispose();

    /// <summary>The exposition text.</summary>
    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var group in _series.GroupBy(s => s.Key.Instrument).OrderBy(g => g.Key.Name, StringComparer.Ordinal))
        {
            var name = group.Key.Name.Replace('.', '_').Replace('-', '_') + (group.Key.Unit == "s" ? "_seconds" : "");
            var kind = Kind(group.Key);
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} {kind}\n");
            foreach (var ((_, labels), value) in group.OrderBy(s => s.Key.Labels, StringComparer.Ordinal)) value.Write(text, name, labels,
                kind);
        }
        return text.ToString();
    }

    private static string Kind(Instrument instrument) =>
        instrument.GetType().Name is var type && type.StartsWith("Histogram", StringComparison.Ordinal) ? "histogram"
        : type.StartsWith("Counter", StringComparison.Ordinal) || type.StartsWith("ObservableCounter", StringComparison.Ordinal) ? "counter"
            : "gauge";

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = tags.Length == 0 ? "" : Labels(tags);
        if (!_series.TryGetValue((instrument, labels), out var found))
        {
            if (_series.Count >= MostSeries) return; // A label that grows without end must not take the process with it.
            found = _series.GetOrAdd((instrument, labels), _ => new Series(Kind(instrument)));
        }
        found.Record(value, accumulate: !instrument.IsObservable);
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            if (text.Length > 0) text.Append(',');
            var escaped = Convert.ToString(value, CultureInfo.InvariantCulture)?.Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            text.Append(key.Replace('.', '_')).Append("=\"").Append(escaped).Append('"');
        }
        return text.ToString();
    }

    private sealed class Series(string kind)
    {
        private readonly long[]? _buckets = kind == "histogram" ? new long[Bounds.Length + 1] : null;
        private readonly Lock _gate = new();
        private double _sum;

        public void Record(double value, bool accumulate)
        {
            lock (_gate)
            {
                if (_buckets is not null)
                {
                    var at = Array.BinarySearch(Bounds, value);
                    _buckets[at < 0 ? ~at : at]++;
                }
                _sum = accumulate ? _sum + value : value;
            }
        }

        public void Write(StringBuilder text, string name, string labels, string kind)
        {
            lock (_gate)
            {
                var braces = labels.Length == 0 ? "" : "{" + labels + "}";
                if (_buckets is null)
                {
                    text.Append(CultureInfo.InvariantCulture, $"{name}{(kind == "counter" ? "_total" : "")}{braces} {_sum}\n");
                    return;
                }
                long count = 0;
                var comma = labels.Length == 0 ? "" : labels + ",";
                for (var i = 0; i < _buckets.Length; i++)
                {
                    count += _buckets[i];
                    var bound = i < Bounds.Length ? Bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
                    text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{comma}le=\"{bound}\"}} {count}\n");
                }
                text.Append(CultureInfo.InvariantCulture, $"{name}_sum{braces} {_sum}\n{name}_count{braces} {count}\n");
            }
        }
    }
}
