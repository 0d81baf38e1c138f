using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Micro.Chat;

/// <summary>A running sandbox as its patients and staff reach it: sign in, open a conversation.</summary>
internal static class ChatHost
{
    /// <summary>A client has as many connections as it has requests under way, whoever's they are.</summary>
    private static readonly SocketsHttpHandler Wires = new();

    /// <summary>Patients who each have a conversation open.</summary>
    public static async Task<Asker[]> AskersAsync(Uri host, int count, string hospital) =>
        await Task.WhenAll((await PatientsAsync(host, count))
            .Select(async patient => new Asker(patient, await OpenAsync(patient, hospital))));

    public static async Task<HttpClient[]> PatientsAsync(Uri host, int count)
    {
        var patients = new HttpClient[count];
        for (var i = 0; i < count; i++)
            patients[i] = await SignInAsync(host, "/api/session/wechat", $$"""{"code":"demo-load-{{i + 1}}"}""");
        return patients;
    }

    public static async Task<HttpClient> SignInAsync(Uri host, string path, string body)
    {
        var client = new HttpClient(Wires, disposeHandler: false) { BaseAddress = host, Timeout = TimeSpan.FromMinutes(10) };
        using var answer = await client.PostAsync(path, Json(body));
        if (answer.StatusCode == HttpStatusCode.TooManyRequests)
        {
            // The host limits how many people one address may sign in at a time.
            await Task.Delay(answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1));
            return await SignInAsync(host, path, body);
        }
        if (answer.StatusCode == HttpStatusCode.Unauthorized)
            throw new InvalidOperationException(
                $"{body} is unknown: start the sandbox with --Demo:LoadPatients=640, or as many as are asked for.");
        answer.EnsureSuccessStatusCode();
        using var session = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", session.RootElement.GetProperty("token").GetString());
        return client;
    }

    public static async Task<string> OpenAsync(HttpClient patient, string hospital)
    {
        using var answer = await patient.PostAsync("/api/support/conversations", Json($$"""{"hospitalCode":"{{hospital}}"}"""));
        answer.EnsureSuccessStatusCode();
        using var opened = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return opened.RootElement.GetProperty("id").GetString()!;
    }

    public static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}

/// <summary>A patient with an open conversation.</summary>
internal sealed record Asker(HttpClient Patient, string Conversation);
