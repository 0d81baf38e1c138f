using System.Collections.Immutable;
using Wayfinding.Model;
using Wayfinding.Routing.Contraction;

namespace Wayfinding.Routing.Live;

/// <summary>Works out which doors are open and which edges are shut at a time, and until when that lasts.</summary>
internal sealed class SliceMaker(Venue venue, HolidayCalendar holidays, FeatureEdges features)
{
    /// <summary>The span of a time; weights that are among the known ones are used again.</summary>
    /// <param name="at">Local time; null for every hour open.</param>
    /// <param name="closures">Closures, also those not in force at that time.</param>
    /// <param name="known">Weights made so far.</param>
    public TimeSlice Make(DateTime? at, ImmutableArray<Closure> closures, IEnumerable<Weights> known)
    {
        var open = Bits.Empty(venue.Hours.Count);
        var until = at is null ? default(DateTime?) : DateTime.MaxValue;
        for (var i = 0; i < venue.Hours.Count; i++)
        {
            if (at is not { } t)
            {
                Bits.Set(open, i);
                continue;
            }
            if (venue.Hours[i].IsOpen(t, holidays)) Bits.Set(open, i);
            if (venue.Hours[i].NextChange(t, holidays) is { } change && change < until) until = change;
        }
        foreach (var bound in closures.SelectMany(c => new[] { c.From, c.Until }))
            if (at is not null && bound > at && bound < until) until = bound;
        var closed = ClosedEdges(closures, at);
        return new(at, until, known.FirstOrDefault(w => w.Are(open, closed)) ?? new Weights(open, closed));
    }

    /// <summary>The edges shut at a time, a bit each.</summary>
    public ulong[] ClosedEdges(ImmutableArray<Closure> closures, DateTime? at)
    {
        var closed = Bits.Empty(venue.Graph.EdgeCount);
        foreach (var closure in closures.Where(c => c.IsActive(at)))
            foreach (var e in features.Of(closure).Span) Bits.Set(closed, e);
        return closed;
    }

    /// <summary>True when a closure begins or ends within the span.</summary>
    public static bool Splits(Closure closure, DateTime from, DateTime? until) =>
        (closure.From is { } f && f > from && f < until) || (closure.Until is { } u && u > from && u < until);
}
