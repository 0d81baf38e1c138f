using Microsoft.AspNetCore.SignalR;
using Npgsql;

namespace Bff.Platform.Pipes;

/// <summary>
/// What goes wrong in a call of a hub: a refusal reaches the caller as it is and is no line in the log, which anybody could fill with them;
/// everything else is logged here and reaches the caller as a code, <c>server.unavailable</c> or <c>server.error</c>.
/// </summary>
internal sealed partial class HubFailures(ILogger<HubFailures> logger) : IHubFilter
{
    /// <summary>The category of SignalR that logs every refusal with its trace.</summary>
    public const string Replaces = "Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher";

    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(invocationContext);
        }
        catch (OperationCanceledException) when (invocationContext.Context.ConnectionAborted.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (e is not HubException)
        {
            var code = e is NpgsqlException or TimeoutException or TooBusyException or AuditUnavailableException
                ? "server.unavailable" : "server.error";
            LogFailed(e, invocationContext.Hub.GetType().Name, invocationContext.HubMethodName, code);
            throw new HubException(code, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Hub}.{Method} failed: {Code}")]
    private partial void LogFailed(Exception e, string hub, string method, string code);
}
