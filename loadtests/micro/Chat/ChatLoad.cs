using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Micro.Chat;

/// <summary>
/// Load on the customer service of a running sandbox, over HTTP and the live line: <c>chat-load import|ask|publish|closed|live --host
/// URL</c>.
/// Prints one line of figures; exit code 1 when a reply failed. Its patients are those of a host started with
/// <c>--Demo:LoadPatients=640</c>.
/// </summary>
internal static class ChatLoad
{
    /// <summary>What a patient may ask in a second, sustained.</summary>
    private const int MostPerPatient = 10;

    /// <summary>
    /// What a patient of the open loops asks in a second at most: half, so that a late line that catches up is not refused.
    /// </summary>
    private const int CalmPerPatient = MostPerPatient / 2;

    public static async Task<int> RunCommandAsync(string[] args)
    {
        string Option(string name, string otherwise) =>
            Array.IndexOf(args, "--" + name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : otherwise;
        int Number(string name, int otherwise) =>
            int.Parse(Option(name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
        var host = new Uri(Option("host", "http://127.0.0.1:5080"));
        var hospital = Option("hospital", "demo-east");
        switch (args.FirstOrDefault())
        {
            case "import": return await ImportAsync(host, Number("rows", 100_000), Number("intents", 200));
            case "ask":
                return await AskAsync(host, hospital, Number("rate", 200), Number("seconds", 20), publish: false);
            case "publish":
                return await AskAsync(host, hospital, Number("rate", 200), Number("seconds", 20), publish: true);
            case "closed":
                return await ClosedAsync(host, hospital, Number("connections", 64), Number("patients", 640), Number("seconds", 20));
            case "live": return await LiveAsync(host, Number("conversations", 2000), Number("seconds", 30));
            default:
                await Console.Error.WriteLineAsync("chat-load import|ask|publish|closed|live --host URL [--rows N] [--intents N] "
                    + "[--hospital CODE] [--rate N] [--seconds N] [--connections N] [--patients N] [--conversations N]");
                return 2;
        }
    }

    /// <summary>Gives a hospital a knowledge base of made-up questions and publishes it.</summary>
    private static async Task<int> ImportAsync(Uri host, int rows, int intents)
    {
        using var editor = await ChatHost.SignInAsync(host, "/api/session/staff", """{"username":"editor","password":"sandbox-editor"}""");
        using var file = new StringContent(string.Concat(ChatQuestions.MadeUp(rows, intents).Select(r => $"{r.Intent}\t{r.Text}\n")),
            Encoding.UTF8);
        var started = Stopwatch.GetTimestamp();
        using var imported = await editor.PostAsync("/api/staff/kb/import?hospital=demo-tcm&format=tsv&apply=true", file);
        var importSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        started = Stopwatch.GetTimestamp();
        using var published = await editor.PostAsync("/api/staff/kb/publish?hospital=demo-tcm",
            ChatHost.Json("""{"note":"load","confirm":true}"""));
        var publishSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Console.WriteLine(FormattableString.Invariant(
            $"import {imported.StatusCode} {importSeconds:F1} s, publish {published.StatusCode} {publishSeconds:F1} s: ")
            + $"{rows} rows, {intents} intents");
        return imported.IsSuccessStatusCode && published.IsSuccessStatusCode ? 0 : 1;
    }

    /// <summary>
    /// Asks known questions at a steady rate, whether or not replies keep up; in between the knowledge base is published three times.
    /// </summary>
    private static async Task<int> AskAsync(Uri host, string hospital, int rate, int seconds, bool publish)
    {
        var lines = Math.Max(32, rate / CalmPerPatient);
        var questions = ChatQuestions.Of(hospital);
        var asking = await ChatHost.AskersAsync(host, lines, hospital);
        var replies = new Replies();
        var publishing = publish ? PublishAsync(host, 3) : Task.FromResult(0.0);
        var begin = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, lines).Select(async line =>
        {
            for (var n = 0; n < rate * seconds / lines; n++)
            {
                var due = TimeSpan.FromSeconds((n * (double)lines + line) / rate) - Stopwatch.GetElapsedTime(begin);
                if (due > TimeSpan.Zero) await Task.Delay(due);
                await replies.AskAsync(asking[line], questions[(n * lines + line) % questions.Length]);
            }
        }));
        Console.WriteLine(replies + (publish ? FormattableString.Invariant($", publishing took {await publishing:F1} s on average") : ""));
        return replies.ExitCode;
    }

    /// <summary>
    /// Connections that each ask again as soon as they are answered: what the host can do at most. A connection asks for its own patients
    /// in turn, and waits when
    /// the next one has asked as often as it may; when that shows in the figures, more patients are needed.
    /// </summary>
    private static async Task<int> ClosedAsync(Uri host, string hospital, int connections, int patients, int seconds)
    {
        var questions = ChatQuestions.Of(hospital);
        var asking = await ChatHost.AskersAsync(host, Math.Max(connections, patients), hospital);
        var replies = new Replies();
        var (length, pause, heldBack) = (TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(1.0 / MostPerPatient), 0);
        var begin = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async connection =>
        {
            var own = asking.Where((_, i) => i % connections == connection).ToArray();
            var next = new TimeSpan[own.Length];
            for (var n = 0; Stopwatch.GetElapsedTime(begin) < length; n++)
            {
                var (patient, now) = (n % own.Length, Stopwatch.GetElapsedTime(begin));
                if (next[patient] > now)
                {
                    Interlocked.Increment(ref heldBack);
                    await Task.Delay(next[patient] - now);
                }
                next[patient] = Stopwatch.GetElapsedTime(begin) + pause;
                await replies.AskAsync(own[patient], questions[(n * connections + connection) % questions.Length]);
            }
        }));
        var rate = replies.Count / Stopwatch.GetElapsedTime(begin).TotalSeconds;
        Console.WriteLine(FormattableString.Invariant($"{connections} connections, {asking.Length} patients: {rate:F0} replies/s, ")
            + $"{replies}, held back {heldBack} times");
        return replies.ExitCode;
    }

    /// <summary>
    /// Holds live lines open; in each a patient writes every ten seconds. The time runs from the sending until the bot's reply has come
    /// down the same line.
    /// </summary>
    private static async Task<int> LiveAsync(Uri host, int conversations, int seconds)
    {
        var patients = await ChatHost.PatientsAsync(host, Math.Max(32, conversations / (10 * CalmPerPatient)));
        var lines = new LiveLine[conversations];
        await Parallel.ForEachAsync(Enumerable.Range(0, conversations), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
            lines[i] = await LiveLine.OpenAsync(host, patients[i % patients.Length],
                await ChatHost.OpenAsync(patients[i % patients.Length], "demo-east")));
        var times = new ConcurrentBag<double>();
        var begin = Stopwatch.GetTimestamp();
        var missing = 0;
        await Task.WhenAll(lines.Select(async (line, i) =>
        {
            for (var n = 0; n * 10 < seconds; n++)
            {
                var due = TimeSpan.FromSeconds(n * 10 + 10.0 * i / conversations) - Stopwatch.GetElapsedTime(begin);
                if (due > TimeSpan.Zero) await Task.Delay(due);
                if (await line.AskAsync(ChatQuestions.Known[(i + n) % ChatQuestions.Known.Length]) is { } milliseconds)
                    times.Add(milliseconds);
                else Interlocked.Increment(ref missing);
            }
        }));
        var doubled = lines.Sum(l => l.OutOfOrder);
        Console.WriteLine(
            $"{conversations} open conversations: {Replies.Figures(times)}, missing {missing}, doubled or out of order {doubled}");
        foreach (var line in lines) line.Dispose();
        return missing + doubled == 0 ? 0 : 1;
    }

    private static async Task<double> PublishAsync(Uri host, int times)
    {
        using var editor = await ChatHost.SignInAsync(host, "/api/session/staff", """{"username":"editor","password":"sandbox-editor"}""");
        var seconds = 0.0;
        for (var i = 0; i < times; i++)
        {
            await Task.Delay(2000);
            using var file = new StringContent($"停车\t第{Guid.NewGuid():N}次能停车吗\n", Encoding.UTF8);
            (await editor.PostAsync("/api/staff/kb/import?format=tsv&apply=true", file)).EnsureSuccessStatusCode();
            var started = Stopwatch.GetTimestamp();
            (await editor.PostAsync("/api/staff/kb/publish", ChatHost.Json("""{"note":"load","confirm":true}""")))
                .EnsureSuccessStatusCode();
            seconds += Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
        return seconds / times;
    }
}
