using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Playwright;

namespace EndToEnd;

/// <summary>How long a test waits for what it expects: two cores draw, serve and train at once.</summary>
internal static class Patience
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [ModuleInitializer]
    internal static void Set() => Assertions.SetDefaultExpectTimeout((float)Limit.TotalMilliseconds);

    /// <summary>Asks again until the answer is the expected one.</summary>
    public static async Task BecomesAsync<T>(T expected, Func<Task<T>> ask) => Assert.Equal(expected, await AskAsync(ask, answer => Same(expected, answer)));

    /// <summary>Asks again until the answer is another one.</summary>
    public static async Task ChangesAsync<T>(T before, Func<Task<T>> ask) => Assert.NotEqual(before, await AskAsync(ask, answer => !Same(before, answer)));

    /// <summary>Asks again until two answers are alike: what moves has come to rest.</summary>
    public static async Task<T> RestsAsync<T>(Func<Task<T>> ask)
    {
        var last = await ask();
        return await AskAsync(ask, answer =>
        {
            var rests = Same(last, answer);
            last = answer;
            return rests;
        });
    }

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask, Predicate<T> isEnough)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var answer = await ask();
            if (isEnough(answer) || watch.Elapsed > Limit) return answer;
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
    }

    private static bool Same<T>(T a, T b) => a is byte[] x && b is byte[] y ? x.AsSpan().SequenceEqual(y) : EqualityComparer<T>.Default.Equals(a, b);
}
