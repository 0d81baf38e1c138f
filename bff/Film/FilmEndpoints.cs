using Bff.Film.Corrections;
using Bff.Film.Dicomweb;
using Bff.Film.Dicomweb.Qido;
using Bff.Film.Dicomweb.Stow;
using Bff.Film.Links;
using Bff.Film.Office;
using Bff.Film.Patients;
using Bff.Film.Pictures;
using Bff.Film.Values;

namespace Bff.Film;

/// <summary>
/// Routes of the cloud film. Reading DICOMweb stands twice: for integrators over their hospitals, and under a link over its one study.
/// </summary>
public static class FilmEndpoints
{
    /// <summary>Maps the slice's routes.</summary>
    public static void MapFilm(this IEndpointRouteBuilder app)
    {
        var dicomweb = app.MapGroup("/dicomweb").RequireAuthorization(Policies.Integrator).WithTags("dicomweb");
        dicomweb.MapStow();
        var narrowed = dicomweb.MapGroup("").AddEndpointFilter(OneHospital.NarrowAsync).ProducesErrors(409).DescribesParameter(
            "X-Hospital-Code", "Code of the one hospital that is meant; all of the caller's unless named.", ParameterPlace.Header);
        narrowed.MapQido();
        narrowed.MapWithdraw();
        MapReading(narrowed);

        app.MapLinks();
        var link = app.MapGroup("/api/film/{key}").AllowAnonymous().WithTags("film").AddEndpointFilter(LinkDoor.EnterAsync)
            .ProducesErrors(403, 404, 410, 429)
            .DescribesParameter("key", "The key of a link: the last part of its address.");
        app.MapViewer(link);
        MapReading(link.MapGroup("/dicomweb").ProducesErrors(413));

        app.MapPatient();
        app.MapOffice();
        app.MapCorrections();
        app.MapReplacements();
    }

    private static void MapReading(RouteGroupBuilder group)
    {
        var reading = group.MapGroup("").ProducesErrors(404).AddEndpointFilter(NotKeptAsync);
        reading.MapWado();
        reading.MapValues();
        reading.MapPictures();
        reading.MapThumbnails();
    }

    /// <summary>Patients' data are kept by nobody on the way unless the answer itself says for how long.</summary>
    private static ValueTask<object?> NotKeptAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        context.HttpContext.Response.Headers.CacheControl = "no-store";
        return next(context);
    }
}
