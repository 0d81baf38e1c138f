using Npgsql;

namespace Bff.Film;

/// <summary>Processes waiting instances, one per core, oldest first; a start after a crash finds the unfinished ones by their leases.</summary>
internal sealed partial class IngestWorker(FilmStore store, FilmIngest ingest, ILogger<IngestWorker> logger) : BackgroundService
{
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        ingest.ForgetUnfinished();
        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Run(() => WorkAsync(stoppingToken), stoppingToken)));

    private async Task WorkAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var leased = await store.LeaseAsync(1, FilmIngest.Lease, stoppingToken);
                foreach (var instance in leased) await ingest.ProcessAsync(instance, stoppingToken);
                if (leased.Count == 0) await ingest.ArrivedAsync(TimeSpan.FromSeconds(5), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
            {
                LogTrouble(e);
                await Task.Delay(TimeSpan.FromSeconds(2), stoppingToken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Ingest waits for the database or the archive")]
    private partial void LogTrouble(Exception e);
}
