using Bff.Accounts.Contract;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Bff.Support;

/// <summary>
/// Every second, on every node: agents with a connection here are seen; connections of ended sessions are cut; chats of agents who are gone or silent go back
/// to the queue; who still waits after the service hours goes back to the bot. Several nodes doing so at once is harmless: a chat moves by one statement that only one of them wins.
/// </summary>
internal sealed partial class SupportWorker(
    SupportStore store, SupportService support, SupportStream stream, AccountsDirectory accounts, IOptions<SupportOptions> options, TimeProvider time, ILogger<SupportWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        for (var tick = 0; await timer.WaitForNextTickAsync(stoppingToken); tick++)
        {
            try
            {
                await SeeAsync(stoppingToken);
                await RequeueAsync(stoppingToken);
                foreach (var id in await support.EndWaitingAsync(stoppingToken)) LogEnded(id);
                if (tick % 60 == 0) await store.CloseIdleAsync(time.GetUtcNow().AddHours(-options.Value.IdleHours), time.GetUtcNow(), stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                LogWaits(e);
            }
        }
    }

    private async Task SeeAsync(CancellationToken stoppingToken)
    {
        var lines = stream.Lines;
        if (lines.Count == 0) return;
        var ended = await accounts.EndedSessionsAmongAsync([.. lines.Select(l => l.SessionId).Distinct()], stoppingToken);
        foreach (var line in lines.Where(l => ended.Contains(l.SessionId))) line.Abort();
        var agents = lines.Where(l => l.StaffId is not null && !ended.Contains(l.SessionId)).Select(l => l.StaffId!.Value).Distinct().ToArray();
        if (agents.Length > 0) await store.SeenAsync(agents, time.GetUtcNow(), stoppingToken);
    }

    private async Task RequeueAsync(CancellationToken stoppingToken)
    {
        var now = time.GetUtcNow();
        var (seen, awaiting) = (now.AddSeconds(-options.Value.AgentGraceSeconds), now.AddSeconds(-options.Value.AnswerTimerSeconds));
        foreach (var (id, hospital, agent) in await store.LateAsync(seen, awaiting, stoppingToken))
            if (await store.RequeueAsync(id, hospital, agent, null, "客服暂时离开，已为您优先重新排队，请稍候。", null, (seen, awaiting), now, stoppingToken)) LogRequeued(id, agent);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Conversation {Conversation} was taken back to the queue from agent {Agent}")]
    private partial void LogRequeued(Guid conversation, Guid agent);

    [LoggerMessage(Level = LogLevel.Information, Message = "Conversation {Conversation} waited past the service hours and went back to the bot")]
    private partial void LogEnded(Guid conversation);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The agents' timers wait for the database")]
    private partial void LogWaits(Exception e);
}
