namespace Bff.Platform.Pipes;

/// <summary>Who has joined what on this node, and which rooms are to be looked at. Nothing of a connection lives on after it.</summary>
internal sealed class LiveRooms<TViewer, TState>
    where TState : class
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LivePeer<TViewer>> _peers = [];
    private readonly Dictionary<Guid, Dictionary<string, LiveCursor<TViewer, TState>>> _rooms = [];
    private readonly HashSet<Guid> _changed = [];

    /// <summary>Connections, joins and rooms that wait to be looked at.</summary>
    public (int Peers, int Joins, int Changed) Count
    {
        get
        {
            lock (_gate) return (_peers.Count, _rooms.Values.Sum(room => room.Count), _changed.Count);
        }
    }

    public void Open(LivePeer<TViewer> peer)
    {
        lock (_gate) _peers[peer.Id] = peer;
    }

    public LivePeer<TViewer>? Close(string connectionId)
    {
        lock (_gate)
        {
            if (!_peers.Remove(connectionId, out var peer)) return null;
            foreach (var room in peer.Rooms) RemoveCursor(room, connectionId);
            return peer;
        }
    }

    public LiveJoin Join(string connectionId, Guid room, int after, int mostJoins)
    {
        lock (_gate)
        {
            if (!_peers.TryGetValue(connectionId, out var peer)) return LiveJoin.Gone;
            if (!peer.Rooms.Contains(room) && peer.Rooms.Count >= mostJoins) return LiveJoin.TooMany;
            peer.Rooms.Add(room);
            if (!_rooms.TryGetValue(room, out var cursors)) _rooms[room] = cursors = [];
            cursors[connectionId] = new LiveCursor<TViewer, TState>(peer, after);
            _changed.Add(room);
            return LiveJoin.Joined;
        }
    }

    public void Leave(string connectionId, Guid room)
    {
        lock (_gate)
        {
            if (_peers.TryGetValue(connectionId, out var peer) && peer.Rooms.Remove(room)) RemoveCursor(room, connectionId);
        }
    }

    /// <summary>Notes rooms to be looked at; those that nobody here has joined are passed over.</summary>
    /// <returns>False: none of them.</returns>
    public bool Change(IEnumerable<Guid> rooms)
    {
        lock (_gate)
        {
            var before = _changed.Count;
            foreach (var room in rooms)
                if (_rooms.ContainsKey(room)) _changed.Add(room);
            return _changed.Count > before;
        }
    }

    /// <summary>Rooms of which some connection here was sent a state that is so.</summary>
    public Guid[] RoomsWhere(Func<TState, bool> so)
    {
        lock (_gate) return [.. _rooms.Where(room => room.Value.Values.Any(c => c.State is { } state && so(state)))
            .Select(room => room.Key)];
    }

    /// <summary>
    /// Takes rooms that are to be looked at, with the cursors that wait for nothing: the others come back when they have caught up.
    /// </summary>
    public (Guid Room, LiveCursor<TViewer, TState>[] Cursors)[] TakeChanged(int most)
    {
        lock (_gate)
        {
            var taken = _changed.Take(most).ToArray();
            _changed.ExceptWith(taken);
            return [.. taken.Select(room => (room, Cursors: Waiting(room))).Where(room => room.Cursors.Length > 0)];
        }
    }

    private LiveCursor<TViewer, TState>[] Waiting(Guid room) =>
        _rooms.TryGetValue(room, out var cursors) ? [.. cursors.Values.Where(c => c.Sending.IsCompleted)] : [];

    public Guid[] All()
    {
        lock (_gate) return [.. _rooms.Keys];
    }

    public LivePeer<TViewer>[] Peers()
    {
        lock (_gate) return [.. _peers.Values];
    }

    public LivePeer<TViewer>[] PeersIn(Guid room)
    {
        lock (_gate) return _rooms.TryGetValue(room, out var cursors) ? [.. cursors.Values.Select(c => c.Peer)] : [];
    }

    public LiveConnection<TViewer>[] Connections()
    {
        lock (_gate) return [.. _peers.Values.Select(peer => new LiveConnection<TViewer>(peer.Id, peer.Viewer, [.. peer.Rooms]))];
    }

    /// <summary>Whether the cursor is still the connection's place in the room.</summary>
    public bool IsCurrent(Guid room, LiveCursor<TViewer, TState> cursor)
    {
        lock (_gate) return _rooms.TryGetValue(room, out var cursors) && cursors.TryGetValue(cursor.Peer.Id, out var kept)
            && ReferenceEquals(kept, cursor);
    }

    private void RemoveCursor(Guid room, string connectionId)
    {
        if (!_rooms.TryGetValue(room, out var cursors) || !cursors.Remove(connectionId) || cursors.Count > 0) return;
        _rooms.Remove(room);
        _changed.Remove(room);
    }
}
