using System.Collections.Concurrent;
using Bff.Platform.Pipes;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Platform.Pipes;

public sealed class LiveTests : IAsyncDisposable
{
    private readonly Guid room = Guid.NewGuid();
    private readonly Log log = new();
    private Node? node;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Live<string, Line, State> Live => node!.Get<Live<string, Line, State>>();

    public async ValueTask DisposeAsync()
    {
        if (node is not null) await node.DisposeAsync();
    }

    [Fact]
    public async Task Join_follow_and_reconnect_bring_every_line_once_and_in_order()
    {
        await StartAsync();
        for (var n = 0; n < 25; n++) log.Add(room);
        var first = Open("one");
        Assert.Equal(LiveJoin.Joined, Live.Join("one", room, 0));
        await Node.UntilAsync(() => first.Numbers.Count == 25, "those there are, in batches of ten");
        log.Add(room);
        Live.Changed(room);
        Live.Changed(room);
        await Node.UntilAsync(() => first.Numbers.Count == 26, "one to come");
        Assert.Equal(Enumerable.Range(1, 26), first.Numbers);
        Live.Close("one");
        log.Add(room);
        var second = Open("two");
        Live.Join("two", room, 26);
        await Node.UntilAsync(() => !second.Numbers.IsEmpty, "what was missed");
        Assert.Equal([27], second.Numbers);
        Assert.Equal(26, first.Numbers.Count);
    }

    [Fact]
    public async Task Each_viewer_gets_their_own_events_and_a_state_only_when_it_changes()
    {
        await StartAsync();
        log.Add(room);
        var (staff, patient) = (Open("staff"), Open("patient", "patient"));
        Live.Join("staff", room, 0);
        Live.Join("patient", room, 0);
        await Node.UntilAsync(() => staff.Said("state") == 1 && patient.Said("state") == 1, "states");
        Assert.Equal(("line", "line for patients"), (staff.Events.First().Method, patient.Events.First().Method));
        Live.LookAgain();
        log.Put(room, "queue");
        Live.LookAgain(state => state.Name == "open");
        await Node.UntilAsync(() => staff.Said("state") == 2, "a changed state");
        await Task.Delay(100, Stop);
        Assert.Equal((2, 2), (staff.Said("state"), patient.Said("state")));
    }

    [Fact]
    public async Task A_slow_connection_holds_up_no_other_and_catches_up_later()
    {
        await StartAsync();
        log.Add(room);
        var (slow, quick) = (Open("slow"), Open("quick"));
        slow.Gate = new TaskCompletionSource();
        Live.Join("slow", room, 0);
        await Node.UntilAsync(() => slow.Waiting > 0, "a slow send");
        Live.Join("quick", room, 0);
        for (var n = 0; n < 30; n++)
        {
            log.Add(room);
            Live.Changed(room);
        }
        await Node.UntilAsync(() => quick.Numbers.Count == 31, "the quick one");
        Assert.True(slow.Waiting <= 2, "sends pile up for the slow one");
        slow.Gate.SetResult();
        await Node.UntilAsync(() => slow.Numbers.Count == 31, "the slow one, later");
        Assert.Equal(Enumerable.Range(1, 31), slow.Numbers);
    }

    [Fact]
    public async Task Passing_events_reach_whom_they_are_for_and_too_many_unsent_end_the_connection()
    {
        await StartAsync();
        var (staff, patient) = (Open("staff"), Open("patient", "patient"));
        Live.Join("patient", room, 0);
        Live.Tell(viewer => viewer == "staff", new LiveEvent("queue", 1));
        Live.TellRoom(room, _ => true, new LiveEvent("typing", 1));
        Assert.Equal((1, 0, 0, 1), (staff.Said("queue"), staff.Said("typing"), patient.Said("queue"), patient.Said("typing")));
        staff.Gate = new TaskCompletionSource();
        for (var n = 0; n < 5; n++) Live.Tell(_ => true, new LiveEvent("queue", n));
        Assert.False(staff.IsAborted);
        Live.Tell(_ => true, new LiveEvent("queue", 5));
        Assert.True(staff.IsAborted);
        Assert.False(patient.IsAborted);
        Assert.Equal(1, Live.Count.Peers);
    }

    [Fact]
    public async Task Joins_past_the_bound_are_refused_and_nothing_lives_on_after_the_connection()
    {
        await StartAsync();
        Open("one");
        var rooms = Enumerable.Range(0, 3).Select(_ => Guid.NewGuid()).ToArray();
        Assert.Equal([LiveJoin.Joined, LiveJoin.Joined, LiveJoin.Joined], rooms.Select(r => Live.Join("one", r, 0)));
        Assert.Equal(LiveJoin.TooMany, Live.Join("one", room, 0));
        Assert.Equal(LiveJoin.Joined, Live.Join("one", rooms[0], 5));
        Live.Leave("one", rooms[1]);
        Assert.Equal(LiveJoin.Joined, Live.Join("one", room, 0));
        Assert.Equal((1, 3), (Live.Count.Peers, Live.Count.Joins));
        Live.Close("one");
        Assert.Equal(LiveJoin.Gone, Live.Join("one", room, 0));
        Assert.Equal((0, 0, 0), Live.Count);
    }

