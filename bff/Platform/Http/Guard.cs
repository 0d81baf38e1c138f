using System.Diagnostics;

namespace Bff.Platform.Http;

/// <summary>First in the pipeline: security headers on every answer, one log line per request, with ids and no personal data.</summary>
public sealed partial class Guard(RequestDelegate next, TimeProvider time, ILogger<Guard> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var started = time.GetTimestamp();
        SecurityHeaders.SetOnStarting(http);
        RetryLater.SetOnStarting(http);

        await next(http);

        var milliseconds = time.GetElapsedTime(started).TotalMilliseconds;
        var status = http.Response.StatusCode;
        var route = Problems.Route(http);
        var trace = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;
        var caller = Caller.Of(http);
        // Pictures come by the hundred per patient; only slow or failed ones are worth a line each.
        if (status < 400 && milliseconds < 1000 && http.Response.ContentType is { } type
            && (type.StartsWith("image/", StringComparison.Ordinal) || type == "application/octet-stream"))
            LogPicture(http.Request.Method, route, status, milliseconds, caller.ActorKind, trace);
        else LogRequest(http.Request.Method, route, status, milliseconds, caller.ActorKind, caller.ActorId, trace);
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "{Method} {Route} {Status} {Milliseconds:F1} ms {ActorKind}:{ActorId} {TraceId}")]
    private partial void LogRequest(string method, string route, int status, double milliseconds, string actorKind, string actorId,
        string traceId);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} {Route} {Status} {Milliseconds:F1} ms {ActorKind} {TraceId}")]
    private partial void LogPicture(string method, string route, int status, double milliseconds, string actorKind, string traceId);
}
