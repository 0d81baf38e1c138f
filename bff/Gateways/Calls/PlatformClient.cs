using System.Text.Json;
using Flurl.Http;
using Flurl.Http.Configuration;
using Polly.CircuitBreaker;

namespace Bff.Gateways.Calls;

/// <summary>
/// Calls one platform and brings back what it answered or why there is nothing, never an exception of HTTP: those of Flurl carry the
/// address with the secrets in its query, and so would every log line and trace made of them.
/// </summary>
internal sealed partial class PlatformClient
{
    private readonly FlurlClient _client;
    private readonly PlatformLine _line;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public PlatformClient(HttpClient http, PlatformLine line, TimeProvider time, ILogger<PlatformClient> logger)
    {
        (_client, _line, _time, _logger) = (new FlurlClient(http), line, time, logger);
        _client.Settings.AllowedHttpStatusRange = "*";
        _client.Settings.Redirects.Enabled = false;
        _client.Settings.Timeout = null; // The handler times every try and the whole call.
        _client.Settings.JsonSerializer = new DefaultJsonSerializer(GatewayJson.Default.Options);
    }

    /// <summary>Gets an answer in JSON.</summary>
    /// <param name="operation">Its name in logs and metrics.</param>
    /// <param name="path">Path at the platform.</param>
    /// <param name="query">Parameters, secrets among them.</param>
    /// <param name="judge">What an answer that could be read means.</param>
    /// <param name="cancellationToken">Ends the call; the only exception that leaves here.</param>
    public async Task<GatewayAnswer<T>> GetAsync<TAnswer, T>(
        string operation, string path, object query, Func<TAnswer, (GatewayVerdict Verdict, T? Value, long Code)> judge,
        CancellationToken cancellationToken)
        where TAnswer : class
    {
        var started = _time.GetTimestamp();
        var (verdict, value, code, wait) = await AskAsync(_client.Request(path).SetQueryParams(query), judge, cancellationToken);
        _line.Answered(operation, verdict, _time.GetElapsedTime(started));
        if (verdict is GatewayVerdict.ThisUser) LogRefused(_line.Name, operation, code);
        else if (verdict is not GatewayVerdict.Ok) LogFailed(_line.Name, operation, verdict, code);
        return new GatewayAnswer<T>(verdict, value, wait);
    }

    private static async Task<(GatewayVerdict Verdict, T? Value, long Code, TimeSpan Wait)> AskAsync<TAnswer, T>(
        IFlurlRequest request, Func<TAnswer, (GatewayVerdict Verdict, T? Value, long Code)> judge, CancellationToken cancellationToken)
        where TAnswer : class
    {
        try
        {
            using var answer = await request.GetAsync(cancellationToken: cancellationToken);
            if (ResilienceHandler.IsBusy(answer.ResponseMessage.StatusCode)) return Failed<T>(GatewayVerdict.RetryLater, answer.StatusCode);
            if (await answer.GetJsonAsync<TAnswer?>() is not { } read) return Failed<T>(GatewayVerdict.NotUnderstood, answer.StatusCode);
            var (verdict, value, code) = judge(read);
            return verdict is GatewayVerdict.Ok && !answer.ResponseMessage.IsSuccessStatusCode
                ? Failed<T>(GatewayVerdict.NotUnderstood, answer.StatusCode)
                : (verdict, value, code, PlatformLine.Wait(verdict));
        }
        catch (Exception e) when (e is FlurlHttpException or OperationCanceledException or JsonException)
        {
            // Neither the exception nor its cause goes on: both may hold the address.
            cancellationToken.ThrowIfCancellationRequested();
            return Cause(e) switch
            {
                BrokenCircuitException { RetryAfter: { } wait } => (GatewayVerdict.Unreachable, default, 0, wait),
                JsonException or HttpRequestException
                {
                    HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded,
                } => Failed<T>(GatewayVerdict.NotUnderstood, 0),
                _ => Failed<T>(GatewayVerdict.Unreachable, 0),
            };
        }
    }

    private static Exception Cause(Exception e) => e is FlurlHttpException { InnerException: { } cause } ? cause : e;

    private static (GatewayVerdict Verdict, T? Value, long Code, TimeSpan Wait) Failed<T>(GatewayVerdict verdict, long code) =>
        (verdict, default, code, PlatformLine.Wait(verdict));

    [LoggerMessage(Level = LogLevel.Information, Message = "{Platform} refused {Operation}: code {Code}")]
    private partial void LogRefused(string platform, string operation, long code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Platform} failed at {Operation}: {Verdict}, code {Code}")]
    private partial void LogFailed(string platform, string operation, GatewayVerdict verdict, long code);
}
