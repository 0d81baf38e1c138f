using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Bff.Platform.Http;

/// <summary>More is asked for than this machine can do now; come back in a moment.</summary>
public sealed class TooBusyException() : Exception("Too much is waiting.");

/// <summary>What an exception means to callers, registered by the library that throws it.</summary>
/// <param name="Of">Status, stable code and title; null when it is another exception.</param>
public sealed record ExceptionProblem(Func<Exception, (int Status, string Code, string Title)?> Of);

/// <summary>RFC 9457 problems with stable codes. A problem never carries a patient's data or a stack trace.</summary>
public static partial class Problems
{
    /// <summary>A problem answer.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="code">Stable code, <c>slice.what_happened</c>.</param>
    /// <param name="title">One sentence for people.</param>
    public static ProblemHttpResult Of(int status, string code, string title) => TypedResults.Problem(new ProblemDetails
    {
        Status = status,
        Title = title,
        Extensions = { ["code"] = code },
    });

    /// <summary>A 400 that names each wrong field.</summary>
    public static ProblemHttpResult Fields(params (string Field, string Message)[] errors) => TypedResults.Problem(new ProblemDetails
    {
        Status = StatusCodes.Status400BadRequest,
        Title = "有字段填写不正确。",
        Extensions =
        {
            ["code"] = "request.invalid",
            ["errors"] = errors.GroupBy(e => e.Field).ToDictionary(g => g.Key, g => g.Select(e => e.Message).ToArray()),
        },
    });

    /// <summary>The challenge of people's sessions.</summary>
    public const string BearerChallenge = "Bearer realm=\"bff\"";

    public static void AddProblems(this IServiceCollection services)
    {
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            var problem = context.ProblemDetails;
            problem.Extensions["traceId"] = Activity.Current?.TraceId.ToString() ?? context.HttpContext.TraceIdentifier;
            var status = problem.Status ?? context.HttpContext.Response.StatusCode;
            // One that the framework made says its name in English.
            if (problem.Extensions.TryAdd("code", DefaultCode(status))) problem.Title = DefaultTitle(status) ?? problem.Title;
            problem.Type ??= "about:blank";
            // Whoever is not let in is told how to ask (RFC 9110 11.6.1); the challenge of a credential's own handler stands.
            if (status == 401 && context.HttpContext.Response.Headers.WWWAuthenticate.Count == 0)
                context.HttpContext.Response.Headers.WWWAuthenticate = BearerChallenge;
        });
        services.AddExceptionHandler<ExceptionProblems>();
    }

    /// <summary>Writes a problem outside of an endpoint (authentication, limits).</summary>
    public static Task WriteAsync(HttpContext http, int status, string code, string title, TimeSpan? retryAfter = null)
    {
        if (retryAfter is { } wait)
            http.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Of(status, code, title).ExecuteAsync(http);
    }

    /// <summary>
    /// The route template of a request: what logs may say of an address. The exception handler takes the endpoint off the request.
    /// </summary>
    public static string Route(HttpContext http) =>
        ((http.GetEndpoint() ?? http.Features.Get<IExceptionHandlerFeature>()?.Endpoint) as RouteEndpoint)?.RoutePattern.RawText ?? "-";

    private static string? DefaultTitle(int status) => status switch
    {
        400 => "请求的格式不正确。",
        404 => "没有这个地址。",
        405 => "这个地址不接受这种请求。",
        406 => "没有您要的格式。",
        413 => "内容太大。",
        415 => "内容的类型不对。",
        _ => null,
    };

    private static string DefaultCode(int status) => status switch
    {
        400 => "request.malformed",
        401 => "session.required",
        403 => "request.forbidden",
        404 => "request.unknown",
        405 => "request.method_not_allowed",
        406 => "request.not_acceptable",
        413 => "request.too_large",
        415 => "request.unsupported_media_type",
        429 => "request.too_many",
        503 => "server.unavailable",
        _ => "server.error",
    };

    private sealed partial class ExceptionProblems(IEnumerable<ExceptionProblem> known, ILogger<ExceptionProblems> logger)
        : IExceptionHandler
    {
        private (int Status, string Code, string Title)? OfSlices(Exception exception)
        {
            foreach (var problem in known)
                if (problem.Of(exception) is { } found) return found;
            return null;
        }

        public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken cancellationToken)
        {
            var (status, code, title) = OfSlices(exception) ?? exception switch
            {
                BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => (413, "request.too_large", "内容太大。"),
                BadHttpRequestException bad => (bad.StatusCode, DefaultCode(bad.StatusCode), DefaultTitle(bad.StatusCode) ?? "请求的格式不正确。"),
                TooBusyException => (503, "server.too_busy", "使用的人较多，请稍后再试。"),
                AuditUnavailableException => (503, "audit.unavailable", "暂时无法记录访问，请稍后再试。"),
                NpgsqlException { IsTransient: true } or TimeoutException => (503, "server.unavailable", "服务繁忙，请稍后再试。"),
                NpgsqlException => (503, "server.unavailable", "服务繁忙，请稍后再试。"),
                IOException { HResult: DiskFull } => (503, "server.storage_full", "存储空间不足，请稍后再试。"),
                OperationCanceledException when http.RequestAborted.IsCancellationRequested => (499, "request.cancelled", "请求已取消。"),
                _ => (500, "server.error", "服务出错了，请稍后再试。"),
            };
            if (exception is PostgresException { SqlState: "22021" or "22P05" }) (status, code, title) =
                (400, "request.malformed", "请求的格式不正确。");
            http.Response.StatusCode = status;
            if (status == 499) return true;
            if (status >= 500) LogFailed(exception, http.Request.Method, Route(http), code);
            await WriteAsync(http, status, code, title, status == 503 ? TimeSpan.FromSeconds(2) : null);
            return true;
        }

        private const int DiskFull = 28; // ENOSPC

        [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Route} failed: {Code}")]
        private partial void LogFailed(Exception e, string method, string route, string code);
    }
}
