using Bff.Platform;

namespace Bff.Accounts;

internal static class AccountsServices
{
    public static void AddAccounts(this IServiceCollection services)
    {
        services.AddSingleton<AccountsStore>();
        services.AddSingleton<AccountsService>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<Integrators>();
        services.AddHostedService<SessionSweeper>();
        services.AddSingleton(new EncryptedColumn("accounts.patient", "name_enc", "id", "hospital_id"));
        services.AddSingleton(new EncryptedColumn("accounts.patient", "id_no_enc", "id", "hospital_id"));
        services.AddSingleton(new EncryptedColumn("accounts.patient", "phone_enc", "id", "hospital_id"));
        services.AddSingleton(new EncryptedColumn("accounts.card", "mrn_enc", "id", "hospital_id"));
        services.AddSingleton(new EncryptedColumn("accounts.staff", "totp_enc", "id", "hospital_id"));
        services.AddSingleton(new EncryptedColumn("accounts.integrator", "secret_enc", "id", "hospital_id"));
    }
}

/// <summary>Every ten minutes: ended sessions, spent nonces, old counters and answers go.</summary>
internal sealed partial class SessionSweeper(Sessions sessions, TimeProvider time, ILogger<SessionSweeper> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(10), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await sessions.SweepAsync(stoppingToken);
            }
            catch (Npgsql.NpgsqlException e)
            {
                LogPostponed(e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sweeping ended sessions waits for the database")]
    private partial void LogPostponed(Exception e);
}
