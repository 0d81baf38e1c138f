using Microsoft.AspNetCore.SignalR;

namespace Bff.Platform.Pipes;

/// <summary>What a client's handler of that name receives.</summary>
public sealed record LiveEvent(string Method, object Content);

/// <summary>Bounds of a <see cref="Live{TViewer, TLine, TState}"/>.</summary>
public sealed record LiveSettings
{
    /// <summary>Of the live line, <c>slice.what</c>; its workers are <c>live:name</c> and <c>live.check:name</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Most rooms one connection may have joined.</summary>
    public int MostJoins { get; init; } = 50;

    /// <summary>Most lines of a room that are read at once; a connection further behind gets them in several turns.</summary>
    public int MostLines { get; init; } = 200;

    /// <summary>
    /// Most passing events (<c>Tell</c>) that may wait for a slow connection; one more ends it, and it comes back by itself.
    /// </summary>
    public int MostWaiting { get; init; } = 200;
}

/// <summary>How a join ended.</summary>
public enum LiveJoin
{
    /// <summary>Lines come.</summary>
    Joined,

    /// <summary>The connection has joined as many rooms as it may.</summary>
    TooMany,

    /// <summary>The connection is closed.</summary>
    Gone,
}

/// <summary>An end of what a connection may see.</summary>
/// <param name="Room">Null: all of it, the connection is cut. Else this room alone.</param>
public sealed record LiveEnd(string ConnectionId, Guid? Room = null);

/// <summary>An open connection as it is checked every second.</summary>
/// <param name="Rooms">Those it has joined.</param>
public sealed record LiveConnection<TViewer>(string ConnectionId, TViewer Viewer, IReadOnlyList<Guid> Rooms);

/// <summary>What a slice gives to its live line. A room is whatever has a numbered log: a conversation, a consultation.</summary>
/// <typeparam name="TViewer">Who looks: session, role, hospital.</typeparam>
/// <typeparam name="TLine">A line of the log.</typeparam>
/// <typeparam name="TState">What is so now of a room, as read for all viewers.</typeparam>
public interface ILiveSource<TViewer, TLine, TState>
{
    /// <summary>The state of each room; a room that is not there is left out, and nothing of it is sent.</summary>
    Task<IReadOnlyDictionary<Guid, TState>> StatesAsync(Guid[] rooms, CancellationToken cancellationToken);

    /// <summary>The next lines of each room after the number of the same index, in order, at most so many of each.</summary>
    Task<ILookup<Guid, TLine>> LinesAfterAsync(Guid[] rooms, int[] after, int most, CancellationToken cancellationToken);

    /// <summary>The number of a line, from 1.</summary>
    int Number(TLine line);

    /// <summary>A line for this viewer; null: not for them.</summary>
    LiveEvent? LineEvent(TViewer viewer, Guid room, TLine line);

    /// <summary>A room's state for this viewer; null: not for them. Sent when it is not equal to the one sent before.</summary>
    LiveEvent? StateEvent(TViewer viewer, Guid room, TState state);

    /// <summary>Asked twice a second for all connections of this node: whose session, role, grant or invite has ended.</summary>
    Task<IReadOnlyCollection<LiveEnd>> EndedAsync(IReadOnlyCollection<LiveConnection<TViewer>> open, CancellationToken cancellationToken);
}

/// <summary>One open connection and what waits for it.</summary>
internal sealed class LivePeer<TViewer>(string id, TViewer viewer, IClientProxy client, Action abort)
{
    private int _waiting;

    public string Id => id;
    public TViewer Viewer => viewer;
    public HashSet<Guid> Rooms { get; } = [];

    public void Abort() => abort();

    public Task SendAsync(LiveEvent told) => client.SendAsync(told.Method, told.Content);

    /// <summary>Sends without waiting; false when too many such events wait already.</summary>
    public bool Tell(LiveEvent told, int most)
    {
        if (Interlocked.Increment(ref _waiting) > most) return false;
        var sending = SendAsync(told);
        if (sending.IsCompleted) Interlocked.Decrement(ref _waiting);
        else _ = sending.ContinueWith(_ =>
            Interlocked.Decrement(ref _waiting), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return true;
    }
}

/// <summary>How far a connection has come in a room.</summary>
internal sealed class LiveCursor<TViewer, TState>(LivePeer<TViewer> peer, int number)
    where TState : class
{
    public LivePeer<TViewer> Peer => peer;
    public int Number { get; set; } = number;
    public TState? State { get; set; }
    public LiveEvent? Told { get; set; }
    public Task Sending { get; set; } = Task.CompletedTask;
}
