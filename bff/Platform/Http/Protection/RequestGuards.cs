using Bff.Platform.Pipes;
using Npgsql;

namespace Bff.Platform.Http;

/// <summary>How the host registers what is counted and kept of requests.</summary>
public static class RequestGuards
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The counters of guessing, and the workers that delete old counters and old answers of <see cref="Idempotent"/> requests.
    /// </summary>
    public static void AddRequestGuards(this IServiceCollection services)
    {
        services.AddSingleton<Throttle>();
        services.AddSingleton<KeptAnswers>();
        services.AddWorker<Throttle>("throttle.sweep", SweepEvery, (throttle, token) => throttle.SweepAsync(token));
        services.AddWorker<KeptAnswers>("idempotency.sweep", SweepEvery, (answers, token) => answers.SweepAsync(token));
    }
}

/// <summary>Answers that are kept for a repeated request.</summary>
internal sealed class KeptAnswers(NpgsqlDataSource db, TimeProvider time)
{
    /// <summary>How long an answer is given again.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>Deletes answers that are kept no longer.</summary>
    public Task SweepAsync(CancellationToken cancellationToken) =>
        db.ExecuteAsync("delete from platform.idempotency where created_at < $1", cancellationToken, time.GetUtcNow() - Lifetime);
}
