using System.Diagnostics.Metrics;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Bff.Gateways.Calls;

/// <summary>
/// The line to one platform: the limits of its calls, its breaker, its health and its figures. One for the life of the host.
/// </summary>
internal sealed class PlatformLine
{
    private const int BadAnswers = 3;
    private static readonly TimeSpan BadAnswersCount = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan QuotaWait = TimeSpan.FromMinutes(1);
    private static readonly Meter Meter = new("bff");
    private static readonly Counter<long> Answers =
        Meter.CreateCounter<long>("bff.gateway.answers", description: "Answers of outside platforms by verdict.");
    private static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("bff.gateway.duration", "s", "Calls of outside platforms, repeats included.");

    private readonly CircuitBreakerStateProvider _breaker = new();
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private int _badAnswers;
    private DateTimeOffset _lastBad;

    public PlatformLine(string name, GatewayOptions options, TimeProvider time)
    {
        (Name, MostBytes, _time) = (name, options.MostBytes, time);
        Pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddTimeout(options.CallTimeout)
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = 2,
                Delay = TimeSpan.FromMilliseconds(150),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = args => new(IsUnsent(args.Outcome)),
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
            {
                FailureRatio = 0.5,
                MinimumThroughput = options.BreakerTries,
                SamplingDuration = options.BreakerWindow,
                BreakDuration = options.BreakerPause,
                StateProvider = _breaker,
                ShouldHandle = args => new(IsFailure(args.Outcome, args.Context)),
            })
            .AddTimeout(options.TryTimeout)
            .Build();
    }

    /// <summary>As in readiness, metrics and logs.</summary>
    public string Name { get; }

    public int MostBytes { get; }

    public ResiliencePipeline<HttpResponseMessage> Pipeline { get; }

    /// <summary>How long to wait before asking a platform again that answered like this.</summary>
    public static TimeSpan Wait(GatewayVerdict verdict) => verdict switch
    {
        GatewayVerdict.Quota or GatewayVerdict.Configuration => QuotaWait,
        GatewayVerdict.RetryLater or GatewayVerdict.RefreshToken or GatewayVerdict.NotUnderstood or GatewayVerdict.Unreachable => UsualWait,
        GatewayVerdict.Ok or GatewayVerdict.ThisUser or GatewayVerdict.ThisTemplate or GatewayVerdict.NotConfigured => TimeSpan.Zero,
    };

    /// <summary>Counts an answer.</summary>
    public void Answered(string operation, GatewayVerdict verdict, TimeSpan took)
    {
        KeyValuePair<string, object?> platform = new("platform", Name), call = new("operation", operation);
        Answers.Add(1, platform, call, new("verdict", verdict.ToString()));
        Duration.Record(took.TotalSeconds, platform, call);
        // What one person or template did wrong says nothing about the platform.
        if (verdict is GatewayVerdict.ThisTemplate or GatewayVerdict.RefreshToken or GatewayVerdict.NotConfigured) return;
        lock (_gate)
        {
            if (verdict is GatewayVerdict.Ok or GatewayVerdict.ThisUser) _badAnswers = 0;
            else (_badAnswers, _lastBad) = (_badAnswers + 1, _time.GetUtcNow());
        }
    }

    /// <summary>For readiness: throws while the breaker is open or the last answers were bad. Asks the platform nothing.</summary>
    public Task CheckAsync()
    {
        lock (_gate)
        {
            var isBad = _badAnswers >= BadAnswers && _time.GetUtcNow() - _lastBad < BadAnswersCount;
            return isBad || _breaker.CircuitState is CircuitState.Open or CircuitState.Isolated
                ? Task.FromException(new PlatformDownException(Name))
                : Task.CompletedTask;
        }
    }

    /// <summary>
    /// Only a call that never left this machine is repeated: a code the platform has seen is spent, also when its answer was lost.
    /// </summary>
    private static bool IsUnsent(Outcome<HttpResponseMessage> outcome) =>
        outcome.Exception is HttpRequestException { HttpRequestError: var error } && error is HttpRequestError.NameResolutionError
            or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    /// <summary>Everything but an answer in JSON, and but a caller who left.</summary>
    private static bool IsFailure(Outcome<HttpResponseMessage> outcome, ResilienceContext context) => outcome.Exception is null
        ? ResilienceHandler.IsBusy(outcome.Result!.StatusCode)
        : !context.CancellationToken.IsCancellationRequested;
}

/// <summary>The last answers of a platform were bad.</summary>
internal sealed class PlatformDownException(string platform) : Exception(platform + " does not answer as it should.");
