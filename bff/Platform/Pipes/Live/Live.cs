using Microsoft.AspNetCore.SignalR;
using Npgsql;

namespace Bff.Platform.Pipes;

/// <summary>
/// Brings a numbered log to the connections of this node. A connection is a cursor into each room it has joined: whatever happened, the
/// next lines after the cursor are read and sent, in order, each once; join, reconnect and follow are this one operation. One reader for
/// all, so that nothing overtakes; a slow connection is passed over until it has caught up. What ends a connection's right to look ends
/// the connection within a second.
/// </summary>
public sealed partial class Live<TViewer, TLine, TState>
    where TState : class
{
    private const int MostRooms = 500;
    private readonly ILiveSource<TViewer, TLine, TState> _source;
    private readonly LiveSettings _settings;
    private readonly Action _wake;
    private readonly ILogger _logger;
    private readonly LiveRooms<TViewer, TState> _rooms = new();

    internal Live(ILiveSource<TViewer, TLine, TState> source, LiveSettings settings, Action wake, ILogger logger) =>
        (_source, _settings, _wake, _logger) = (source, settings, wake, logger);

    /// <summary>Whose connections are open on this node.</summary>
    public IReadOnlyCollection<TViewer> Viewers => [.. _rooms.Peers().Select(peer => peer.Viewer)];

    internal (int Peers, int Joins, int Changed) Count => _rooms.Count;

    /// <summary>A connection was opened (<c>OnConnectedAsync</c>).</summary>
    /// <param name="client">Of <c>IHubContext.Clients.Client(id)</c>: one that outlives the hub's invocation.</param>
    /// <param name="abort">Cuts the connection.</param>
    public void Open(string connectionId, TViewer viewer, IClientProxy client, Action abort) =>
        _rooms.Open(new LivePeer<TViewer>(connectionId, viewer, client, abort));

    /// <summary>A connection is gone (<c>OnDisconnectedAsync</c>).</summary>
    public void Close(string connectionId) => _rooms.Close(connectionId);

    /// <summary>
    /// Sends the connection every line after a number, those there are and those to come, and every change of state. The caller has
    /// checked that it may.
    /// </summary>
    /// <param name="after">The last number the client has; 0 for all.</param>
    public LiveJoin Join(string connectionId, Guid room, int after)
    {
        var joined = _rooms.Join(connectionId, room, after, _settings.MostJoins);
        if (joined == LiveJoin.Joined) _wake();
        return joined;
    }

    /// <summary>The connection gets no more of the room.</summary>
    public void Leave(string connectionId, Guid room) => _rooms.Leave(connectionId, room);

    /// <summary>Something of the room changed: a hint was heard.</summary>
    public void Changed(Guid room) => Look([room]);

    /// <summary>Everything may have changed.</summary>
    public void LookAgain() => Look(_rooms.All());

    /// <summary>Rooms whose state, as last sent to someone here, is such may have changed.</summary>
    public void LookAgain(Func<TState, bool> where) => Look(_rooms.RoomsWhere(where));

    /// <summary>Sends a passing event, one without a number, to all connections of such viewers.</summary>
    public void Tell(Func<TViewer, bool> whom, LiveEvent told) => Tell(_rooms.Peers(), whom, told);

    /// <summary>Sends a passing event, such as typing, to such viewers who have joined the room.</summary>
    public void TellRoom(Guid room, Func<TViewer, bool> whom, LiveEvent told) => Tell(_rooms.PeersIn(room), whom, told);

    /// <summary>Looks at some changed rooms; the body of the worker.</summary>
    /// <returns>Whether there are more.</returns>
    internal async Task<bool> BringAsync(CancellationToken cancellationToken)
    {
        var asked = _rooms.TakeChanged(MostRooms);
        try
        {
            if (asked.Length > 0) await BringAsync(asked, cancellationToken);
        }
        catch (Exception e) when (IsOfOneRoom(e))
        {
            foreach (var one in asked) await BringAloneAsync(one, cancellationToken);
        }
        catch
        {
            _rooms.Change(asked.Select(a => a.Room)); // They wait for the next try.
            throw;
        }
        return _rooms.Count.Changed > 0;
    }

    /// <summary>Ends what may no longer be seen; the body of the worker of every second.</summary>
    internal async Task CheckAsync(CancellationToken cancellationToken)
    {
        var open = _rooms.Connections();
        if (open.Length == 0) return;
        foreach (var end in await _source.EndedAsync(open, cancellationToken))
        {
            if (end.Room is { } room) _rooms.Leave(end.ConnectionId, room);
            else _rooms.Close(end.ConnectionId)?.Abort();
        }
    }

    private async Task BringAsync((Guid Room, LiveCursor<TViewer, TState>[] Cursors)[] asked, CancellationToken cancellationToken)
    {
        Guid[] ids = [.. asked.Select(a => a.Room)];
        var states = await _source.StatesAsync(ids, cancellationToken);
        var lines = await _source.LinesAfterAsync(ids, [.. asked.Select(a => a.Cursors.Min(c => c.Number))], _settings.MostLines,
            cancellationToken);
        foreach (var (room, cursors) in asked)
        {
            if (!states.TryGetValue(room, out var state)) continue;
            TLine[] next = [.. lines[room]];
            foreach (var cursor in cursors)
                if (_rooms.IsCurrent(room, cursor)) Bring(room, cursor, next, state);
        }
    }

    /// <summary>A room with a line that cannot be read must not hold up the others: it waits for its next change.</summary>
    private async Task BringAloneAsync((Guid Room, LiveCursor<TViewer, TState>[] Cursors) asked, CancellationToken cancellationToken)
    {
        try
        {
            await BringAsync([asked], cancellationToken);
        }
        catch (Exception e) when (IsOfOneRoom(e))
        {
            LogUnreadable(e, asked.Room, _settings.Name);
        }
        catch
        {
            _rooms.Change([asked.Room]);
            throw;
        }
    }

    /// <summary>Whether the fault may be one room's own, not the database's.</summary>
    private static bool IsOfOneRoom(Exception e) =>
        e is not (NpgsqlException or TimeoutException or IOException or OperationCanceledException);

    private void Bring(Guid room, LiveCursor<TViewer, TState> cursor, TLine[] lines, TState state)
    {
        var sends = new List<Task>();
        foreach (var line in lines)
        {
            var number = _source.Number(line);
            if (number <= cursor.Number) continue;
            if (_source.LineEvent(cursor.Peer.Viewer, room, line) is { } told) sends.Add(cursor.Peer.SendAsync(told));
            cursor.Number = number;
        }
        cursor.State = state;
        if (_source.StateEvent(cursor.Peer.Viewer, room, state) is { } standing && standing != cursor.Told)
        {
            sends.Add(cursor.Peer.SendAsync(standing));
            cursor.Told = standing;
        }
        var all = Task.WhenAll(sends);
        cursor.Sending = all;
        if (!all.IsCompleted) _ = all.ContinueWith(_ => Changed(room), CancellationToken.None, TaskContinuationOptions.None,
            TaskScheduler.Default);
        else if (lines.Length == _settings.MostLines) Changed(room);
    }

    private void Look(IEnumerable<Guid> rooms)
    {
        if (_rooms.Change(rooms)) _wake();
    }

    private void Tell(IEnumerable<LivePeer<TViewer>> peers, Func<TViewer, bool> whom, LiveEvent told)
    {
        foreach (var peer in peers.Where(peer => whom(peer.Viewer)))
            if (!peer.Tell(told, _settings.MostWaiting)) _rooms.Close(peer.Id)?.Abort();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Room {Room} of {Live} cannot be read; it waits for its next change")]
    private partial void LogUnreadable(Exception e, Guid room, string live);
}
