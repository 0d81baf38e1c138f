namespace Bff.Tests.Support;

/// <summary>A host with a patient, and two agents who are online.</summary>
internal sealed class TwoAgents : IAsyncDisposable
{
    public required BffApp App { get; init; }
    public required HttpClient Patient { get; init; }
    public required HttpClient Zhou { get; init; }
    public required HttpClient Wu { get; init; }

    /// <summary>The line of Zhou.</summary>
    public required HubLine Agent { get; init; }

    /// <summary>The line of Wu.</summary>
    public required HubLine Other { get; init; }

    public static async Task<TwoAgents> StartAsync()
    {
        var app = await BffApp.StartAsync("--Support:AgentGraceSeconds=600");
        var (zhou, wu) = (await app.SignInStaffAsync("agent"), await app.SignInStaffAsync("agent2"));
        var desk = new TwoAgents
        {
            App = app,
            Patient = await app.SignInPatientAsync(),
            Zhou = zhou,
            Wu = wu,
            Agent = await HubLine.OpenAsync(app, zhou),
            Other = await HubLine.OpenAsync(app, wu),
        };
        await desk.Agent.CallAsync("SetStatus", "online");
        await desk.Other.CallAsync("SetStatus", "online");
        return desk;
    }

    public async ValueTask DisposeAsync()
    {
        await Agent.DisposeAsync();
        await Other.DisposeAsync();
        Patient.Dispose();
        Zhou.Dispose();
        Wu.Dispose();
        await App.DisposeAsync();
    }

    /// <summary>A conversation of the patient that waits for an agent; its id.</summary>
    public async Task<string> QueuedAsync()
    {
        var id = await Patient.OpenAsync();
        using var answer = await Patient.PostAsync($"/api/support/conversations/{id}/handoff", "{}");
        Assert.Equal("queue", (await answer.JsonAsync()).GetProperty("state").GetString());
        return id;
    }

    /// <summary>Checks that the messages heard are numbered from 1 on, each once; the last number.</summary>
    public static int Numbered(HubLine line)
    {
        var numbers = line.Heard("message").Select(m => m.GetProperty("message").GetProperty("number").GetInt32()).ToArray();
        Assert.Equal(Enumerable.Range(1, numbers.Length), numbers);
        return numbers.Length;
    }
}