    [Fact]
    public async Task The_end_of_a_session_cuts_the_connection_and_that_of_a_grant_one_room_within_a_second()
    {
        await StartAsync();
        var (granted, session) = (Open("granted"), Open("session"));
        var other = Guid.NewGuid();
        log.Add(room);
        log.Add(other);
        foreach (var id in (string[])["granted", "session"])
        {
            Live.Join(id, room, 0);
            Live.Join(id, other, 0);
        }
        await Node.UntilAsync(() => granted.Numbers.Count == 2 && session.Numbers.Count == 2, "lines");
        log.Ends = [new LiveEnd("granted", room), new LiveEnd("session")];
        var ended = System.Diagnostics.Stopwatch.StartNew();
        await Node.UntilAsync(() => session.IsAborted, "cut");
        Assert.True(ended.Elapsed < TimeSpan.FromSeconds(3), $"{ended.Elapsed}");
        log.Add(room);
        log.Add(other);
        Live.LookAgain();
        await Node.UntilAsync(() => granted.Numbers.Count == 3, "a line of the other room");
        await Task.Delay(100, Stop);
        Assert.Equal((3, 2, false), (granted.Numbers.Count, session.Numbers.Count, granted.IsAborted));
        Assert.Equal(2, log.Asked.Max(asked => asked));
    }

    [Fact]
    public async Task A_room_that_cannot_be_read_holds_up_no_other_and_a_broken_store_is_tried_again()
    {
        await StartAsync();
        var bad = Guid.NewGuid();
        log.Add(room);
        log.Add(bad);
        log.Unreadable = bad;
        var one = Open("one");
        Live.Join("one", bad, 0);
        Live.Join("one", room, 0);
        await Node.UntilAsync(() => one.Numbers.Count == 1, "the room that can be read");
        log.Broken = true;
        log.Add(room);
        Live.Changed(room);
        await Node.UntilAsync(() => node!.Workers.Health.Single(h => h.Name == "live:test").Failures > 0, "a broken store");
        log.Broken = false;
        await Node.UntilAsync(() => one.Numbers.Count == 2, "well again");
    }

    private async Task StartAsync() =>
        node = await Node.StartAsync(null, services => services.AddSingleton(log).AddLive<Source, string, Line, State>(
        new LiveSettings { Name = "test", MostJoins = 3, MostLines = 10, MostWaiting = 5 }));

    private Client Open(string id, string viewer = "staff")
    {
        var client = new Client();
        Live.Open(id, viewer, client, () => client.IsAborted = true);
        return client;
    }

    internal sealed record Line(Guid Room, int Number);

    internal sealed record State(string Name);

    internal sealed class Log
    {
        private readonly ConcurrentDictionary<Guid, (string State, int Last)> rooms = new();

        public Guid Unreadable { get; set; }
        public bool Broken { get; set; }
        public LiveEnd[] Ends { get; set; } = [];
        public ConcurrentQueue<int> Asked { get; } = new();

        public void Add(Guid room) => rooms.AddOrUpdate(room, ("open", 1), (_, before) => (before.State, before.Last + 1));

        public void Put(Guid room, string state) => rooms.AddOrUpdate(room, (state, 0), (_, before) => (state, before.Last));

        public (string State, int Last)? Find(Guid room) => rooms.TryGetValue(room, out var found) ? found : null;
    }

    internal sealed class Source(Log log) : ILiveSource<string, Line, State>
    {
        public Task<IReadOnlyDictionary<Guid, State>> StatesAsync(Guid[] rooms, CancellationToken cancellationToken) =>
            log.Broken ? throw new Npgsql.NpgsqlException("as told") : Task.FromResult<IReadOnlyDictionary<Guid, State>>(
                rooms.Where(r => log.Find(r) is not null).ToDictionary(r => r, r => new State(log.Find(r)!.Value.State)));

        public Task<ILookup<Guid, Line>> LinesAfterAsync(Guid[] rooms, int[] after, int most, CancellationToken cancellationToken) =>
            rooms.Contains(log.Unreadable) ? throw new InvalidOperationException("as told") : Task.FromResult(
                rooms.Zip(after).SelectMany(r =>
                    Enumerable.Range(r.Second + 1, Math.Clamp((log.Find(r.First)?.Last ?? 0) - r.Second, 0, most))
                        .Select(n => new Line(r.First, n)))
                    .ToLookup(line => line.Room));

        public int Number(Line line) => line.Number;

        public LiveEvent? LineEvent(string viewer, Guid room, Line line) =>
            new(viewer == "patient" ? "line for patients" : "line", line.Number);

        public LiveEvent? StateEvent(string viewer, Guid room, State state) => new("state", state);

        public Task<IReadOnlyCollection<LiveEnd>> EndedAsync(IReadOnlyCollection<LiveConnection<string>> open,
            CancellationToken cancellationToken)
        {
            log.Asked.Enqueue(open.Count);
            return Task.FromResult<IReadOnlyCollection<LiveEnd>>(log.Ends);
        }
    }

    private sealed class Client : IClientProxy
    {
        private int waiting;

        public TaskCompletionSource? Gate { get; set; }
        public bool IsAborted { get; set; }
        public int Waiting => Volatile.Read(ref waiting);
        public ConcurrentQueue<LiveEvent> Events { get; } = new();
        public ConcurrentQueue<int> Numbers { get; } = new();

        public int Said(string method) => Events.Count(e => e.Method == method);

        public async Task SendCoreAsync(string method, object?[] args, CancellationToken cancellationToken = default)
        {
            Events.Enqueue(new LiveEvent(method, args[0]!));
            if (Gate is { } gate)
            {
                Interlocked.Increment(ref waiting);
                await gate.Task;
                Interlocked.Decrement(ref waiting);
            }
            if (args[0] is int number && method.StartsWith("line", StringComparison.Ordinal)) Numbers.Enqueue(number);
        }
    }
}
