namespace Bff.Platform.Access;

/// <summary>Says of an endpoint that each of its answers is recorded: what is done, and on what kind of thing.</summary>
/// <param name="Action">As in the audit: <c>support.list</c>.</param>
/// <param name="Kind">Of the thing whose id is in the address; null: a list.</param>
public sealed record AuditedRead(string Action, string? Kind);

/// <summary>How an endpoint that gives out personal data says so.</summary>
public static class AuditedReads
{
    /// <summary>Records each successful answer before it leaves; a refusal is recorded where it is decided.</summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="action">What is done: <c>support.list</c>.</param>
    /// <param name="kind">Of the thing whose <c>id</c> is in the address; null: a list.</param>
    public static RouteHandlerBuilder Audited(this RouteHandlerBuilder builder, string action, string? kind = null)
    {
        var read = new AuditedRead(action, kind);
        return builder.WithMetadata(read).AddEndpointFilter(async (context, next) =>
        {
            var result = await next(context);
            if (IsRefusal(result)) return result;
            var http = context.HttpContext;
            await http.RequestServices.GetRequiredService<Audit>().RecordAsync(http, EntryOf(read, http));
            return result;
        });
    }

    private static bool IsRefusal(object? result) =>
        (result is INestedHttpResult nested ? nested.Result : result) is IStatusCodeHttpResult { StatusCode: >= 400 };

    private static AuditEntry EntryOf(AuditedRead read, HttpContext http)
    {
        var subject = read.Kind is null ? "list" : $"{read.Kind}:{http.Request.RouteValues["id"]}";
        return Caller.Of(http) switch
        {
            Caller.Staff staff => new AuditEntry(read.Action, subject, HospitalId: staff.HospitalId),
            Caller.Patient patient => new AuditEntry(read.Action, subject, PatientId: patient.Id),
            Caller.Integrator app => new AuditEntry(read.Action, subject, HospitalId: app.HomeHospitalId),
            _ => new AuditEntry(read.Action, subject),
        };
    }
}
