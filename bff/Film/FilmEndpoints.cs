
namespace Bff.Film;

/// <summary>Routes of the cloud film. DICOMweb stands twice: for integrators over their hospitals, and under a link over its one study.</summary>
public static partial class FilmEndpoints
{
    /// <summary>Maps the slice's routes.</summary>
    public static void MapFilm(this IEndpointRouteBuilder app)
    {
        var dicomweb = app.MapGroup("/dicomweb").RequireAuthorization(Policies.Integrator).WithTags("dicomweb").AddEndpointFilter(IntegratorScopeAsync);
        MapStow(dicomweb);
        MapQido(dicomweb);
        MapWado(dicomweb);

        app.MapPost("/api/film/links", CreateLinkAsync).RequireAuthorization(Policies.Integrator).WithTags("film").WithMetadata(Idempotent.Create);
        app.MapGet("/f/{key}", PageAsync).AllowAnonymous().WithTags("film").ExcludeFromDescription();

        var link = app.MapGroup("/api/film/{key}").AllowAnonymous().WithTags("film").AddEndpointFilter(LinkScopeAsync);
        link.MapGet("/", ManifestAsync);
        MapWado(link.MapGroup("/dicomweb"));

        var patient = app.MapGroup("/api/film/studies").RequireAuthorization(Policies.Patient).WithTags("film");
        patient.MapGet("/", PatientStudiesAsync);
        patient.MapPost("/{id:guid}/links", PatientLinkAsync).WithMetadata(Idempotent.Create);

        var staff = app.MapGroup("/api/staff/film").RequireAuthorization(FilmServices.StaffFilm).WithTags("film");
        staff.MapGet("/ingests", IngestsAsync);
        staff.MapPost("/ingests/{id:guid}/retry", RetryAsync);
        staff.MapGet("/links", LinksAsync);
        staff.MapDelete("/links/{id:guid}", RevokeAsync);
        staff.MapGet("/statistics", StatisticsAsync);
    }

    private static ValueTask<object?> IntegratorScopeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var caller = (Caller.Integrator)Caller.Of(context.HttpContext);
        context.HttpContext.Features.Set(new FilmScope(caller.HospitalIds, null, caller.AppId));
        return next(context);
    }

    private static FilmScope Scope(HttpContext http) => http.Features.Get<FilmScope>()!;
}
