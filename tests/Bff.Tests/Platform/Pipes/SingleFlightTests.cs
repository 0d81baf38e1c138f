using Bff.Platform.Pipes;

namespace Bff.Tests.Platform.Pipes;

public sealed class SingleFlightTests
{
    private readonly SingleFlight<string, object> flights = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_asks_meanwhile_shares_the_one_maker()
    {
        var made = new TaskCompletionSource<object>();
        var makers = 0;
        var asked = Enumerable.Range(0, 50).Select(_ => flights.GetAsync("a", () => Make(), Stop).AsTask()).ToArray();
        Assert.Equal((1, 1), (makers, flights.Count));
        made.SetResult("value");
        Assert.All(await Task.WhenAll(asked), value => Assert.Equal("value", value));
        Assert.Equal(0, flights.Count);

        Task<object> Make()
        {
            Interlocked.Increment(ref makers);
            return made.Task;
        }
    }

    [Fact]
    public async Task A_maker_that_finishes_synchronously_leaves_nothing_behind()
    {
        for (var i = 0; i < 1000; i++) await flights.GetAsync("key " + i, () => Task.FromResult<object>(new byte[100]), Stop);
        Assert.Equal(0, flights.Count);
    }

    [Fact]
    public async Task What_was_made_is_not_kept_alive()
    {
        var made = await MakeAsync();
        GC.Collect();
        Assert.False(made.IsAlive);

        async Task<WeakReference> MakeAsync() => new(await flights.GetAsync("a", () => Task.FromResult(new object()), Stop));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failure_is_shared_and_not_remembered(bool synchronously)
    {
        var failing = new TaskCompletionSource<object>();
        var first = flights.GetAsync("a", () => synchronously ? throw new IOException("disk") : failing.Task, Stop).AsTask();
        if (!synchronously)
        {
            var second = flights.GetAsync("a", () => throw new InvalidOperationException("a second maker"), Stop).AsTask();
            failing.SetException(new IOException("disk"));
            await Assert.ThrowsAsync<IOException>(() => second);
        }
        await Assert.ThrowsAsync<IOException>(() => first);
        Assert.Equal(0, flights.Count);
        Assert.Equal("well", await flights.GetAsync("a", () => Task.FromResult<object>("well"), Stop));
    }

    [Fact]
    public async Task Who_starts_the_work_and_leaves_leaves_it_to_the_others()
    {
        var made = new TaskCompletionSource<object>();
        using var leaves = new CancellationTokenSource();
        var starter = flights.GetAsync("a", () => made.Task, leaves.Token).AsTask();
        var other = flights.GetAsync("a", () => throw new InvalidOperationException("a second maker"), Stop).AsTask();
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starter);
        made.SetResult("value");
        Assert.Equal("value", await other);
        Assert.Equal(0, flights.Count);
    }

    [Fact]
    public async Task Ten_thousand_askers_of_a_hundred_keys_leave_nothing_behind()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 10_000), Stop, async (i, token) =>
        {
            try
            {
                await flights.GetAsync("key " + i % 100, async () =>
                {
                    if (i % 3 == 0) await Task.Yield();
                    return i % 7 == 0 ? throw new IOException("now and then") : i;
                }, token);
            }
            catch (IOException)
            {
                // As told.
            }
        });
        Assert.Equal(0, flights.Count);
    }
}
