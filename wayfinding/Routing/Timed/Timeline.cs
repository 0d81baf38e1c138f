using System.Collections.Immutable;
using Wayfinding.Model;
using Wayfinding.Routing.Contraction;
using Wayfinding.Routing.Live;

namespace Wayfinding.Routing.Timed;

/// <summary>
/// Which edges can be passed when, for one profile from one departure on. A walker waits at a shut door if it opens by the horizon; a door
/// that opens later stays shut for the whole walk. Therefore an earlier arrival is never a disadvantage (first in, first out), which every
/// search in time relies on. Times are milliseconds since departure. Uses one snapshot of the closures; not thread-safe.
/// </summary>
internal sealed class Timeline(Network network, Profile profile, DateTime start, DateTime horizon)
{
    /// <summary>Enter's answer for an edge that stays shut.</summary>
    public const long Never = long.MaxValue;

    private readonly ImmutableArray<Closure> _closures = network.Snapshot;
    private readonly List<Span> _spans = [];

    private readonly record struct Span(DateTime From, long Until, EdgeCosts Costs, bool Waits);

    /// <summary>When one who reaches an edge at a time can set foot on it: at once, when it opens, or <see cref="Never"/>.</summary>
    public long Enter(int edge, long reached)
    {
        for (var i = Reaching(reached); ; i++)
        {
            if (i == _spans.Count) Extend();
            // Beyond the horizon nothing opens any more: what was shut in the span before stays shut.
            if (IsOpen(edge, i)) return Math.Max(reached, i == 0 ? 0 : _spans[i - 1].Until);
            if (!_spans[i].Waits) return Never;
        }
    }

    private bool IsOpen(int edge, int span)
    {
        for (; _spans[span].Costs[edge] < Metric.Unreachable; span--)
            if (span == 0 || _spans[span].From <= horizon) return true;
        return false;
    }

    private int Reaching(long reached)
    {
        var i = 0;
        for (; i < _spans.Count || Extend(); i++)
            if (reached < _spans[i].Until) break;
        return i;
    }

    private bool Extend()
    {
        var from = _spans.Count == 0 ? start : start.AddMilliseconds(_spans[^1].Until);
        var slice = network.SliceFor(from, _closures);
        // Rounded up: else a departure between two milliseconds would never get past a boundary.
        var until = slice.Until is { } u && u < DateTime.MaxValue ? (long)Math.Ceiling((u - start).TotalMilliseconds) : Never;
        _spans.Add(new(from, until, slice.Weights.Costs(network.Venue.Graph, profile), until < Never && slice.Until <= horizon));
        return true;
    }
}
