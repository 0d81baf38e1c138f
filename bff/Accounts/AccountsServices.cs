using Bff.Accounts.Contract;
using Microsoft.AspNetCore.Authentication;

namespace Bff.Accounts;

/// <summary>The slice of people, sessions and hospital systems.</summary>
public static class AccountsServices
{
    /// <summary>May read the audit log.</summary>
    internal const string StaffAudit = "staff-audit";

    /// <summary>Registers the slice: its credentials, policies, limits, JSON and encrypted columns.</summary>
    public static void AddAccounts(this IServiceCollection services)
    {
        services.AddAuthentication(CredentialHandler.Scheme)
            .AddScheme<AuthenticationSchemeOptions, CredentialHandler>(CredentialHandler.Scheme, null);
        services.AddStaffPolicy(StaffAudit, "auditor");
        services.AddSingleton(new AddressLimit("session", ["/api/session"], PerSecond: 100, Burst: 600));
        services.AddApiTag("accounts", "Sign-in and sessions, hospitals, hospital systems, the audit log.");
        foreach (var credential in CredentialDescriptions.All) services.AddSingleton(credential);
        services.AddJson(AccountsJson.Default);
        services.AddSingleton<AccountsStore>();
        services.AddSingleton<AccountsService>();
        services.AddSingleton<Sessions>();
        services.AddSingleton(provider => new AccountsDirectory(
            provider.GetRequiredService<AccountsStore>(), provider.GetRequiredService<Sessions>(),
                provider.GetRequiredService<FieldCipher>()));
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
internal sealed partial class SessionSweeper(
    Sessions sessions, Throttle throttle, Npgsql.NpgsqlDataSource db, TimeProvider time, ILogger<SessionSweeper> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(10), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await sessions.SweepAsync(stoppingToken);
                await throttle.SweepAsync(stoppingToken);
                await IdempotencyMiddleware.SweepAsync(db, time.GetUtcNow(), stoppingToken);
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
