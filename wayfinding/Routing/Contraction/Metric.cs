namespace Wayfinding.Routing.Contraction;

/// <summary>
/// Weights of one profile at one state of doors and lifts, in milliseconds per arc and direction. Immutable once published; a changed copy
/// shares all untouched pages with the old one, so queries on the old one go on undisturbed.
/// </summary>
internal sealed class Metric
{
    /// <summary>No way. Two of them still fit an int.</summary>
    public const int Unreachable = int.MaxValue / 2;

    private Metric(MetricPage[] pages, int shift) => (Pages, Shift) = (pages, shift);

    public MetricPage[] Pages { get; }

    public int Shift { get; }

    public static Metric Empty(Hierarchy h)
    {
        var shift = System.Numerics.BitOperations.Log2((uint)h.PageSize);
        var pages = new MetricPage[(h.ArcCount + h.PageSize - 1) >> shift];
        for (var i = 0; i < pages.Length; i++) pages[i] = MetricPage.Empty(h.PageSize);
        return new(pages, shift);
    }

    public Metric WithPages(MetricPage[] pages) => new(pages, Shift);
}

/// <summary>
/// Weights of consecutive arcs. Via says how an arc is made: the complement of an edge of the graph, or the arc from the middle node to the
/// arc's lower end.
/// </summary>
internal sealed class MetricPage(int[] up, int[] down, int[] viaUp, int[] viaDown)
{
    public readonly int[] Up = up;
    public readonly int[] Down = down;
    public readonly int[] ViaUp = viaUp;
    public readonly int[] ViaDown = viaDown;

    public static MetricPage Empty(int size)
    {
        var page = new MetricPage(new int[size], new int[size], new int[size], new int[size]);
        Array.Fill(page.Up, Metric.Unreachable);
        Array.Fill(page.Down, Metric.Unreachable);
        return page;
    }

    public MetricPage Copy() => new([.. Up], [.. Down], [.. ViaUp], [.. ViaDown]);
}
