using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Micro;

/// <summary>
/// Load on the customer service of a running sandbox, over HTTP and the live line: <c>chat-load import|ask|publish|closed|live --host URL</c>.
/// Prints one line of figures; exit code 1 when a reply failed. Its patients are those of a host started with <c>--Demo:LoadPatients=640</c>.
/// </summary>
internal static class ChatLoad
{
    /// <summary>What a patient may ask in a second, sustained.</summary>
    private const int MostPerPatient = 10;

    /// <summary>What a patient of the open loops asks in a second at most: half, so that a late line that catches up is not refused.</summary>
    private const int CalmPerPatient = MostPerPatient / 2;

    /// <summary>A client has as many connections as it has requests under way, whoever's they are.</summary>
    private static readonly SocketsHttpHandler Wires = new();
    private static readonly string[] Known = ["怎么挂号", "在哪里取药", "病历怎么复印", "外地医保能用吗", "医院能停车吗", "报告在哪里看", "怎么预约专家门诊啊", "抽血要空腹吗"];

    public static async Task<int> RunCommandAsync(string[] args)
    {
        string Option(string name, string otherwise) => Array.IndexOf(args, "--" + name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : otherwise;
        int Number(string name, int otherwise) => int.Parse(Option(name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
        var host = new Uri(Option("host", "http://127.0.0.1:5080"));
        switch (args.FirstOrDefault())
        {
            case "import": return await ImportAsync(host, Number("rows", 100_000), Number("intents", 200));
            case "ask": return await AskAsync(host, Option("hospital", "demo-east"), Number("rate", 200), Number("seconds", 20), publish: false);
            case "publish": return await AskAsync(host, Option("hospital", "demo-east"), Number("rate", 200), Number("seconds", 20), publish: true);
            case "closed": return await ClosedAsync(host, Option("hospital", "demo-east"), Number("connections", 64), Number("patients", 640), Number("seconds", 20));
            case "live": return await LiveAsync(host, Number("conversations", 2000), Number("seconds", 30));
            default:
                await Console.Error.WriteLineAsync("chat-load import|ask|publish|closed|live --host URL [--rows N] [--intents N] [--hospital CODE] [--rate N] [--seconds N] [--connections N] [--patients N] [--conversations N]");
                return 2;
        }
    }

    /// <summary>Gives a hospital a knowledge base of made-up questions and publishes it.</summary>
    private static async Task<int> ImportAsync(Uri host, int rows, int intents)
    {
        using var editor = await SignInAsync(host, "/api/session/staff", """{"username":"editor","password":"sandbox-editor"}""");
        using var file = new StringContent(string.Concat(MadeUp(rows, intents).Select(r => $"{r.Intent}\t{r.Text}\n")), Encoding.UTF8);
        var started = Stopwatch.GetTimestamp();
        using var imported = await editor.PostAsync("/api/staff/kb/import?hospital=demo-tcm&format=tsv&apply=true", file);
        var importSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        started = Stopwatch.GetTimestamp();
        using var published = await editor.PostAsync("/api/staff/kb/publish?hospital=demo-tcm", Json("""{"note":"load","confirm":true}"""));
        Console.WriteLine(FormattableString.Invariant(
            $"import {imported.StatusCode} {importSeconds:F1} s, publish {published.StatusCode} {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s: {rows} rows, {intents} intents"));
        return imported.IsSuccessStatusCode && published.IsSuccessStatusCode ? 0 : 1;
    }

    /// <summary>Asks known questions at a steady rate, whether or not replies keep up; in between the knowledge base is published three times.</summary>
    private static async Task<int> AskAsync(Uri host, string hospital, int rate, int seconds, bool publish)
    {
        var lines = Math.Max(32, rate / CalmPerPatient);
        var questions = QuestionsOf(hospital);
        var asking = await AskersAsync(host, lines, hospital);
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
    /// Connections that each ask again as soon as they are answered: what the host can do at most. A connection asks for its own patients in turn, and waits when
    /// the next one has asked as often as it may; when that shows in the figures, more patients are needed.
    /// </summary>
    private static async Task<int> ClosedAsync(Uri host, string hospital, int connections, int patients, int seconds)
    {
        var questions = QuestionsOf(hospital);
        var asking = await AskersAsync(host, Math.Max(connections, patients), hospital);
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
        Console.WriteLine(FormattableString.Invariant(
            $"{connections} connections, {asking.Length} patients: {replies.Count / Stopwatch.GetElapsedTime(begin).TotalSeconds:F0} replies/s, {replies}, held back {heldBack} times"));
        return replies.ExitCode;
    }

    /// <summary>Holds live lines open; in each a patient writes every ten seconds. The time runs from the sending until the bot's reply has come down the same line.</summary>
    private static async Task<int> LiveAsync(Uri host, int conversations, int seconds)
    {
        var patients = await PatientsAsync(host, Math.Max(32, conversations / (10 * CalmPerPatient)));
        var lines = new LiveLine[conversations];
        await Parallel.ForEachAsync(Enumerable.Range(0, conversations), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
            lines[i] = await LiveLine.OpenAsync(host, patients[i % patients.Length], await OpenAsync(patients[i % patients.Length], "demo-east")));
        var times = new ConcurrentBag<double>();
        var begin = Stopwatch.GetTimestamp();
        var missing = 0;
        await Task.WhenAll(lines.Select(async (line, i) =>
        {
            for (var n = 0; n * 10 < seconds; n++)
            {
                var due = TimeSpan.FromSeconds(n * 10 + 10.0 * i / conversations) - Stopwatch.GetElapsedTime(begin);
                if (due > TimeSpan.Zero) await Task.Delay(due);
                if (await line.AskAsync(Known[(i + n) % Known.Length]) is { } milliseconds) times.Add(milliseconds);
                else Interlocked.Increment(ref missing);
            }
        }));
        var doubled = lines.Sum(l => l.OutOfOrder);
        Console.WriteLine($"{conversations} open conversations: {Figures(times)}, missing {missing}, doubled or out of order {doubled}");
        foreach (var line in lines) line.Dispose();
        return missing + doubled == 0 ? 0 : 1;
    }

    private static async Task<double> PublishAsync(Uri host, int times)
    {
        using var editor = await SignInAsync(host, "/api/session/staff", """{"username":"editor","password":"sandbox-editor"}""");
        var seconds = 0.0;
        for (var i = 0; i < times; i++)
        {
            await Task.Delay(2000);
            using var file = new StringContent($"停车\t第{Guid.NewGuid():N}次能停车吗\n", Encoding.UTF8);
            (await editor.PostAsync("/api/staff/kb/import?format=tsv&apply=true", file)).EnsureSuccessStatusCode();
            var started = Stopwatch.GetTimestamp();
            (await editor.PostAsync("/api/staff/kb/publish", Json("""{"note":"load","confirm":true}"""))).EnsureSuccessStatusCode();
            seconds += Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
        return seconds / times;
    }

    /// <summary>What is asked at a hospital: the one that <c>import</c> filled is asked about that.</summary>
    private static string[] QuestionsOf(string hospital) => hospital == "demo-tcm" ? [.. MadeUp(100_000, 200).Take(2000).Select(r => r.Text + "吗")] : Known;

    private static IEnumerable<(string Intent, string Text)> MadeUp(int rows, int intents)
    {
        const string characters = "挂号预约门诊医生检查报告缴费医保发票签到候诊取药住院探视停车交通病案复印投诉体检疫苗孕产儿科互联网云胶片陪诊无障碍手术麻醉影像化验";
        var random = new Random(1);
        string Word(int length) => string.Concat(Enumerable.Range(0, length).Select(_ => characters[random.Next(characters.Length)]));
        var topics = Enumerable.Range(0, intents).Select(_ => Enumerable.Range(0, 8).Select(_ => Word(3)).ToArray()).ToArray();
        for (var i = 0; i < rows; i++) yield return ($"主题{i % intents:D3}", topics[i % intents][random.Next(8)] + Word(2) + topics[i % intents][random.Next(8)] + Word(3));
    }

    /// <summary>Patients who each have a conversation open.</summary>
    private static async Task<Asker[]> AskersAsync(Uri host, int count, string hospital) =>
        await Task.WhenAll((await PatientsAsync(host, count)).Select(async patient => new Asker(patient, await OpenAsync(patient, hospital))));

    private static async Task<HttpClient[]> PatientsAsync(Uri host, int count)
    {
        var patients = new HttpClient[count];
        for (var i = 0; i < count; i++) patients[i] = await SignInAsync(host, "/api/session/wechat", $$"""{"code":"demo-load-{{i + 1}}"}""");
        return patients;
    }

    private static async Task<HttpClient> SignInAsync(Uri host, string path, string body)
    {
        var client = new HttpClient(Wires, disposeHandler: false) { BaseAddress = host, Timeout = TimeSpan.FromMinutes(10) };
        using var answer = await client.PostAsync(path, Json(body));
        if (answer.StatusCode == HttpStatusCode.TooManyRequests)
        {
            await Task.Delay(answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1)); // One address signs in so many people at a time.
            return await SignInAsync(host, path, body);
        }
        if (answer.StatusCode == HttpStatusCode.Unauthorized) throw new InvalidOperationException($"{body} is unknown: start the sandbox with --Demo:LoadPatients=640, or as many as are asked for.");
        answer.EnsureSuccessStatusCode();
        using var session = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.RootElement.GetProperty("token").GetString());
        return client;
    }

    private static async Task<string> OpenAsync(HttpClient patient, string hospital)
    {
        using var answer = await patient.PostAsync("/api/support/conversations", Json($$"""{"hospitalCode":"{{hospital}}"}"""));
        answer.EnsureSuccessStatusCode();
        using var opened = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return opened.RootElement.GetProperty("id").GetString()!;
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static string Figures(IEnumerable<double> milliseconds)
    {
        var sorted = milliseconds.Order().ToArray();
        double At(double share) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
        return FormattableString.Invariant($"{sorted.Length} replies: p50 {At(0.5):F1} ms, p90 {At(0.9):F1} ms, p99 {At(0.99):F1} ms, longest {sorted[^1]:F1} ms");
    }

    /// <summary>A patient with an open conversation.</summary>
    private sealed record Asker(HttpClient Patient, string Conversation);

    /// <summary>What came back, and when.</summary>
    private sealed class Replies
    {
        private readonly ConcurrentBag<double> _times = [];
        private readonly ConcurrentDictionary<string, int> _kinds = new(), _failures = new();

        public int Count => _times.Count;

        public int ExitCode => _failures.IsEmpty ? 0 : 1;

        public async Task AskAsync(Asker asker, string question)
        {
            var started = Stopwatch.GetTimestamp();
            using var answer = await asker.Patient.PostAsync(
                $"/api/support/conversations/{asker.Conversation}/messages", Json(JsonSerializer.Serialize(new Dictionary<string, string> { ["text"] = question })));
            var body = await answer.Content.ReadAsStringAsync();
            _times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (answer.IsSuccessStatusCode) using (var json = JsonDocument.Parse(body)) Add(_kinds, Kind(json.RootElement));
            else Add(_failures, ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture));
        }

        /// <summary>Times, what failed by status code, what was answered by kind.</summary>
        public override string ToString() => $"{Figures(_times)}, failed {_failures.Values.Sum()}{(_failures.IsEmpty ? "" : $" ({Listed(_failures)})")}, {Listed(_kinds)}";

        private static void Add(ConcurrentDictionary<string, int> counts, string key) => counts.AddOrUpdate(key, 1, (_, count) => count + 1);

        private static string Listed(ConcurrentDictionary<string, int> counts) => string.Join(' ', counts.OrderBy(c => c.Key).Select(c => $"{c.Key}:{c.Value}"));

        private static string Kind(JsonElement sent) => sent.GetProperty("reply") is { ValueKind: JsonValueKind.Object } reply ? reply.GetProperty("kind").GetString()! : "none";
    }
}
