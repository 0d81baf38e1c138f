using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Micro.Chat;

/// <summary>What came back, and when.</summary>
internal sealed class Replies
{
    private readonly ConcurrentBag<double> _times = [];
    private readonly ConcurrentDictionary<string, int> _kinds = new(), _failures = new();

    public int Count => _times.Count;

    public int ExitCode => _failures.IsEmpty ? 0 : 1;

    public async Task AskAsync(Asker asker, string question)
    {
        var started = Stopwatch.GetTimestamp();
        using var answer = await asker.Patient.PostAsync(
            $"/api/support/conversations/{asker.Conversation}/messages",
                ChatHost.Json(JsonSerializer.Serialize(new Dictionary<string, string> { ["text"] = question })));
        var body = await answer.Content.ReadAsStringAsync();
        _times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        if (answer.IsSuccessStatusCode) using (var json = JsonDocument.Parse(body)) Add(_kinds, Kind(json.RootElement));
        else Add(_failures, ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Times, what failed by status code, what was answered by kind.</summary>
    public override string ToString() =>
        $"{Figures(_times)}, failed {_failures.Values.Sum()}{(_failures.IsEmpty ? "" : $" ({Listed(_failures)})")}, {Listed(_kinds)}";

    private static void Add(ConcurrentDictionary<string, int> counts, string key) => counts.AddOrUpdate(key, 1, (_, count) => count + 1);

    private static string Listed(ConcurrentDictionary<string, int> counts) =>
        string.Join(' ', counts.OrderBy(c => c.Key).Select(c => $"{c.Key}:{c.Value}"));

    private static string Kind(JsonElement sent) =>
        sent.GetProperty("reply") is { ValueKind: JsonValueKind.Object } reply ? reply.GetProperty("kind").GetString()! : "none";

    /// <summary>Percentiles of reply times.</summary>
    public static string Figures(IEnumerable<double> milliseconds)
    {
        var sorted = milliseconds.Order().ToArray();
        double At(double share) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
        return FormattableString.Invariant(
            $"{sorted.Length} replies: p50 {At(0.5):F1} ms, p90 {At(0.9):F1} ms, p99 {At(0.99):F1} ms, longest {sorted[^1]:F1} ms");
    }
}
