using Microsoft.Extensions.Options;
using HttpJson = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Bff.Platform.Http;

/// <summary>
/// Writes a problem whatever the caller accepts: one who asked for a picture and gets none still has to be told why, in the one form that
/// programs read. The framework's own writer would leave it at a line of English.
/// </summary>
internal sealed class ProblemWriter(IOptions<ProblemDetailsOptions> options, IOptions<HttpJson> json) : IProblemDetailsWriter
{
    private const string ProblemType = "application/problem+json";

    public bool CanWrite(ProblemDetailsContext context) => true;

    public ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var (http, problem) = (context.HttpContext, context.ProblemDetails);
        problem.Status ??= http.Response.StatusCode;
        // The result fills in type and title of the status where they are missing.
        _ = TypedResults.Problem(problem);
        options.Value.CustomizeProblemDetails?.Invoke(context);
        var type = json.Value.SerializerOptions.GetTypeInfo(problem.GetType());
        return new(http.Response.WriteAsJsonAsync(problem, type, ProblemType, http.RequestAborted));
    }
}
