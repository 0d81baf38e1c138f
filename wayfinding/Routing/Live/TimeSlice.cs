namespace Wayfinding.Routing.Live;

/// <summary>A span of time in which no door opens or closes. Without times (From and Until null) every hour counts as open.</summary>
internal sealed class TimeSlice(DateTime? from, DateTime? until, Weights weights)
{
    private static long _made;

    /// <summary>Unlike that of any other span of the process.</summary>
    public long Id { get; } = Interlocked.Increment(ref _made);

    public DateTime? From => from;

    public DateTime? Until => until;

    public Weights Weights => weights;

    public bool Covers(DateTime? at) => at is { } t ? t >= from && t < until : from is null;
}
