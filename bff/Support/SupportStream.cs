using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using Npgsql;

namespace Bff.Support;

/// <summary>
/// Brings the log to the connections of this node. A connection is a cursor into each conversation it has joined: whatever happened, the next lines after
/// the cursor are read and sent, in order, each once. One reader for all, so that nothing overtakes; a slow connection is passed over until it has caught up.
/// </summary>
internal sealed partial class SupportStream(SupportStore store, IHubContext<SupportHub> hub, ILogger<SupportStream> logger) : BackgroundService
{
    private const int MostLines = 200;
    private const int MostConversations = 500;
    private readonly Channel<Guid> changed = Channel.CreateUnbounded<Guid>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<Guid, ConcurrentDictionary<string, Cursor>> rooms = new();
    private readonly ConcurrentDictionary<string, Line> lines = new();

    /// <summary>One open connection.</summary>
    internal sealed record Line(string ConnectionId, Guid SessionId, Guid? StaffId, Guid? HospitalId, Action Abort);

    private sealed class Cursor(Line line, int number)
    {
        public Line Line => line;
        public int Number { get; set; } = number;
        public StateEvent? State { get; set; }
        public Task Sending { get; set; } = Task.CompletedTask;
    }

    public void Open(Line line) => lines[line.ConnectionId] = line;

    public void Close(string connectionId)
    {
        lines.TryRemove(connectionId, out _);
        foreach (var (id, room) in rooms)
            if (room.TryRemove(connectionId, out _) && room.IsEmpty) rooms.TryRemove(KeyValuePair.Create(id, room));
    }

    /// <summary>Sends the connection every line after <paramref name="after"/>, those there are and those to come, and every change of state.</summary>
    public void Join(string connectionId, Guid conversation, int after)
    {
        if (!lines.TryGetValue(connectionId, out var line)) return;
        // A room that was taken down in this moment is put up again.
        while (true)
        {
            var room = rooms.GetOrAdd(conversation, _ => new ConcurrentDictionary<string, Cursor>());
            room[connectionId] = new Cursor(line, after);
            if (rooms.TryGetValue(conversation, out var kept) && ReferenceEquals(kept, room)) break;
        }
        changed.Writer.TryWrite(conversation);
    }

    public void Leave(string connectionId, Guid conversation)
    {
        if (rooms.TryGetValue(conversation, out var room)) room.TryRemove(connectionId, out _);
    }

    /// <summary>Sessions with an open connection, and agents among them.</summary>
    public IReadOnlyCollection<Line> Lines => [.. lines.Values];

    /// <summary>Everything may have changed.</summary>
    public void LookAgain()
    {
        foreach (var id in rooms.Keys) changed.Writer.TryWrite(id);
    }

    /// <summary>Takes one notification: <c>c:</c> conversation, <c>q:</c> hospital, <c>t:</c> conversation and who types, <c>a:</c> and <c>u:</c> agent and conversation.</summary>
    public void Hear(string told)
    {
        var parts = told.Split(':');
        if (parts.Length < 2 || !Guid.TryParse(parts[1], out var id)) return;
        switch (parts[0])
        {
            case "c":
                if (rooms.ContainsKey(id)) changed.Writer.TryWrite(id);
                break;
            case "q":
                foreach (var (waiting, room) in rooms)
                    if (room.Values.Any(c => c.State?.State == ConversationState.Queue)) changed.Writer.TryWrite(waiting);
                Tell(l => l.StaffId is not null && (l.HospitalId is null || l.HospitalId == id), "queue", new QueueEvent(id.ToString()));
                break;
            case "t" when parts.Length == 3:
                if (rooms.TryGetValue(id, out var listeners))
                    foreach (var cursor in listeners.Values.Where(c => c.Line.StaffId is null != (parts[2] == "patient")))
                        Send(cursor.Line.ConnectionId, "typing", new TypingEvent(id.ToString(), parts[2]));
                break;
            case "a" or "u" when parts.Length == 3:
                Tell(l => l.StaffId == id, parts[0] == "a" ? "assigned" : "unassigned", new AssignmentEvent(parts[2]));
                break;
            default: // Of a newer release.
                break;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var ids = new HashSet<Guid>();
        while (await changed.Reader.WaitToReadAsync(stoppingToken))
        {
            while (ids.Count < MostConversations && changed.Reader.TryRead(out var id)) ids.Add(id);
            try
            {
                await BringAsync([.. ids], stoppingToken);
                ids.Clear();
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or FieldCipherException)
            {
                LogWaits(e);
                if (e is FieldCipherException) ids.Clear();
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
            }
        }
    }

    private async Task BringAsync(Guid[] ids, CancellationToken stoppingToken)
    {
        var asked = ids.Select(id => (Id: id, Room: rooms.GetValueOrDefault(id))).Where(r => r.Room is { IsEmpty: false })
            .Select(r => (r.Id, Cursors: r.Room!.Values.Where(c => c.Sending.IsCompleted).ToArray())).Where(r => r.Cursors.Length > 0).ToArray(); // The others come back when they have caught up.
        if (asked.Length == 0) return;
        var states = (await store.StatesAsync([.. asked.Select(a => a.Id)], stoppingToken)).ToDictionary(s => s.Id);
        var messages = (await store.MessagesAfterAsync([.. asked.Select(a => a.Id)], [.. asked.Select(a => a.Cursors.Min(c => c.Number))], MostLines, stoppingToken)).ToLookup(m => m.Conversation, m => m.Message);
        foreach (var (id, cursors) in asked)
        {
            if (!states.TryGetValue(id, out var row)) continue;
            var state = new StateEvent(id.ToString(), row.State, row.AgentName is { } name ? new ServingAgent(name) : null, row.Queue);
            foreach (var cursor in cursors) Bring(id, cursor, [.. messages[id]], state);
        }
    }

    private void Bring(Guid id, Cursor cursor, Message[] messages, StateEvent state)
    {
        var sends = new List<Task>();
        foreach (var message in messages.Where(m => m.Number > cursor.Number))
        {
            sends.Add(hub.Clients.Client(cursor.Line.ConnectionId).SendAsync("message", new MessageEvent(id.ToString(), message)));
            cursor.Number = message.Number;
        }
        if (cursor.State != state)
        {
            sends.Add(hub.Clients.Client(cursor.Line.ConnectionId).SendAsync("state", state));
            cursor.State = state;
        }
        var all = Task.WhenAll(sends);
        cursor.Sending = all;
        if (!all.IsCompleted) _ = all.ContinueWith(_ => changed.Writer.TryWrite(id), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        else if (messages.Length == MostLines) changed.Writer.TryWrite(id);
    }

    private void Tell(Func<Line, bool> whom, string what, object content)
    {
        foreach (var line in lines.Values.Where(whom)) Send(line.ConnectionId, what, content);
    }

    private void Send(string connectionId, string what, object content) => _ = hub.Clients.Client(connectionId).SendAsync(what, content);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Messages wait for the database")]
    private partial void LogWaits(Exception e);
}
