using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.OpenApi;

namespace Bff.Platform.Http.Description;

/// <summary>A way to say who one is, registered by the slice that reads it.</summary>
/// <param name="Name">Name of the security scheme in the description.</param>
/// <param name="Kinds">Kinds of callers that it proves: <c>patient</c>, <c>staff</c>, <c>integrator</c> …</param>
/// <param name="Scheme">How it is sent.</param>
/// <param name="Path">Beginning of the paths where it is read.</param>
/// <param name="Samples">Programs that send it, shown beside the operations which take nothing else.</param>
public sealed record Credential(
    string Name, string[] Kinds, OpenApiSecurityScheme Scheme, string Path = "/", IReadOnlyList<CodeSample>? Samples = null);

/// <summary>A program that calls an operation.</summary>
/// <param name="Language">As pages name it, such as <c>python</c>.</param>
/// <param name="Source">Its text.</param>
public sealed record CodeSample(string Language, string Source);

/// <summary>Who may call an operation, from its metadata.</summary>
/// <param name="Kinds">Kinds of callers; empty: anyone, without a credential.</param>
/// <param name="Roles">One of these roles is needed; empty: none.</param>
internal sealed record Admission(string[] Kinds, string[] Roles)
{
    public static async Task<Admission> OfAsync(IList<object> metadata, IAuthorizationPolicyProvider policies)
    {
        if (metadata.OfType<IAllowAnonymous>().Any()) return new Admission([], []);
        var claims = new List<ClaimsAuthorizationRequirement>();
        foreach (var name in metadata.OfType<IAuthorizeData>().Select(a => a.Policy).OfType<string>())
            claims.AddRange((await policies.GetPolicyAsync(name))!.Requirements.OfType<ClaimsAuthorizationRequirement>());
        return new Admission(Allowed(claims, "kind"), Allowed(claims, "role"));
    }

    private static string[] Allowed(IEnumerable<ClaimsAuthorizationRequirement> claims, string type) =>
        [.. claims.Where(c => c.ClaimType == type).SelectMany(c => c.AllowedValues ?? []).Distinct()];
}
