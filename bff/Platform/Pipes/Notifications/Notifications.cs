using System.Text.RegularExpressions;
using Npgsql;
using StackExchange.Redis;

namespace Bff.Platform.Pipes;

/// <summary>
/// "Something changed" between the nodes: hints with ids only, never text or names of people. A hint may be lost or come twice; handlers
/// read the database. Sent by NOTIFY with the commit, or, when Redis is configured, by its pub/sub after the commit, so that busy writers
/// do not queue for NOTIFY's one lock.
/// </summary>
public sealed partial class Notifications
{
    /// <summary>PostgreSQL's channel of the house; its payloads are <c>topic:payload</c>.</summary>
    internal const string Channel = "bff";

    private readonly NpgsqlDataSource _db;
    private readonly RedisConnection? _redis;
    private readonly Subscription[] _subscriptions;
    private readonly ILogger<Notifications> _logger;

    internal Notifications(NpgsqlDataSource db, RedisConnection? redis, IEnumerable<Subscription> subscriptions,
        ILogger<Notifications> logger)
    {
        _db = db;
        _redis = redis;
        _subscriptions = [.. subscriptions];
        _logger = logger;
    }

    /// <summary>Every PostgreSQL channel that someone here listens to.</summary>
    internal IEnumerable<string> Channels => _subscriptions.Select(s => s.Channel).Append(Channel).Distinct();

    /// <summary>
    /// Runs the work in one transaction; the hints it gives go out with its commit. Anything thrown rolls back, and nothing is told.
    /// </summary>
    public async Task<T> TransactAsync<T>(Func<HintedTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var connection = await _db.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var hinted = new HintedTransaction(connection);
        var result = await work(hinted);
        if (_redis is null && hinted.Hints.Count > 0) await NotifyAsync(connection, hinted.Hints, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (_redis is not null && hinted.Hints.Count > 0) await PublishAsync(hinted.Hints, CancellationToken.None);
        return result;
    }

    /// <summary>Tells of a change inside the caller's transaction, by NOTIFY in any case.</summary>
    /// <param name="topic">Lower-case letters, digits and dots.</param>
    /// <param name="payload">Ids: up to 200 letters, digits and <c>:-_.</c></param>
    public static Task TellAsync(NpgsqlConnection connection, string topic, string payload, CancellationToken cancellationToken) =>
        NotifyAsync(connection, [Hint(topic, payload)], cancellationToken);

    /// <summary>
    /// Tells of something that is already so, or of a passing thing such as typing. Does not throw when nobody can be told: the slow poll
    /// covers it.
    /// </summary>
    /// <inheritdoc cref="TellAsync(NpgsqlConnection, string, string, CancellationToken)"/>
    public async Task TellAsync(string topic, string payload, CancellationToken cancellationToken)
    {
        var hint = Hint(topic, payload);
        try
        {
            await PublishAsync([hint], cancellationToken);
        }
        catch (NpgsqlException e)
        {
            LogUntold(e, topic);
        }
    }

    /// <exception cref="ArgumentException">Not a topic, or something other than ids.</exception>
    internal static string Hint(string topic, string payload) => IsTopic().IsMatch(topic) && IsIds().IsMatch(payload)
        ? topic + ":" + payload : throw new ArgumentException("A hint is a topic and ids, no text.", nameof(payload));

    internal void Hear(string channel, string told)
    {
        foreach (var subscription in _subscriptions) subscription.Hear(channel, told);
    }

    internal void HearEverything()
    {
        foreach (var subscription in _subscriptions) subscription.HearEverything();
    }

    private async Task PublishAsync(IReadOnlyCollection<string> hints, CancellationToken cancellationToken)
    {
        try
        {
            if (_redis is not null)
            {
                foreach (var hint in hints) await _redis.CallAsync(redis =>
                    redis.GetSubscriber().PublishAsync(RedisKeys.Hints, hint), cancellationToken);
                return;
            }
        }
        catch (RedisAwayException)
        {
            // PostgreSQL tells instead; what Redis told already is told twice.
        }
        try
        {
            await using var connection = await _db.OpenConnectionAsync(cancellationToken);
            await NotifyAsync(connection, hints, cancellationToken);
        }
        catch (NpgsqlException e) when (_redis is not null)
        {
            LogUntold(e, hints.First()); // After the commit: what was asked for is done.
        }
    }

    private static async Task NotifyAsync(NpgsqlConnection connection, IReadOnlyCollection<string> hints,
        CancellationToken cancellationToken) =>
        await connection.ListAsync("select pg_notify($1, hint) from unnest($2::text[]) as h (hint)", _ => 0,
            cancellationToken, Channel, hints.ToArray());

    [GeneratedRegex(@"\A[a-z][a-z0-9.]{0,40}\z")]
    private static partial Regex IsTopic();

    [GeneratedRegex(@"\A[A-Za-z0-9:._-]{0,200}\z")]
    private static partial Regex IsIds();

    [LoggerMessage(Level = LogLevel.Warning, Message = "A hint of {Topic} could not be told; the slow poll covers it")]
    private partial void LogUntold(Exception e, string topic);
}

/// <summary>A transaction under way and the hints that go out with its commit.</summary>
/// <param name="connection">Inside the transaction.</param>
public sealed class HintedTransaction(NpgsqlConnection connection)
{
    private readonly List<string> _hints = [];

    /// <summary>Open, inside the transaction; valid until the work has returned.</summary>
    public NpgsqlConnection Connection => connection;

    internal IReadOnlyCollection<string> Hints => _hints;

    /// <inheritdoc cref="Notifications.TellAsync(string, string, CancellationToken)"/>
    public void Tell(string topic, string payload) => _hints.Add(Notifications.Hint(topic, payload));
}
