using Bff.Support.Knowledge;
using Npgsql;

namespace Bff.Support;

/// <summary>
/// This node's ear on the database: changed conversations, queues and published knowledge are told by NOTIFY, ids only. A connection that breaks is opened
/// again, and everything is looked at anew, for what was told meanwhile is lost.
/// </summary>
internal sealed partial class SupportListener(NpgsqlDataSource db, KnowledgeService knowledge, SupportStream stream, ILogger<SupportListener> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>A silent connection is asked for a sign of life this often.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
            {
                LogBroken(e);
                await Task.Delay(Pause, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        await using var connection = await db.OpenConnectionAsync(stoppingToken);
        connection.Notification += (_, told) => Hear(told.Payload);
        await connection.ExecuteAsync("listen support", stoppingToken);
        stream.LookAgain();
        Renew();
        while (true)
        {
            if (!await connection.WaitAsync(Silence, stoppingToken)) await connection.ExecuteAsync("select 1", stoppingToken);
        }

        void Hear(string told)
        {
            if (told.StartsWith("k:", StringComparison.Ordinal)) Renew();
            else stream.Hear(told);
        }

        // Beside the listening: training may take seconds, and messages do not wait for it.
        void Renew() => _ = Task.Run(() => RenewAsync(stoppingToken), stoppingToken);
    }

    private async Task RenewAsync(CancellationToken stoppingToken)
    {
        for (var tries = 0; tries < 5; tries++)
        {
            try
            {
                await knowledge.ReloadAsync(stoppingToken);
                return;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogKnowledgeWaits(e);
                await Task.Delay(Pause, CancellationToken.None);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Customer service stopped hearing the database; listening again")]
    private partial void LogBroken(Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The published knowledge cannot be read yet")]
    private partial void LogKnowledgeWaits(Exception e);
}
