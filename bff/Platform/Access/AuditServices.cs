using Bff.Platform.Pipes;

namespace Bff.Platform.Access;

/// <summary>How the host registers the audit.</summary>
public static class AuditServices
{
    /// <summary>The audit, its writer and the worker that ends its minutes.</summary>
    public static void AddAudit(this IServiceCollection services)
    {
        services.AddSingleton<Audit>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<AuditWriter>();
        // Stopped in the reverse order: the writer first, so that what it still writes has its count added.
        services.AddHostedService<LastCounts>();
        services.AddHostedService(provider => provider.GetRequiredService<AuditWriter>());
        services.AddWorker<Audit>("audit.close", TimeSpan.FromSeconds(5), (audit, token) => audit.CloseAsync(token));
    }

    /// <summary>Writes the counts of the accesses whose minute the end of the host cuts short.</summary>
    private sealed class LastCounts(Audit audit) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => audit.CloseAllAsync(cancellationToken);
    }
}
