using System.Threading.Channels;

namespace Bff.Platform.Pipes;

/// <summary>What a subscription listens to.</summary>
/// <param name="Channel">PostgreSQL's channel.</param>
/// <param name="Topic">Of the house's own channel; null: all payloads of a channel of the slice's own.</param>
internal sealed record SubscriptionSource(string Name, string Channel, string? Topic);

/// <summary>Hints on their way to one handler. They wait here, so a handler that is slow or throws holds up no other one.</summary>
internal sealed class Subscription(SubscriptionSource source)
{
    /// <summary>Most hints that wait; more than these are one look at everything.</summary>
    internal const int MostHints = 4096;

    private readonly Channel<string> _hints =
        System.Threading.Channels.Channel.CreateBounded<string>(new BoundedChannelOptions(MostHints) { SingleReader = true });
    private int _everything;

    public string Channel => source.Channel;

    public int Waiting => _hints.Reader.Count;

    public bool LooksAtEverythingNext => Volatile.Read(ref _everything) == 1;

    /// <summary>Wakes whoever delivers.</summary>
    public Action Heard { private get; set; } = () => { };

    /// <summary>Takes a notification; one of another topic is not for this handler.</summary>
    /// <param name="told">On the house's channel <c>topic:payload</c>.</param>
    public void Hear(string channel, string told)
    {
        if (channel != source.Channel) return;
        if (source.Topic is { } topic)
        {
            if (!told.StartsWith(topic, StringComparison.Ordinal) || told.Length <= topic.Length || told[topic.Length] != ':') return;
            told = told[(topic.Length + 1)..];
        }
        PipeMetrics.Heard(source.Name);
        if (!_hints.Writer.TryWrite(told) && Interlocked.Exchange(ref _everything, 1) == 0) PipeMetrics.Overflowed(source.Name);
        Heard();
    }

    public void HearEverything()
    {
        Volatile.Write(ref _everything, 1);
        Heard();
    }

    /// <summary>Hands over what waits. A handler that throws has missed something, so the next call looks at everything.</summary>
    /// <returns>False: nothing is left.</returns>
    public async Task<bool> DeliverAsync(Func<string, CancellationToken, Task> changed, Func<CancellationToken, Task> everything,
        CancellationToken cancellationToken)
    {
        try
        {
            do
            {
                if (Interlocked.Exchange(ref _everything, 0) == 1)
                {
                    while (_hints.Reader.TryRead(out _)) { } // All told before the look that follows.
                    await everything(cancellationToken);
                }
                while (Volatile.Read(ref _everything) == 0 && _hints.Reader.TryRead(out var hint)) await changed(hint, cancellationToken);
            }
            while (Volatile.Read(ref _everything) == 1);
            return false;
        }
        catch
        {
            Volatile.Write(ref _everything, 1);
            throw;
        }
    }
}
