using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Guide;

/// <summary>"Not yours" and "not there" are the same 404; each leaves an audit row, so that whoever tries ids is seen.</summary>
internal sealed class UnreachedAudit(Audit audit) : IEndpointFilter
{
    private static readonly (string Value, string Kind)[] Subjects =
        [("closure", "closure"), ("code", "here"), ("mapId", "map"), ("id", "campus")];

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        if (result is INestedHttpResult { Result: ProblemHttpResult { StatusCode: StatusCodes.Status404NotFound } problem }
            && problem.ProblemDetails.Extensions.TryGetValue("code", out var code) && code is string action)
            await audit.RecordAsync(context.HttpContext, new AuditEntry(action, Subject(context.HttpContext), Refused: true));
        return result;
    }

    // Ids only: anything else in the address is text that a stranger wrote.
    private static string Subject(HttpContext http)
    {
        foreach (var (value, kind) in Subjects)
            if (http.Request.RouteValues.TryGetValue(value, out var text)
                && Guid.TryParse(text?.ToString(), out var id)) return $"{kind}:{id}";
        return "route:" + Problems.Route(http);
    }
}
