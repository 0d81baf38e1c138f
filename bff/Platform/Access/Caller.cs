using System.Security.Claims;

namespace Bff.Platform.Access;

/// <summary>Who asks, as the authentication handler found it. Set once per request.</summary>
public abstract record Caller(string ActorKind, string ActorId)
{
    /// <summary>Nobody in particular.</summary>
    public sealed record Anonymous() : Caller("anonymous", "-");

    /// <summary>A signed-in patient, and what others have granted him.</summary>
    public sealed record Patient(Guid Id, Guid SessionId) : Caller("patient", Id.ToString())
    {
        /// <summary>What of other patients he may reach at this moment.</summary>
        public IReadOnlyList<Grant> Grants { get; init; } = [];
    }

    /// <summary>The product itself: a worker, the operator's command line.</summary>
    public sealed record System(string Name) : Caller("system", Name);

    /// <summary>A signed-in member of staff. <paramref name="HospitalId"/> is null for city-wide staff.</summary>
    public sealed record Staff(Guid Id, Guid SessionId, Guid? HospitalId, IReadOnlyList<string> Roles) : Caller("staff", Id.ToString());

    /// <summary>
    /// A hospital system. It reaches only <paramref name="HospitalIds"/>; what it pushes belongs to <paramref name="HomeHospitalId"/>.
    /// </summary>
    public sealed record Integrator(Guid Id, string AppId, Guid HomeHospitalId, Guid[] HospitalIds) : Caller("integrator", AppId)
    {
        /// <summary>What it may do beyond storing and reading, such as <c>film.withdraw</c>; nothing unless granted.</summary>
        public IReadOnlyList<string> Rights { get; init; } = [];
    }

    /// <summary>The holder of a film link: reaches the one study of the link.</summary>
    public sealed record Link(Guid Id, Guid StudyId, Guid HospitalId) : Caller("link", Id.ToString());

    private static readonly Anonymous Nobody = new();

    public static Caller Of(HttpContext http) => http.Features.Get<Caller>() ?? Nobody;

    public static void Set(HttpContext http, Caller caller) => http.Features.Set(caller);

    public ClaimsPrincipal ToPrincipal(string scheme)
    {
        var identity = new ClaimsIdentity(scheme);
        identity.AddClaim(new Claim("kind", ActorKind));
        if (this is Staff staff)
            foreach (var role in staff.Roles) identity.AddClaim(new Claim("role", role));
        return new ClaimsPrincipal(identity);
    }
}
